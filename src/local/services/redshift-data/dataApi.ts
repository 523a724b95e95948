import type { Kernel } from '../../kernel.ts';
import type { ResultFiles } from './resultFiles.ts';
import type { Sessions } from './sessions.ts';
import type { StatementRunner } from './statementRunner.ts';
import type { StatementStore } from './statementStore.ts';

/** What the operations share. */
export interface DataApi {
  readonly kernel: Kernel;
  readonly statements: StatementStore;
  readonly sessions: Sessions;
  readonly results: ResultFiles;
  readonly runner: StatementRunner;
}
