/** The SQL of the result engine. Names are quoted and values bound; nothing of the data or the user becomes code. */
import type { ColumnKind } from '../../core/relation.ts';
import { quoteName, quoteText } from '../../core/sqlQuoting.ts';
import type { ExportFormat, Filter, RelationFiles, RelationQuery } from '../../protocol/engineProtocol.ts';

export interface BoundSql {
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
}

/** What reads the files as a table. */
export function readerOf(source: RelationFiles): string {
  const files = `[${source.files.map(quoteText).join(', ')}]`;
  switch (source.format) {
    case 'parquet':
      return `read_parquet(${files}, union_by_name = true)`;
    case 'sql':
      return `(${source.sql ?? ''})`;
    case 'json':
      return `read_json_auto(${files}, union_by_name = true, sample_size = 20480)`;
    case 'csv':
      return source.columns
        ? typedCsv(files, source.columns)
        : `read_csv(${files}, union_by_name = true, sample_size = 20480)`;
  }
}

/** Athena quotes every value and leaves NULL unquoted and empty, so that a quoted empty text is no NULL. */
function typedCsv(files: string, columns: readonly { readonly name: string; readonly type: string }[]): string {
  const names = distinctNames(columns.map((column) => column.name));
  const types = columns.map((column, i) => `${quoteText(names[i] ?? '')}: ${quoteText(duckdbType(column.type))}`);
  return (
    `read_csv(${files}, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, ` +
    `new_line = '\\n', strict_mode = false, max_line_size = 33554432, columns = {${types.join(', ')}})`
  );
}

/** Results may name two columns alike; a table may not. */
export function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const key = name.toLowerCase();
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? name : `${name}_${times}`;
  });
}

const plainTypes = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'double',
  'date',
  'timestamp',
  'varchar',
]);

const sameTypes: Readonly<Record<string, string>> = {
  int: 'INTEGER',
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  float: 'FLOAT',
  real: 'FLOAT',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  bool: 'BOOLEAN',
};

/** Athena's and Redshift's types as DuckDB has them; what has no equal stays the text that the service printed. */
function duckdbType(serviceType: string): string {
  const type = serviceType.toLowerCase();
  if (plainTypes.has(type)) return type.toUpperCase();
  const [, digits] = /^(?:decimal|numeric)\((\d+,\d+)\)$/.exec(type) ?? [];
  if (digits !== undefined) return `DECIMAL(${digits})`;
  return sameTypes[type] ?? 'VARCHAR';
}

/** Rows of a window. Ties are broken by the other columns, so that a page never repeats or skips a row. */
export function windowSql(
  relation: string,
  columns: readonly string[],
  query: RelationQuery,
  offset: number,
  limit: number,
): BoundSql {
  const where = whereOf(query.filter);
  const order = orderOf(query, columns);
  return {
    sql: `SELECT * FROM ${quoteName(relation)}${where.sql}${order} LIMIT ? OFFSET ?`,
    values: [...where.values, limit, offset],
  };
}

function orderOf(query: RelationQuery, columns: readonly string[]): string {
  if (query.sort.length === 0) return '';
  const chosen = query.sort.map(
    ({ column, descending }) => `${quoteName(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  const sorted = new Set(query.sort.map(({ column }) => column));
  const ties = columns.filter((column) => !sorted.has(column)).map(quoteName);
  return ` ORDER BY ${[...chosen, ...ties].join(', ')}`;
}

/** How many rows pass all filters. */
export function countSql(relation: string, filter: readonly Filter[]): BoundSql {
  const where = whereOf(filter);
  return { sql: `SELECT count(*) FROM ${quoteName(relation)}${where.sql}`, values: where.values };
}

/**
 * Values of a column as text with how often each occurs, most frequent first.
 * @param search only values that contain it, whatever the case; empty: all
 */
export function distinctSql(relation: string, column: string, search: string, limit: number): BoundSql {
  const text = `CAST(${quoteName(column)} AS VARCHAR)`;
  const where = search === '' ? '' : ` WHERE contains(lower(${text}), lower(?))`;
  return {
    sql: `SELECT ${text} AS value, count(*) AS n FROM ${quoteName(relation)}${where} GROUP BY 1 ORDER BY n DESC, value LIMIT ?`,
    values: search === '' ? [limit] : [search, limit],
  };
}

function whereOf(filter: readonly Filter[]): BoundSql {
  if (filter.length === 0) return { sql: '', values: [] };
  const parts = filter.map(conditionOf);
  return { sql: ` WHERE ${parts.map(({ sql }) => sql).join(' AND ')}`, values: parts.flatMap(({ values }) => values) };
}

function conditionOf(filter: Filter): BoundSql {
  const name = quoteName(filter.column);
  const text = `CAST(${name} AS VARCHAR)`;
  switch (filter.op) {
    case 'contains':
      return { sql: `contains(lower(${text}), lower(?))`, values: [filter.value] };
    // Compared as the column's own type; a value that is none of it matches nothing rather than failing the page.
    case 'equals':
      return { sql: `${name} = ${castTo(name)}`, values: [filter.value] };
    case 'not-equals':
      return { sql: `${name} IS DISTINCT FROM ${castTo(name)}`, values: [filter.value] };
    case 'less':
      return { sql: `${name} < ${castTo(name)}`, values: [filter.value] };
    case 'greater':
      return { sql: `${name} > ${castTo(name)}`, values: [filter.value] };
    case 'is-null':
      return { sql: `${name} IS NULL`, values: [] };
    case 'is-not-null':
      return { sql: `${name} IS NOT NULL`, values: [] };
    case 'in': {
      const values = filter.values.filter((value) => value !== null);
      const listed = values.length > 0 ? `${text} IN (${values.map(() => '?').join(', ')})` : 'false';
      return { sql: filter.values.includes(null) ? `(${listed} OR ${name} IS NULL)` : listed, values };
    }
  }
}

function castTo(name: string): string {
  return `try_cast_to_type(?, ${name})`;
}

/** A text as the type of a column, or NULL where it is none of it. Rows keep the order of their files. */
export const setupSql = [
  `CREATE MACRO try_cast_to_type(given, pattern) AS TRY(cast_to_type(given, pattern))`,
  `SET preserve_insertion_order = true`,
];

/** Writes what is shown, in the order in which it is shown, to a file. */
export function copySql(
  relation: string,
  columns: readonly string[],
  query: RelationQuery,
  format: ExportFormat,
  file: string,
): BoundSql {
  const where = whereOf(query.filter);
  const options = { csv: 'FORMAT csv, HEADER', json: 'FORMAT json', parquet: 'FORMAT parquet, COMPRESSION snappy' }[
    format
  ];
  return {
    sql: `COPY (SELECT * FROM ${quoteName(relation)}${where.sql}${orderOf(query, columns)}) TO ${quoteText(file)} (${options})`,
    values: where.values,
  };
}

/** What a DuckDB type means to a grid. */
export function kindOfType(type: string): ColumnKind {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM)$/.test(type))
    return 'integer';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (type === 'FLOAT' || type === 'DOUBLE') return 'float';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  if (type.startsWith('TIMESTAMP')) return 'timestamp';
  if (type.startsWith('TIME')) return 'time';
  if (type === 'BLOB' || type === 'BIT') return 'binary';
  if (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type)) return 'nested';
  return 'text';
}
