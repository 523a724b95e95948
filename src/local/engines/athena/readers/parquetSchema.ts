import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../../../../core/sqlQuoting.ts';
import { quoteList } from '../sqlText.ts';

/** A top-level column of a Parquet file. */
export interface ParquetField {
  readonly name: string;
  /** As DuckDB reads it; empty for what is nested. */
  readonly type: string;
  /** Parquet's own type, in the words of its specification. */
  readonly physical: string;
  readonly nested: boolean;
}

/** Files that have the same columns. */
export interface ParquetGroup {
  readonly files: readonly string[];
  readonly fields: readonly ParquetField[];
}

interface Element {
  readonly name: string;
  readonly type: string | null;
  readonly children: string | null;
  readonly duck: string | null;
}

/** Sorts files by their columns, read from their footers. @throws Error in Trino's words for what is no Parquet file */
export async function groupBySchema(connection: DuckDBConnection, files: readonly string[]): Promise<ParquetGroup[]> {
  if (files.length === 0) return [];
  const elements = `SELECT file_name, list({name: name, type: type, children: num_children, duck: duckdb_type} ORDER BY column_id) AS elements
    FROM parquet_schema(${quoteList(files)}) GROUP BY file_name`;
  const grouped = connection.runAndReadAll(
    `SELECT list(file_name), to_json(elements) FROM (${elements}) GROUP BY elements`,
  );
  const result = await grouped.catch(async (error: unknown) => {
    throw (await footerFault(connection, files)) ?? error;
  });
  return result.getRowsJson().map(([names, text]) => {
    const all = typeof text === 'string' ? (JSON.parse(text) as Element[]) : (text as unknown as Element[]);
    const there = new Set(names as string[]);
    return { files: files.filter((file) => there.has(file)), fields: topLevel(all) };
  });
}

/** DuckDB does not always say which of the files it could not read. Undefined when that cannot be told. */
async function footerFault(connection: DuckDBConnection, files: readonly string[]): Promise<Error | undefined> {
  for (const file of files) {
    const words = await endFault(file);
    if (words !== undefined) return new Error(words);
  }
  for (const file of files) {
    try {
      await connection.run(`SELECT * FROM parquet_file_metadata(${quoteText(file)})`);
    } catch (error) {
      // Within a transaction the first failure was the last thing to be heard.
      if (/transaction is aborted/.test(String(error))) return undefined;
      return new Error(wordsFor(file, error), { cause: error });
    }
  }
  return undefined;
}

/** What is wrong with a file that does not end as Parquet does. */
async function endFault(file: string): Promise<string | undefined> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  // The format's mark at both ends, and the length of the footer.
  if (size < 12) return `HIVE_BAD_DATA: ${file} is not a valid Parquet File`;
  const end = Buffer.alloc(4);
  await handle.read(end, 0, 4, size - 4);
  const mark = end.toString('latin1');
  if (mark === 'PAR1') return undefined;
  return `HIVE_BAD_DATA: Not valid Parquet file: ${file} expected magic number: PAR1 got: ${JSON.stringify(mark)}`;
}

function wordsFor(file: string, error: unknown): string {
  const [said = ''] = String((error as Error).message).split('\n');
  const { size } = statSync(file);
  return `HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split ${file} (offset=0, length=${size}): ${said.replace(/^[A-Za-z ]*Error: /, '')}`;
}

/** The schema is written depth first, each element with the number of those below it. */
function topLevel(elements: readonly Element[]): ParquetField[] {
  const fields: ParquetField[] = [];
  let at = 1;
  while (at < elements.length) {
    const { name, type, children, duck } = elements[at]!;
    const nested = Number(children ?? 0) > 0;
    const physical = nested ? 'group' : type === 'BYTE_ARRAY' ? 'BINARY' : (type ?? '');
    fields.push({ name, type: duck ?? '', physical, nested });
    at = after(elements, at);
  }
  return fields;
}

function after(elements: readonly Element[], at: number): number {
  let next = at + 1;
  for (let left = Number(elements[at]?.children ?? 0); left > 0; left--) next = after(elements, next);
  return next;
}
