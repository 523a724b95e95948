/** https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html */
import type { Kernel } from '../../../kernel.ts';
import type { SourceName } from '../mappings/tableMappings.ts';
import type { ChangeCounts } from '../replication/replicationApi.ts';

export type TableState =
  | 'Table does not exist'
  | 'Before load'
  | 'Full load'
  | 'Table completed'
  | 'Table error'
  | 'Table is being reloaded';

export interface TableRecord extends SourceName, ChangeCounts {
  readonly state: TableState;
  readonly loadedRows: number;
  /** Milliseconds, as are the next. */
  readonly loadStarted?: number | undefined;
  readonly loadEnded?: number | undefined;
  readonly updated?: number | undefined;
  readonly reloaded: boolean;
  /** Whether its rows are in the target, or none are wanted. */
  readonly loaded: boolean;
  /** Changes of commits before are in the load already. */
  readonly from?: string | undefined;
}

function recordsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<TableRecord>('dms.table', region);
}

const keyOf = (task: string, { schema, table }: SourceName) => `${task}/${JSON.stringify([schema, table])}`;

export function* tablesOf(kernel: Kernel, region: string, task: string): Generator<TableRecord> {
  for (const { value } of recordsIn(kernel, region).all(`${task}/`)) yield value;
}

export function tableOf(kernel: Kernel, region: string, task: string, name: SourceName): TableRecord | undefined {
  return recordsIn(kernel, region).get(keyOf(task, name));
}

/** Changes a table's record, which is made if it is not there. */
export function changeTable(
  kernel: Kernel,
  region: string,
  task: string,
  name: SourceName,
  change: (record: TableRecord) => Partial<TableRecord>,
): void {
  const record = tableOf(kernel, region, task, name) ?? newRecord(name);
  recordsIn(kernel, region).put(keyOf(task, name), { ...record, ...change(record), updated: Date.now() });
}

function newRecord({ schema, table }: SourceName): TableRecord {
  return {
    ...{ schema, table, state: 'Before load', loadedRows: 0, reloaded: false, loaded: false },
    ...{ inserts: 0, updates: 0, deletes: 0, ddls: 0 },
  };
}

export function putTable(kernel: Kernel, region: string, task: string, record: TableRecord): void {
  recordsIn(kernel, region).put(keyOf(task, record), record);
}

export function forgetTables(kernel: Kernel, region: string, task: string): void {
  for (const { id } of [...recordsIn(kernel, region).all(`${task}/`)]) recordsIn(kernel, region).delete(id);
}

const moment = (name: string, at: number | undefined) => (at === undefined ? {} : { [name]: new Date(at) });

export function describeTable(record: TableRecord) {
  const { inserts, updates, deletes, ddls } = record;
  return {
    SchemaName: record.schema,
    TableName: record.table,
    Inserts: inserts,
    Deletes: deletes,
    Updates: updates,
    Ddls: ddls,
    AppliedInserts: inserts,
    AppliedDeletes: deletes,
    AppliedUpdates: updates,
    AppliedDdls: ddls,
    FullLoadRows: record.loadedRows,
    FullLoadCondtnlChkFailedRows: 0,
    FullLoadErrorRows: 0,
    ...moment('FullLoadStartTime', record.loadStarted),
    ...moment('FullLoadEndTime', record.loadEnded),
    FullLoadReloaded: record.reloaded,
    ...moment('LastUpdateTime', record.updated),
    TableState: record.state,
    ValidationPendingRecords: 0,
    ValidationFailedRecords: 0,
    ValidationSuspendedRecords: 0,
    ValidationState: 'Not enabled',
  };
}
