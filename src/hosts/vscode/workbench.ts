import type * as vscode from 'vscode';
import type { Log } from '../../core/log.ts';
import type { ConnectionStore } from './connections/connectionStore.ts';
import type { Documents } from './documents.ts';

/** What the parts of the workbench share, handed in when they register. */
export interface Workbench {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly connections: ConnectionStore;
  readonly documents: Documents;
}
