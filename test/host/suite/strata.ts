import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { StrataApi } from '../../../src/hosts/vscode/extension.ts';

/** The extension under test, active. */
export async function strata(): Promise<vscode.Extension<StrataApi>> {
  const extension = vscode.extensions.getExtension<StrataApi>('strata.strata-lakehouse');
  assert.ok(extension, 'the extension is installed');
  await extension.activate();
  return extension;
}

export function workspaceFile(...parts: string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, ...parts);
}

/** Waits until something holds; the host tells nobody when a panel opens or a document is shown. */
export async function eventually<T>(what: string, probe: () => T | undefined | false): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = probe();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`did not happen: ${what}`);
}

/** The labels of all open editor tabs. */
export function openTabs(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
}
