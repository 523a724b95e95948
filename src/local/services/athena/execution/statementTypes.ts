import type { Statement } from '../../../engines/trino/statement.ts';
import type { Query, ResultForm } from '../state/queries.ts';

interface StatementType {
  readonly type: Query['statementType'];
  readonly subtype: string;
  readonly form: ResultForm;
}

const ddl = (subtype: string): StatementType => ({ type: 'DDL', subtype, form: 'text' });
const utility = (subtype: string): StatementType => ({ type: 'UTILITY', subtype, form: 'text' });

/** What QueryExecution says of each kind of statement, and how its result is kept. */
const types: Readonly<Record<Statement['kind'], StatementType>> = {
  query: { type: 'DML', subtype: 'SELECT', form: 'csv' },
  execute: { type: 'DML', subtype: 'EXECUTE', form: 'csv' },
  insert: { type: 'DML', subtype: 'INSERT', form: 'none' },
  unload: { type: 'DML', subtype: 'UNLOAD', form: 'none' },
  'create-table-as': { type: 'DDL', subtype: 'CREATE_TABLE_AS_SELECT', form: 'none' },
  explain: utility('EXPLAIN'),
  'show-databases': utility('SHOW_DATABASES'),
  'show-tables': utility('SHOW_TABLES'),
  'show-views': utility('SHOW_VIEWS'),
  'show-columns': utility('SHOW_COLUMNS'),
  'show-partitions': utility('SHOW_PARTITIONS'),
  'show-create-table': utility('SHOW_CREATE_TABLE'),
  'show-create-view': utility('SHOW_CREATE_VIEW'),
  'show-table-properties': utility('SHOW_TBLPROPERTIES'),
  describe: utility('DESCRIBE_TABLE'),
  'create-table': ddl('CREATE_TABLE'),
  'create-view': ddl('CREATE_VIEW'),
  'drop-table': ddl('DROP_TABLE'),
  'drop-view': ddl('DROP_VIEW'),
  'create-database': ddl('CREATE_DATABASE'),
  'set-database-properties': ddl('ALTER_DATABASE_SET_DBPROPERTIES'),
  'drop-database': ddl('DROP_DATABASE'),
  'add-partitions': ddl('ALTER_TABLE_ADD_PARTITION'),
  'drop-partitions': ddl('ALTER_TABLE_DROP_PARTITION'),
  'rename-partition': ddl('ALTER_TABLE_RENAME_PARTITION'),
  'set-location': ddl('ALTER_TABLE_SET_LOCATION'),
  'add-columns': ddl('ALTER_TABLE_ADD_COLUMNS'),
  'replace-columns': ddl('ALTER_TABLE_REPLACE_COLUMNS'),
  'set-table-properties': ddl('ALTER_TABLE_SET_TBLPROPERTIES'),
  'repair-table': ddl('MSCK_REPAIR_TABLE'),
  prepare: utility('PREPARE'),
  deallocate: utility('DEALLOCATE'),
};

export function typeOfStatement(statement: Statement): StatementType {
  return types[statement.kind];
}

/** A statement that Hive's grammar does not know is one of its kind all the same. */
export const unreadableDdl: StatementType = ddl('UNKNOWN');
