/** The tables of a source that a task takes. */
import type { Client } from 'pg';
import { loadOrder, type SourceName, type TableMappings, takes } from '../mappings/tableMappings.ts';
import type { ColumnType } from './columnTypes.ts';

export interface SourceColumn extends ColumnType {
  readonly name: string;
}

export interface SourceTable extends SourceName {
  /** Its OID: a table that was dropped and made again is another one. */
  readonly id: number;
  readonly columns: readonly SourceColumn[];
  /** Whether PostgreSQL can say which row an update or a delete is about. */
  readonly identified: boolean;
}

interface Row {
  readonly id: string;
  readonly schema: string;
  readonly table: string;
  readonly identified: boolean;
  readonly columns: readonly { readonly name: string; readonly type: number; readonly modifier: number }[] | null;
}

/** Tables and partitioned tables; a partition belongs to its table. Generated columns are computed by whoever reads. */
const query = String.raw`
SELECT c.oid::text AS id, n.nspname AS schema, c.relname AS table,
  CASE c.relreplident WHEN 'f' THEN true WHEN 'n' THEN false
    WHEN 'i' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)
    ELSE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) END AS identified,
  (SELECT json_agg(json_build_object('name', a.attname, 'type', ${baseOf('a.atttypid')}::int8,
      'modifier', CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
  AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname`;

/** What a domain is made of, at the end of any chain of domains. */
function baseOf(type: string): string {
  return `(WITH RECURSIVE base AS (SELECT oid, typtype, typbasetype FROM pg_type WHERE oid = ${type}
    UNION ALL SELECT p.oid, p.typtype, p.typbasetype FROM pg_type p JOIN base ON base.typtype = 'd' AND p.oid = base.typbasetype)
    SELECT oid FROM base WHERE typtype <> 'd')`;
}

/** In the order in which they are to be loaded. */
export async function sourceTables(client: Client, mappings: TableMappings): Promise<readonly SourceTable[]> {
  const { rows } = await client.query<Row>(query);
  return rows
    .filter((row) => takes(mappings, row))
    .map(({ id, schema, table, identified, columns }) => ({
      id: Number(id),
      schema,
      table,
      identified,
      columns: columns ?? [],
    }))
    .sort((a, b) => loadOrder(mappings, b) - loadOrder(mappings, a));
}

/** The columns of a table's primary key; none where it has no such key, or is gone. */
export async function primaryKeyOf(client: Client, oid: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ attname: string }>(
    `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indisprimary AND i.indrelid = $1::oid`,
    [oid],
  );
  return rows.map(({ attname }) => attname);
}

/** A built-in type stays what it is; a domain becomes what it is made of. */
export async function baseTypes(client: Client, types: readonly ColumnType[]): Promise<readonly ColumnType[]> {
  if (types.every(({ type }) => type < firstOwnOid)) return types;
  const { rows } = await client.query<{ oid: number; base: number; modifier: number }>(
    `SELECT t.oid::int8::text::int8 AS oid, ${baseOf('t.oid')} AS base, t.typtypmod AS modifier
     FROM pg_type t WHERE t.oid = ANY($1::oid[]) AND t.typtype = 'd'`,
    [types.map(({ type }) => type)],
  );
  const domains = new Map(rows.map((row) => [Number(row.oid), { type: Number(row.base), modifier: row.modifier }]));
  return types.map((each) => domains.get(each.type) ?? each);
}

/** PostgreSQL gives what users define higher numbers. */
const firstOwnOid = 16_384;
