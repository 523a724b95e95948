/** https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html and its siblings. */
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { RedshiftStatement, ShowKind } from '../../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../../engines/redshift/translation.ts';
import type { RelationEntry } from '../../catalog/entries.ts';
import { svvTableType } from '../../catalog/system/svvViews.ts';
import {
  characterLength,
  columnDefault,
  dataType,
  numericPrecision,
  numericScale,
} from '../../catalog/system/typeSql.ts';
import { literal, rowsOf } from '../../databases/duckDb.ts';
import { type Done, done, emit, type ResultConsumer, textColumns } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { externalRows } from '../external/externalRows.ts';
import { requireRelation } from '../names.ts';
import { tableDefinition } from './tableDefinition.ts';

type Show = Extract<RedshiftStatement, { readonly kind: 'show' }>;

const columnsOfShow: Readonly<Record<ShowKind, readonly string[]>> = {
  databases: [
    'database_name',
    'database_owner',
    'database_type',
    'database_acl',
    'parameters',
    'database_isolation_level',
  ],
  schemas: [
    'database_name',
    'schema_name',
    'schema_owner',
    'schema_type',
    'schema_acl',
    'source_database',
    'schema_option',
  ],
  tables: [
    'database_name',
    'schema_name',
    'table_name',
    'table_type',
    'table_acl',
    'remarks',
    'owner',
    'last_altered_time',
    'last_modified_time',
    'dist_style',
    'table_subtype',
  ],
  columns: [
    'database_name',
    'schema_name',
    'table_name',
    'column_name',
    'ordinal_position',
    'column_default',
    'is_nullable',
    'data_type',
    'character_maximum_length',
    'numeric_precision',
    'numeric_scale',
    'remarks',
    'sort_key_type',
    'sort_key_order',
    'dist_key',
    'encoding',
    'collation',
  ],
  table: ['Show Table DDL statement'],
  'external-table': ['Show External Table DDL statement'],
  view: ['Show View DDL statement'],
  grants: [
    'database_name',
    'schema_name',
    'object_name',
    'object_type',
    'privilege_type',
    'identity_id',
    'identity_name',
    'identity_type',
    'admin_option',
    'privilege_scope',
    'grantor_name',
  ],
  constraints: [
    'database_name',
    'schema_name',
    'table_name',
    'constraint_name',
    'constraint_type',
    'column_name',
    'key_seq',
  ],
  functions: [
    'database_name',
    'schema_name',
    'function_name',
    'number_of_arguments',
    'argument_list',
    'return_type',
    'remarks',
  ],
  procedures: [
    'database_name',
    'schema_name',
    'procedure_name',
    'number_of_arguments',
    'argument_list',
    'return_type',
    'remarks',
  ],
};

const whole = new Set([
  'ordinal_position',
  'character_maximum_length',
  'numeric_precision',
  'numeric_scale',
  'key_seq',
  'sort_key_order',
  'dist_key',
  'identity_id',
  'number_of_arguments',
]);

export function showResultColumns({ what }: Show): ResultColumn[] {
  return columnsOfShow[what].map((name) =>
    whole.has(name) ? { name, type: { name: 'integer' } } : (textColumns(name)[0] as ResultColumn),
  );
}

export async function show(ctx: StatementCtx, statement: Show, consumer: ResultConsumer): Promise<Done> {
  const rows = await rowsOfShow(ctx, statement);
  const limited = statement.limit === undefined ? rows : rows.slice(0, statement.limit);
  const width = columnsOfShow[statement.what].length;
  const texts = limited.map((row) =>
    Array.from({ length: width }, (_, i) => (row[i] === null || row[i] === undefined ? null : String(row[i]))),
  );
  await emit(consumer, showResultColumns(statement), texts);
  return done('SHOW', texts.length);
}

