import type { DuckDBConnection } from '@duckdb/node-api';
import { typeText } from '../../../engines/redshift/types/typeNames.ts';
import type { ColumnEntry } from '../../catalog/entries.ts';
import { rowsOf } from '../../databases/duckDb.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import type { LoadError } from './loadError.ts';
import type { LoadFile } from './loadFiles.ts';
import type { LoadCheck, LoadSource } from './loadSource.ts';

/**
 * Finds what cannot be loaded, file by file and in order. On a connection of its own: an error has ended what the
 * session's could do.
 * @param most how many errors are enough
 */
export async function diagnose(
  ctx: StatementCtx,
  source: LoadSource,
  columns: readonly ColumnEntry[],
  files: readonly LoadFile[],
  most: number,
): Promise<LoadError[]> {
  const { check } = source;
  if (!check) return [];
  const connection = await ctx.databases.connect();
  try {
    const found: LoadError[] = [];
    for (const file of files) {
      if (found.length >= most) break;
      found.push(...(await ofFile(connection, check, columns, file, most - found.length)));
    }
    return found;
  } finally {
    connection.closeSync();
  }
}

async function ofFile(
  connection: DuckDBConnection,
  check: LoadCheck,
  columns: readonly ColumnEntry[],
  { file, uri }: LoadFile,
  most: number,
): Promise<LoadError[]> {
  const first = check.conversions.map(({ bad }, i) => `WHEN coalesce(${bad}, false) THEN ${i}`).join(' ');
  const values = check.fields.map((field) => `CAST(${field} AS VARCHAR)`).join(', ');
  const rows = await rowsOf(
    connection,
    `SELECT n, bad, fields FROM (
       SELECT row_number() OVER () AS n, CASE ${first} END AS bad, [${values}] AS fields FROM ${check.fromFile(file, check.counted)})
     WHERE bad IS NOT NULL ORDER BY n LIMIT ${most}`,
  );
  const found = rows.map(([line, bad, fields]): LoadError => {
    const column = columns[Number(bad)];
    const all = fields as (string | null)[];
    const value = all[Number(bad)] ?? '';
    const conversion = check.conversions[Number(bad)];
    const missing = value === '' && column?.notNull === true;
    return {
      ...{
        uri,
        line: Number(line),
        column: column?.name ?? '',
        type: column ? typeText(column.type).split('(')[0]! : '',
      },
      ...{ rawLine: all.map((each) => each ?? '').join('|'), rawValue: value },
      code: missing ? 1213 : (conversion?.code ?? 0),
      reason: missing ? 'Missing data for not-null field' : (conversion?.reason ?? '').replace('$', value),
    };
  });
  if (!check.counted || found.length >= most) return found;
  const rejected = await rowsOf(
    connection,
    `SELECT line, error_type, csv_line, column_name FROM reject_errors ORDER BY line LIMIT ${most - found.length}`,
  );
  await connection.run('DROP TABLE IF EXISTS reject_errors');
  await connection.run('DROP TABLE IF EXISTS reject_scans');
  const others = rejected.map(([line, kind, text, column]): LoadError => {
    const [code, reason] = rejections[String(kind)] ?? [1214, `Invalid line: ${String(kind).toLowerCase()}`];
    return {
      uri,
      line: Number(line),
      column: String(column ?? ''),
      type: '',
      rawLine: String(text),
      rawValue: '',
      code,
      reason,
    };
  });
  return [...found, ...others].sort((a, b) => a.line - b.line);
}

const rejections: Readonly<Record<string, readonly [number, string]>> = {
  'MISSING COLUMNS': [1201, 'Delimiter not found'],
  'TOO MANY COLUMNS': [1202, 'Extra column(s) found'],
  'UNQUOTED VALUE': [1214, 'Delimited value missing end quote'],
  'INVALID ENCODING': [1220, 'String contains invalid or unsupported UTF8 codepoints'],
  'INVALID UNICODE': [1220, 'String contains invalid or unsupported UTF8 codepoints'],
};
