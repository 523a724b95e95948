/** Changes to the catalog, in the transaction of the connection that is handed in. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import { literal } from '../databases/duckDb.ts';
import { type ColumnEntry, type RelationDetails, type RelationKind, typeParts } from './entries.ts';

export interface NewRelation {
  readonly oid: number;
  readonly schemaOid: number;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** The session that a temporary table belongs to. */
  readonly session: number | undefined;
  readonly storage: string | undefined;
  readonly definition: string | undefined;
  /** A view's query in DuckDB's SQL. */
  readonly bound: string | undefined;
  readonly details: RelationDetails;
  readonly columns: readonly ColumnEntry[];
  /** Numbers of the relations that it stands on. */
  readonly reads: readonly number[];
}

export async function insertRelation(connection: DuckDBConnection, database: string, made: NewRelation): Promise<void> {
  const strata = `${quoteName(database)}.strata`;
  const values = [
    ...[made.oid, made.schemaOid, made.name, made.kind, made.owner, made.session, made.storage, made.definition],
    ...[made.bound, JSON.stringify(made.details), null],
  ];
  await connection.run(`INSERT INTO ${strata}.relations VALUES (${values.map(literal).join(', ')}, now()::TIMESTAMP)`);
  await insertColumns(connection, database, made.oid, made.columns);
  if (made.reads.length > 0) {
    const rows = [...new Set(made.reads)].map((on) => `(${made.oid}, ${on})`);
    await connection.run(`INSERT INTO ${strata}.dependencies VALUES ${rows.join(', ')}`);
  }
}

/** @param from the position of the first, from 1 */
export async function insertColumns(
  connection: DuckDBConnection,
  database: string,
  relation: number,
  columns: readonly ColumnEntry[],
  from = 1,
): Promise<void> {
  if (columns.length === 0) return;
  const rows = columns.map((column, i) => {
    const identity = column.identity && {
      kind: column.identity,
      seed: column.identitySeed?.[0] ?? 1,
      step: column.identitySeed?.[1] ?? 1,
    };
    const values = [
      ...[relation, from + i, column.name, ...typeParts(column.type), column.notNull ?? false, column.defaultText],
      ...[column.default, identity && JSON.stringify(identity), column.encode, column.distKey ?? false],
      ...[column.sortKey, column.comment],
    ];
    return `(${values.map(literal).join(', ')})`;
  });
  await connection.run(`INSERT INTO ${quoteName(database)}.strata.columns VALUES ${rows.join(', ')}`);
}

/** Puts other columns in the place of a relation's. */
export async function replaceColumns(
  connection: DuckDBConnection,
  database: string,
  relation: number,
  columns: readonly ColumnEntry[],
): Promise<void> {
  await connection.run(`DELETE FROM ${quoteName(database)}.strata.columns WHERE relation = ${relation}`);
  await insertColumns(connection, database, relation, columns);
}

export async function deleteRelation(connection: DuckDBConnection, database: string, oid: number): Promise<void> {
  const strata = `${quoteName(database)}.strata`;
  await connection.run(`DELETE FROM ${strata}.relations WHERE oid = ${oid}`);
  await connection.run(`DELETE FROM ${strata}.columns WHERE relation = ${oid}`);
  await connection.run(`DELETE FROM ${strata}.dependencies WHERE relation = ${oid} OR on_relation = ${oid}`);
}

/** Sets columns of a relation's line: `name`, `owner`, `storage`, `bound`, `details`, `comment`, `schema_oid`. */
export async function updateRelation(
  connection: DuckDBConnection,
  database: string,
  oid: number,
  changes: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const set = Object.entries(changes).map(([column, value]) => `${column} = ${literal(value)}`);
  await connection.run(`UPDATE ${quoteName(database)}.strata.relations SET ${set.join(', ')} WHERE oid = ${oid}`);
}