async function rowsOfShow(ctx: StatementCtx, statement: Show): Promise<readonly (readonly unknown[])[]> {
  const { what, from } = statement;
  const strata = `${quoteName(ctx.database)}.strata`;
  const database = literal(ctx.database);
  const like = (column: string) =>
    statement.like === undefined ? 'true' : `${column} LIKE ${literal(statement.like)}`;
  const relations = `${strata}.relations r JOIN ${strata}.schemas s ON s.oid = r.schema_oid`;
  switch (what) {
    case 'databases':
      return ctx.databases.names
        .filter((name) => matches(name, statement.like))
        .map((name) => [name, '100', 'local', null, null, 'Snapshot Isolation']);
    case 'schemas':
      requireDatabase(ctx, from[0]);
      return await rowsOf(
        ctx.connection,
        `SELECT ${database}, s.name, 100, CASE s.kind WHEN 'external' THEN 'external' ELSE 'local' END, NULL,
         json_extract_string(s.details, '$.database') FROM ${strata}.schemas s WHERE ${like('s.name')} ORDER BY s.name`,
      );
    case 'tables': {
      const schema = await requireSchemaOf(ctx, from);
      const external = (await externalRows(ctx, schema)).tables.filter(([, name]) =>
        matches(String(name), statement.like),
      );
      const own = await rowsOf(
        ctx.connection,
        `SELECT ${database}, s.name, r.name, CASE r.kind WHEN 'table' THEN 'TABLE' ELSE 'VIEW' END, NULL, r.comment,
         r.owner, r.created, r.created, json_extract_string(r.details, '$.distStyle'),
         CASE WHEN r.kind = 'table' THEN 'REGULAR TABLE' WHEN r.kind = 'view' THEN 'REGULAR VIEW' ELSE ${svvTableType} END
         FROM ${relations} WHERE r.session IS NULL AND s.name = ${literal(schema)} AND ${like('r.name')} ORDER BY r.name`,
      );
      return [
        ...own,
        ...external.map(([at, name]) => [
          ctx.database,
          at,
          name,
          'TABLE',
          null,
          null,
          null,
          null,
          null,
          null,
          'EXTERNAL TABLE',
        ]),
      ];
    }
    case 'columns': {
      const schema = await requireSchemaOf(ctx, from.slice(0, -1));
      const external = (await externalRows(ctx, schema)).columns.filter(([, table]) => table === from.at(-1));
      if (external.length > 0) {
        return external.map(([at, table, name, type, position]) => [
          ctx.database,
          at,
          table,
          name,
          position,
          null,
          'YES',
          type,
        ]);
      }
      await requireRelation(ctx, { schema, name: from.at(-1) ?? '', at: 0 });
      return await rowsOf(
        ctx.connection,
        `SELECT ${database}, s.name, r.name, c.name, c.position, ${columnDefault}, CASE WHEN c.not_null THEN 'NO' ELSE 'YES' END,
         ${dataType}, ${characterLength}, ${numericPrecision}, ${numericScale}, c.comment,
         json_extract_string(r.details, '$.sortStyle'), c.sort_key, CASE WHEN c.dist_key THEN 1 END, c.encode, NULL
         FROM ${relations} JOIN ${strata}.columns c ON c.relation = r.oid
         WHERE s.name = ${literal(schema)} AND r.name = ${literal(from.at(-1))} AND ${like('c.name')} ORDER BY c.position`,
      );
    }
    case 'table':
    case 'view': {
      const relation = await relationOf(ctx, from);
      return [[what === 'table' ? tableDefinition(relation) : viewDefinition(relation)]];
    }
    case 'grants':
      return await rowsOf(
        ctx.connection,
        `SELECT ${database}, schema_name, object_name, object_kind, privilege, 0, grantee, grantee_kind, with_option, object_kind, grantor
         FROM ${strata}.grants WHERE ${from.length === 0 ? 'true' : `object_name = ${literal(from.at(-1))}`}`,
      );
    case 'constraints': {
      const relation = await relationOf(ctx, from);
      return (relation.details.constraints ?? []).flatMap(({ name, kind, columns }) =>
        columns.map((column, i) => [
          ctx.database,
          relation.schema,
          relation.name,
          name,
          kind.toUpperCase().replace('-', ' '),
          column,
          i + 1,
        ]),
      );
    }
    case 'external-table':
      throw new SqlError(sqlStates.featureNotSupported, 'SHOW EXTERNAL TABLE is not supported by the local warehouse', {
        hint: 'Ask SVV_EXTERNAL_TABLES and SVV_EXTERNAL_COLUMNS, or the Data Catalog.',
      });
    case 'functions':
    case 'procedures':
      return [];
  }
}

async function relationOf(ctx: StatementCtx, from: readonly string[]): Promise<RelationEntry> {
  const [name = '', schema] = [...from].reverse();
  return await requireRelation(ctx, schema === undefined ? { name, at: 0 } : { schema, name, at: 0 });
}

function viewDefinition({ definition, schema, name, kind }: RelationEntry): string {
  if (definition === undefined) throw new SqlError(sqlStates.wrongObjectType, `"${name}" is not a view`);
  if (kind === 'materialized-view') return `${definition};`;
  const end = kind === 'late-binding-view' ? ' WITH NO SCHEMA BINDING' : '';
  return `CREATE OR REPLACE VIEW ${schema}.${name} AS ${definition}${end};`;
}

function requireDatabase(ctx: StatementCtx, name: string | undefined): void {
  if (name !== undefined && name !== ctx.database) {
    throw new SqlError(sqlStates.noDatabase, `database "${name}" is not the one that is connected to`);
  }
}

/** @param from database and schema, or the schema alone */
async function requireSchemaOf(ctx: StatementCtx, from: readonly string[]): Promise<string> {
  const [schema, database] = [...from].reverse();
  requireDatabase(ctx, database);
  const name = schema ?? (await ctx.scoped((scope) => scope.session.schema));
  if (!(await ctx.schemas()).some((each) => each.name === name)) {
    throw new SqlError(sqlStates.noSchema, `schema "${name}" does not exist`);
  }
  return name;
}

function matches(name: string, like: string | undefined): boolean {
  if (like === undefined) return true;
  const pattern = like
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${pattern}$`, 's').test(name);
}
