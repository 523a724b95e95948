/** The DuckDB tables that hold rows. */
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import type { ColumnEntry } from '../../catalog/entries.ts';
import { storagePlace } from '../../catalog/readCatalog.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';

export interface Storage {
  readonly oid: number;
  /** The table's name, which begins with the relation's so that plans can be read. */
  readonly name: string;
  /** With its database and schema. */
  readonly place: string;
}

/** A place for the rows of a new relation. */
export function newStorage(ctx: StatementCtx, relation: string, temporary: boolean): Storage {
  const oid = ctx.databases.nextOid(ctx.database);
  const name = `${relation}_${oid}`;
  return { oid, name, place: storagePlace(ctx.database, name, temporary) };
}

/** Makes an empty table. */
export async function makeStorage(
  ctx: StatementCtx,
  place: string,
  columns: readonly ColumnEntry[],
  temporary: boolean,
): Promise<void> {
  const lines = columns.map(
    ({ name, type, notNull }) => `${quoteName(name)} ${duckDbType(type)}${notNull ? ' NOT NULL' : ''}`,
  );
  await ctx.connection.run(`CREATE ${temporary ? 'TEMP ' : ''}TABLE ${place} (${lines.join(', ')})`);
}

/** A sequence for an identity column; returns the SQL of its next value. */
export async function makeIdentity(
  ctx: StatementCtx,
  oid: number,
  position: number,
  seed: number,
  step: number,
): Promise<string> {
  const name = `${quoteName(ctx.database)}.data.${quoteName(`identity_${oid}_${position}`)}`;
  const bounds =
    step < 0 ? `MINVALUE -9223372036854775807 MAXVALUE ${Math.max(seed, 1)}` : `MINVALUE ${Math.min(seed, 1)}`;
  await ctx.connection.run(`CREATE SEQUENCE ${name} INCREMENT BY ${step} ${bounds} START WITH ${seed}`);
  return `nextval(${quoteText(name)})`;
}

/** Drops the rows of a relation and the sequences of its identity columns. */
export async function dropStorage(
  ctx: StatementCtx,
  relation: {
    readonly oid: number;
    readonly storage: string | undefined;
    readonly sql: string;
    readonly columns: readonly ColumnEntry[];
  },
): Promise<void> {
  if (relation.storage !== undefined) await ctx.connection.run(`DROP TABLE IF EXISTS ${relation.sql}`);
  for (const { default: next } of relation.columns.filter(({ identity }) => identity !== undefined)) {
    const sequence = /^nextval\('(.*)'\)$/s.exec(next ?? '')?.[1]?.replaceAll("''", "'");
    if (sequence) await ctx.connection.run(`DROP SEQUENCE IF EXISTS ${sequence}`);
  }
}
