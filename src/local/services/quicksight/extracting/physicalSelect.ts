/** A physical table's columns as its definition types them, whatever the source calls the types. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { InputColumn } from '../data-sets/columns.ts';
import { droppedColumn } from '../data-sets/transforms.ts';
import type { StagedColumn } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';

export interface Read {
  readonly sql: string;
  readonly columns: readonly StagedColumn[];
  /** Whether columns are known by their place and not by their names. */
  readonly byPosition: boolean;
  /** Whether DuckDB keeps the lines that it cannot read. */
  readonly rejects: boolean;
}

interface Typed {
  readonly sql: string;
  /** Whether a value may be none of the column's type; its row is then left out. */
  readonly fallible: boolean;
}

/** @throws IngestionFailure where the source has not the columns that the definition names */
export async function physicalSelect(
  connection: DuckDBConnection,
  source: Read,
  columns: readonly InputColumn[],
): Promise<{ readonly sql: string; readonly fallible: boolean }> {
  const names = source.columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new IngestionFailure('DUPLICATE_COLUMN_NAMES_FOUND', `The query gives two columns of the name ${twice}.`);
  }
  const typed: (Typed & { readonly name: string; readonly value: string })[] = [];
  for (const [index, column] of columns.entries()) {
    const from = source.byPosition ? source.columns[index] : columnNamed(source.columns, column.Name);
    if (!from) {
      throw new IngestionFailure(
        'SQL_SCHEMA_MISMATCH_ERROR',
        `The source has no column ${column.Name}; it has ${names.join(', ')}.`,
      );
    }
    const value = quoteName(from.name);
    const digits =
      from.type === 'VARCHAR' && column.Type === 'DECIMAL' && column.SubType !== 'FLOAT'
        ? await fractionDigits(connection, source.sql, value)
        : 0;
    typed.push({ ...typedValue(value, from.type, column, digits), name: quoteName(column.Name), value });
  }
  const bad = typed
    .filter(({ fallible }) => fallible)
    .map(({ sql, value }) => `(${value} IS NOT NULL AND ${sql} IS NULL)`);
  const selected = [
    ...typed.map(({ sql, name }) => `${sql} AS ${name}`),
    `${bad.length === 0 ? 'false' : `(${bad.join(' OR ')})`} AS ${quoteName(droppedColumn)}`,
  ];
  return { sql: `SELECT ${selected.join(', ')} FROM (${source.sql})`, fallible: bad.length > 0 };
}

/** Redshift and Athena fold names. */
function columnNamed(columns: readonly StagedColumn[], name: string): StagedColumn | undefined {
  const folded = name.toLowerCase();
  return (
    columns.find((column) => column.name === name) ?? columns.find((column) => column.name.toLowerCase() === folded)
  );
}

/** The most digits after the point that a column of text has, so that none is lost; DuckDB takes 38 in all. */
async function fractionDigits(connection: DuckDBConnection, sql: string, value: string): Promise<number> {
  const fraction = `regexp_extract(${value}, '^\\s*[+-]?\\d*\\.(\\d+)\\s*$', 1)`;
  const result = await connection.runAndReadAll(`SELECT coalesce(max(length(${fraction})), 0) FROM (${sql})`);
  return Math.min(Number(result.getRowsJson()[0]?.[0] ?? 0), 18);
}

const whole = /^(?:U?(?:TINY|SMALL|BIG)?INT|U?INTEGER)$/;

function typedValue(value: string, from: string, { Type, SubType }: InputColumn, digits: number): Typed {
  const sure = (sql: string): Typed => ({ sql, fallible: false });
  const maybe = (sql: string): Typed => ({ sql, fallible: true });
  switch (Type) {
    case 'STRING':
    case 'JSON':
    case 'SEMISTRUCT':
      return sure(from === 'VARCHAR' ? value : `CAST(${value} AS VARCHAR)`);
    case 'INTEGER':
      return whole.test(from) ? sure(`CAST(${value} AS BIGINT)`) : maybe(`TRY_CAST(${value} AS BIGINT)`);
    case 'BIT':
    case 'BOOLEAN':
      if (from === 'BOOLEAN' || whole.test(from)) return sure(`CAST(CAST(${value} AS BOOLEAN) AS BIGINT)`);
      return maybe(`CAST(TRY_CAST(${value} AS BOOLEAN) AS BIGINT)`);
    case 'DECIMAL':
      if (SubType === 'FLOAT') {
        const known = whole.test(from) || /^(?:DECIMAL|DOUBLE|FLOAT)/.test(from);
        return known ? sure(`CAST(${value} AS DOUBLE)`) : maybe(`TRY_CAST(${value} AS DOUBLE)`);
      }
      // What the source has exactly stays exact, with the digits that it has there.
      if (/^(?:DECIMAL|DOUBLE|FLOAT)/.test(from)) return sure(value);
      if (whole.test(from)) return sure(`CAST(${value} AS DECIMAL(19, 0))`);
      return maybe(`TRY_CAST(${value} AS DECIMAL(38, ${digits}))`);
    case 'DATETIME':
      if (/^(?:DATE|TIMESTAMP)/.test(from)) return sure(`CAST(${value} AS TIMESTAMP)`);
      return maybe(`TRY_CAST(${value} AS TIMESTAMP)`);
  }
}
