/** The rows of a physical table as a relation of DuckDB's. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { InputColumn } from '../data-sets/columns.ts';
import type { Staged, StagedColumn } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';
import type { Read } from './physicalSelect.ts';
import { spoolPostgres } from './spoolPostgres.ts';

/** A row of text is read whole. */
const mostRowBytes = 64 << 20;

/**
 * @param spool a file for rows that have to be fetched first
 * @throws IngestionFailure, DuckDB's own errors
 */
export async function read(
  connection: DuckDBConnection,
  staged: Staged,
  columns: readonly InputColumn[],
  spool: string,
  signal: AbortSignal,
): Promise<Read> {
  switch (staged.kind) {
    case 'postgres': {
      const found = await spoolPostgres(staged.server, staged.query, spool, signal);
      return { ...readRows(spool, found), byPosition: false, rejects: false };
    }
    case 'rows':
      return { ...readRows(staged.file, staged.columns), byPosition: false, rejects: false };
    case 'result':
      return { ...readResult(staged.file, staged.columns), byPosition: false, rejects: false };
    case 'files': {
      const files = `[${staged.files.map(quoteText).join(', ')}]`;
      const names = columns.map(({ Name }) => Name);
      const types = names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
      if (staged.files.length === 0) throw new IngestionFailure('S3_MANIFEST_ERROR', 'The manifest names no file.');
      if (staged.format.kind === 'json') {
        await needObjects(connection, files);
        const sql = `SELECT * FROM read_json(${files}, columns = {${types}}, maximum_object_size = ${mostRowBytes})`;
        return { sql, columns: names.map(text), byPosition: true, rejects: false };
      }
      const { delimiter, quote, header, skip } = staged.format;
      // Rows with too many fields or too few are left out and counted.
      const sql = `SELECT * FROM read_csv(${files}, auto_detect = false, header = ${header}, skip = ${skip},
        delim = ${quoteText(delimiter)}, quote = ${quoteText(quote)}, escape = ${quoteText(quote)},
        columns = {${types}}, store_rejects = true, max_line_size = ${mostRowBytes / 8})`;
      return { sql, columns: names.map(text), byPosition: true, rejects: true };
    }
  }
}

const text = (name: string): StagedColumn => ({ name, type: 'VARCHAR' });

/** @throws IngestionFailure where a file is no JSON */
async function needObjects(connection: DuckDBConnection, files: string): Promise<void> {
  try {
    await connection.run(`SELECT 1 FROM read_json(${files}, columns = {json: 'JSON'}, records = false) LIMIT 1`);
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new IngestionFailure('FAILURE_TO_PROCESS_JSON_FILE', first);
  }
}

function selected(columns: readonly StagedColumn[], value: (index: number) => string): string {
  return columns.map(({ name, type }, i) => `CAST(${value(i)} AS ${type}) AS ${quoteName(name)}`).join(', ');
}

function readRows(file: string, columns: readonly StagedColumn[]): Pick<Read, 'sql' | 'columns'> {
  const sql = `SELECT ${selected(columns, (i) => `json[${i + 1}]`)}
    FROM read_json(${quoteText(file)}, format = 'newline_delimited', records = false, columns = {json: 'VARCHAR[]'},
      maximum_object_size = ${mostRowBytes})`;
  return { sql, columns };
}

function readResult(file: string, columns: readonly StagedColumn[]): Pick<Read, 'sql' | 'columns'> {
  const types = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const sql = `SELECT ${selected(columns, (i) => `c${i}`)}
    FROM read_csv(${quoteText(file)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
      nullstr = '', allow_quoted_nulls = false, columns = {${types}}, max_line_size = ${mostRowBytes / 8})`;
  return { sql, columns };
}
