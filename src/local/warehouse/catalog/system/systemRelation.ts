import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { ScopeColumn } from '../../../engines/redshift/translation.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import type { RedshiftType } from '../../../engines/redshift/types/redshiftType.ts';
import { factByType } from '../../../engines/redshift/types/typeTable.ts';
import { literal } from '../../databases/duckDb.ts';

/** Where and for whom a system relation is read. */
export interface SystemPlace {
  readonly database: string;
  readonly databases: readonly string[];
  readonly user: string;
  readonly session: number;
  /** What the process itself knows: sessions and statements, as rows of texts, numbers and truth values. */
  readonly sessions: () => readonly Row[];
  readonly queries: () => readonly Row[];
  readonly settings: () => readonly Row[];
  /** Tables and columns of external schemas, fetched before the statement is translated. */
  readonly external: ExternalRows;
}

export type Row = readonly (string | number | boolean | null)[];

export interface ExternalRows {
  readonly tables: readonly Row[];
  readonly columns: readonly Row[];
}

/** A view of Redshift's own: its columns as documented, and its query in DuckDB's SQL over the catalog's tables. */
export interface SystemRelation {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ScopeColumn[];
  readonly sql: (place: SystemPlace) => string;
}

/**
 * @param name `schema.name`
 * @param columns `name type, …` with short type names; the query gives its values in this order
 */
export function systemRelation(name: string, columns: string, sql: (place: SystemPlace) => string): SystemRelation {
  const [schema = '', relation = ''] = name.split('.');
  const parsed = columns
    .split(/,(?![^(]*\))/)
    .map((each) => each.trim().split(/\s+/))
    .map(([column = '', type = '']): ScopeColumn => ({ name: column, type: shortType(type) }));
  const names = parsed.map((column) => quoteName(column.name)).join(', ');
  const casts = parsed.map(
    (column) => `CAST(${quoteName(column.name)} AS ${duckDbType(column.type)}) AS ${quoteName(column.name)}`,
  );
  return {
    schema,
    name: relation,
    columns: parsed,
    sql: (place) => `(SELECT ${casts.join(', ')} FROM (${sql(place)}) AS given(${names}))`,
  };
}

/** Relations that the session sees. */
export const visible = ({ session }: SystemPlace, r = 'r'): string =>
  `(${r}.session IS NULL OR ${r}.session = ${session})`;

/** The catalog's tables of a database. */
export const strataOf = ({ database }: SystemPlace): string => `${quoteName(database)}.strata`;

/** Rows as a query; without any, one that gives none. */
export function rowsSql(rows: readonly Row[], types: readonly string[]): string {
  const casts = types.map((type, i) => `CAST(c${i} AS ${type})`).join(', ');
  const names = types.map((_, i) => `c${i}`).join(', ');
  const values = rows.length > 0 ? rows : [types.map(() => null)];
  const list = values.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
  return `SELECT ${casts} FROM (VALUES ${list}) AS rows(${names})${rows.length > 0 ? '' : ' WHERE false'}`;
}

const byShortName = new Map(factByType('short').map(([type, short]) => [short, { name: type } as RedshiftType]));

function shortType(text: string): RedshiftType {
  const [, name = '', first, second] = /^(\w+(?:\[\])?)(?:\((\d+)(?:,(\d+))?\))?$/.exec(text) ?? [];
  if (name.endsWith('[]')) return { name: 'array', element: shortType(name.slice(0, -2)) };
  if (name === 'varchar') return { name: 'character varying', length: Number(first ?? 256) };
  // Redshift fills these up with blanks, which only makes them hard to read; comparing ignores them anyway.
  if (name === 'bpchar') return { name: 'character varying', length: Number(first ?? 1) };
  if (name === 'numeric') return { name: 'numeric', precision: Number(first ?? 18), scale: Number(second ?? 0) };
  return byShortName.get(name) ?? { name: name as 'integer' };
}
