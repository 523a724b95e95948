import type { Databases } from '../databases/databases.ts';
import type { WarehouseHost } from '../hostCalls.ts';
import type { AutoRefresh } from './autoRefresh.ts';
import type { QueryHistory } from './queryHistory.ts';
import type { OtherSession } from './statementSession.ts';
import type { TableLocks } from './tableLocks.ts';

/** What all sessions have together. */
export interface SharedParts {
  readonly databases: Databases;
  readonly locks: TableLocks;
  readonly history: QueryHistory;
  readonly host: WarehouseHost;
  readonly sessions: ReadonlyMap<number, OtherSession>;
  readonly autoRefresh: AutoRefresh;
}
