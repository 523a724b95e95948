import type { Statement } from '../../../engines/trino/statement.ts';
import { createDatabase, dropDatabase, setDatabaseProperties } from '../ddl/databases.ts';
import { addPartitions, dropPartitions, renamePartition, setPartitionLocation } from '../ddl/partitions.ts';
import { repairTable } from '../ddl/repairTable.ts';
import {
  describe,
  showColumns,
  showCreateTable,
  showCreateView,
  showDatabases,
  showPartitions,
  showTableProperties,
  showTables,
  showViews,
} from '../ddl/show.ts';
import { addColumns, createTable, dropTable, replaceColumns, setLocation, setTableProperties } from '../ddl/tables.ts';
import { createView, dropView } from '../ddl/views.ts';
import { QueryFailure } from '../queryFailure.ts';
import { createTableAs } from './createTableAs.ts';
import { insertInto } from './insertInto.ts';
import type { Job, Outcome } from './job.ts';
import { textOutcome } from './resultFiles.ts';
import { explain, select } from './select.ts';
import { unload } from './unload.ts';

/** Carries a statement out. @throws QueryFailure, Fault, RemoteFailure or EngineCrash; then nothing of it is left */
export async function runStatement(job: Job, statement: Statement): Promise<Outcome> {
  switch (statement.kind) {
    case 'query':
      return await select(job, statement.query);
    case 'explain':
      return await explain(job, statement.query, statement.analyze);
    case 'create-table-as':
      return await createTableAs(job, statement);
    case 'insert':
      return await insertInto(job, statement);
    case 'unload':
      return await unload(job, statement);
    case 'show-databases':
      return await showDatabases(job, statement);
    case 'show-tables':
      return await showTables(job, statement);
    case 'show-views':
      return await showViews(job, statement);
    case 'show-columns':
      return await showColumns(job, statement);
    case 'show-partitions':
      return await showPartitions(job, statement);
    case 'show-create-table':
      return await showCreateTable(job, statement);
    case 'show-create-view':
      return await showCreateView(job, statement);
    case 'show-table-properties':
      return await showTableProperties(job, statement);
    case 'describe':
      return await describe(job, statement);
    case 'repair-table':
      return await repairTable(job, statement.table);
    case 'execute':
      // What it stands for was looked up when the query was started.
      throw new QueryFailure('internal', `EXECUTE ${statement.name} was not resolved`);
    default:
      await changeCatalog(job, statement);
      return await textOutcome(job, [], []);
  }
}

type Change = Exclude<
  Statement,
  {
    kind:
      | 'query'
      | 'explain'
      | 'create-table-as'
      | 'insert'
      | 'unload'
      | 'describe'
      | 'repair-table'
      | 'execute'
      | `show-${string}`;
  }
>;

async function changeCatalog(job: Job, statement: Change): Promise<void> {
  switch (statement.kind) {
    case 'create-table':
      return await createTable(job, statement);
    case 'drop-table':
      return await dropTable(job, statement);
    case 'create-view':
      return await createView(job, statement);
    case 'drop-view':
      return await dropView(job, statement);
    case 'create-database':
      return await createDatabase(job, statement);
    case 'set-database-properties':
      return await setDatabaseProperties(job, statement);
    case 'drop-database':
      return await dropDatabase(job, statement);
    case 'add-partitions':
      return await addPartitions(job, statement);
    case 'drop-partitions':
      return await dropPartitions(job, statement);
    case 'rename-partition':
      return await renamePartition(job, statement);
    case 'set-location':
      return statement.partition
        ? await setPartitionLocation(job, statement, statement.partition)
        : await setLocation(job, statement);
    case 'add-columns':
      return await addColumns(job, statement);
    case 'replace-columns':
      return await replaceColumns(job, statement);
    case 'set-table-properties':
      return await setTableProperties(job, statement);
    case 'prepare':
      return prepare(job, statement.name, statement.sql);
    case 'deallocate':
      return deallocate(job, statement.name);
  }
}

function prepare({ prepared, query }: Job, name: string, sql: string): void {
  prepared.put(query.region, { name, workgroup: query.workgroup, sql, modified: Date.now() });
}

function deallocate({ prepared, query }: Job, name: string): void {
  if (prepared.delete(query.region, query.workgroup, name)) return;
  throw new QueryFailure('entity', `NOT_FOUND: Prepared statement not found: ${name}`);
}
