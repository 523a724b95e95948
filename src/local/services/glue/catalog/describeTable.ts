import type { Call } from '../../../server/operation.ts';
import type { Partition, StorageDescriptor, Table } from './shapes.ts';

/** A table as GetTable shows it: https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html. */
export function describeTable(table: Table, database: string, call: Pick<Call, 'accountId'>) {
  const { Indexes, LastAccessTime, LastAnalyzedTime, StorageDescriptor, ...rest } = table;
  return {
    ...rest,
    DatabaseName: database,
    CreateTime: new Date(table.CreateTime),
    UpdateTime: new Date(table.UpdateTime),
    ...(LastAccessTime === undefined ? {} : { LastAccessTime: new Date(LastAccessTime) }),
    ...(LastAnalyzedTime === undefined ? {} : { LastAnalyzedTime: new Date(LastAnalyzedTime) }),
    ...(StorageDescriptor ? { StorageDescriptor: describeStorage(StorageDescriptor) } : {}),
    VersionId: String(table.VersionId),
    IsRegisteredWithLakeFormation: false,
    CatalogId: call.accountId,
  };
}

export function describePartition(
  partition: Partition,
  at: { readonly database: string; readonly table: string; readonly withColumns: boolean },
  call: Pick<Call, 'accountId'>,
) {
  const { LastAccessTime, LastAnalyzedTime, StorageDescriptor, ...rest } = partition;
  const storage = StorageDescriptor && describeStorage(StorageDescriptor);
  return {
    ...rest,
    DatabaseName: at.database,
    TableName: at.table,
    CreationTime: new Date(partition.CreationTime),
    ...(LastAccessTime === undefined ? {} : { LastAccessTime: new Date(LastAccessTime) }),
    ...(LastAnalyzedTime === undefined ? {} : { LastAnalyzedTime: new Date(LastAnalyzedTime) }),
    ...(storage ? { StorageDescriptor: at.withColumns ? storage : { ...storage, Columns: [] } } : {}),
    CatalogId: call.accountId,
  };
}

function describeStorage(storage: StorageDescriptor) {
  return { SortColumns: [], ...storage };
}
