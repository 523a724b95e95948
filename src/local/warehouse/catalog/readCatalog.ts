import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import { literal, rowsOf } from '../databases/duckDb.ts';
import {
  type ColumnEntry,
  type ExternalSchema,
  type RelationDetails,
  type RelationEntry,
  type RelationKind,
  type SchemaEntry,
  typeOfParts,
} from './entries.ts';

/** The schemas of a database, as the connection's transaction sees them. */
export async function readSchemas(connection: DuckDBConnection, database: string): Promise<SchemaEntry[]> {
  const rows = await rowsOf(
    connection,
    `SELECT oid, name, owner, kind, details FROM ${quoteName(database)}.strata.schemas ORDER BY oid`,
  );
  return rows.map(([oid, name, owner, kind, details]) => ({
    oid: Number(oid),
    name: String(name),
    owner: String(owner),
    kind: kind as SchemaEntry['kind'],
    external: typeof details === 'string' ? (JSON.parse(details) as ExternalSchema) : undefined,
  }));
}

const relationColumns = `r.oid, s.name, s.oid, r.name, r.kind, r.owner, r.session, r.storage, r.definition, r.bound,
  r.details, c.name, c.type, c.length, c.precision, c.scale, c.not_null, c.default_text, c.default_sql, c.identity,
  c.encode, c.dist_key, c.sort_key, c.comment`;

/**
 * Relations with their columns, as the connection's transaction sees them.
 * @param where a condition on `r` (relations) and `s` (schemas)
 * @param session whose temporary tables count
 */
export async function readRelations(
  connection: DuckDBConnection,
  database: string,
  where: string,
  session: number,
): Promise<RelationEntry[]> {
  const strata = `${quoteName(database)}.strata`;
  const rows = await rowsOf(
    connection,
    `SELECT ${relationColumns}
     FROM ${strata}.relations r JOIN ${strata}.schemas s ON s.oid = r.schema_oid
     LEFT JOIN ${strata}.columns c ON c.relation = r.oid
     WHERE (r.session IS NULL OR r.session = ${session}) AND (${where})
     ORDER BY r.oid, c.position`,
  );
  const entries: RelationEntry[] = [];
  let columns: ColumnEntry[] = [];
  for (const row of rows) {
    if (entries.at(-1)?.oid !== Number(row[0])) {
      columns = [];
      entries.push(relationOf(database, row, columns));
    }
    if (row[11] !== null) columns.push(columnOf(row.slice(11)));
  }
  return entries;
}

/** By names; those of temporary tables are found whatever their schema. */
export function whereNamed(names: readonly { readonly schema: string; readonly name: string }[]): string {
  if (names.length === 0) return 'false';
  return names.map(({ schema, name }) => `(s.name = ${literal(schema)} AND r.name = ${literal(name)})`).join(' OR ');
}

function relationOf(database: string, row: readonly Json[], columns: ColumnEntry[]): RelationEntry {
  const text = (at: number) => (row[at] === null ? undefined : String(row[at]));
  const kind = row[4] as RelationKind;
  const temporary = row[6] !== null;
  const storage = text(7);
  const bound = text(9);
  return {
    oid: Number(row[0]),
    database,
    schema: String(row[1]),
    schemaOid: Number(row[2]),
    name: String(row[3]),
    kind,
    owner: String(row[5]),
    temporary,
    storage,
    sql: storage === undefined ? `(${bound ?? ''})` : storagePlace(database, storage, temporary),
    definition: text(8),
    columns,
    details: row[10] === null ? {} : (JSON.parse(String(row[10])) as RelationDetails),
  };
}

/** How DuckDB calls the table that holds a relation's rows. */
export function storagePlace(database: string, storage: string, temporary: boolean): string {
  return temporary ? `temp.main.${quoteName(storage)}` : `${quoteName(database)}.data.${quoteName(storage)}`;
}

function columnOf(row: readonly Json[]): ColumnEntry {
  const [name, type, length, precision, scale, notNull, defaultText, defaultSql, identity, encode, distKey, sortKey] =
    row;
  const number = (value: Json | undefined) => (typeof value === 'number' ? value : null);
  const given = typeof identity === 'string' ? (JSON.parse(identity) as IdentityShape) : undefined;
  return {
    name: String(name),
    type: typeOfParts(String(type), number(length), number(precision), number(scale)),
    notNull: notNull === true,
    ...(typeof defaultSql === 'string' ? { default: defaultSql } : {}),
    ...(given ? { identity: given.kind, identitySeed: [given.seed, given.step] as const } : {}),
    defaultText: typeof defaultText === 'string' ? defaultText : undefined,
    encode: typeof encode === 'string' ? encode : undefined,
    distKey: distKey === true,
    sortKey: number(sortKey) ?? undefined,
    comment: typeof row[12] === 'string' ? row[12] : undefined,
  };
}

export interface IdentityShape {
  readonly kind: 'always' | 'by default';
  readonly seed: number;
  readonly step: number;
}
