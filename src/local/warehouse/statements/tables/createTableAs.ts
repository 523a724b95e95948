import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { CreateTableAs, TableAttributes } from '../../../engines/redshift/definitions.ts';
import type { RelationName } from '../../../engines/redshift/names.ts';
import type { RedshiftQuery } from '../../../engines/redshift/source.ts';
import type { ResultColumn, Translation } from '../../../engines/redshift/translation.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import { type RedshiftType, varchar } from '../../../engines/redshift/types/redshiftType.ts';
import { insertRelation } from '../../catalog/changeCatalog.ts';
import { type ColumnEntry, isEntry } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { alreadyExists, schemaForNew, takeName } from '../names.ts';
import { detailsOf, withKeys } from './attributes.ts';
import { requireDistinct } from './createTable.ts';
import { newStorage } from './storage.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html */
export async function createTableAs(ctx: StatementCtx, statement: CreateTableAs): Promise<Done> {
  const { table, temporary } = statement;
  const schema = await schemaForNew(ctx, table, temporary);
  if (await takeName(ctx, schema, table.name)) throw alreadyExists(table.name);
  const storage = newStorage(ctx, table.name, temporary);
  const filled = await fill(ctx, storage.place, statement.query, statement, temporary);
  await insertRelation(ctx.connection, ctx.database, {
    ...{ oid: storage.oid, schemaOid: schema.oid, name: table.name, kind: 'table', owner: ctx.session.user },
    ...{
      session: temporary ? ctx.session.pid : undefined,
      storage: storage.name,
      definition: undefined,
      bound: undefined,
    },
    ...{ details: detailsOf(statement.attributes, filled.columns), columns: filled.columns, reads: [] },
  });
  return done('SELECT', filled.rows);
}

/** Makes a table of a query's rows. */
export async function fill(
  ctx: StatementCtx,
  place: string,
  query: RedshiftQuery,
  given: { readonly table?: RelationName; readonly columns?: readonly string[]; readonly attributes: TableAttributes },
  temporary: boolean,
): Promise<{
  readonly columns: readonly ColumnEntry[];
  readonly rows: number;
  readonly translation: Translation;
  readonly sql: string;
}> {
  const translation = await ctx.translate({ kind: 'query', query });
  const columns = withKeys(namedColumns(translation.columns, given.columns), given.attributes);
  const sql = renamed(translation.sql.join('; '), columns);
  const result = await ctx.connection.run(`CREATE ${temporary ? 'TEMP ' : ''}TABLE ${place} AS ${sql}`);
  return { columns, rows: Number(result.rowsChanged), translation, sql };
}

/** A query under the names, and with the types, that its table will have. */
export function renamed(sql: string, columns: readonly ColumnEntry[]): string {
  const names = columns.map(({ name }) => quoteName(name));
  const casts = columns.map(({ type }, i) => `CAST(${names[i]} AS ${duckDbType(type)}) AS ${names[i]}`);
  return `SELECT ${casts.join(', ')} FROM (${sql}) AS q(${names.join(', ')})`;
}

/** @throws SqlError when names are missing, double or too many */
export function namedColumns(columns: readonly ResultColumn[], names: readonly string[] | undefined): ColumnEntry[] {
  if (names && names.length > columns.length) {
    throw new SqlError(sqlStates.syntax, 'CREATE TABLE AS specifies too many column names');
  }
  const named = columns.map(({ name, type }, i) => ({ name: names?.[i] ?? name, type: storedType(type) }));
  requireDistinct(named);
  return named;
}

/** What a table can hold: catalog types and literals without a type become text. */
export function storedType(type: RedshiftType): RedshiftType {
  switch (type.name) {
    case 'unknown':
    case 'text':
    case 'array':
      return varchar(type.name === 'unknown' ? 1 : 65_535);
    case 'name':
      return varchar(128);
    case 'char':
      return varchar(1);
    case 'oid':
    case 'xid':
      return { name: 'bigint' };
    case 'regclass':
    case 'regtype':
    case 'regproc':
      return varchar(128);
    default:
      return type;
  }
}

/** The numbers of the relations that a query reads. */
export function readsOf(translation: Translation): number[] {
  return translation.reads.filter(isEntry).map(({ oid }) => oid);
}
