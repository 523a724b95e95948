/** How much of the files a plan reads: https://docs.aws.amazon.com/athena/latest/ug/ctas-bucketing-vs-partitioning.html */
import type { DuckDBConnection } from '@duckdb/node-api';
import { explain, type PlanNode } from './plan.ts';
import { firstMark, type ScanPart } from './relations.ts';
import { quoteList, quotePattern } from './sqlText.ts';

/** What the plan of a query reads, once for each time that it does. */
export async function plannedScans(
  connection: DuckDBConnection,
  sql: string,
  parts: readonly ScanPart[],
): Promise<PlannedScan[]> {
  return parts.length === 0 ? [] : [...scansOf(await explain(connection, sql), parts)];
}

/**
 * The sizes of the files that are read whole, and of Parquet the compressed sizes of the columns that the plan takes.
 * A table that is read twice counts twice, as in Athena.
 */
export async function scannedBytes(connection: DuckDBConnection, scans: readonly PlannedScan[]): Promise<number> {
  let bytes = 0;
  for (const { part, columns } of scans) {
    if (part.kind === 'parquet') bytes += await columnBytes(connection, part, columns);
    else bytes += part.files.reduce((sum, { size }) => sum + size, 0);
  }
  return bytes;
}

export interface PlannedScan {
  readonly part: ScanPart;
  /** Texts in which the names of the columns read are found. */
  readonly columns: readonly string[];
}

/** A scan is known by its mark, a condition that every one of them carries. */
function* scansOf(nodes: readonly PlanNode[], parts: readonly ScanPart[]): Generator<PlannedScan> {
  for (const node of nodes) {
    const texts = Object.values(node.extra_info ?? {}).flat();
    const mark = texts.map((text) => /file_index\W*<\W*(\d+)/.exec(text)?.[1]).find(Boolean);
    const part = mark === undefined ? undefined : parts[Number(mark) - firstMark];
    if (part) yield { part, columns: [node.extra_info?.Projections ?? [], node.extra_info?.Filters ?? []].flat() };
    yield* scansOf(node.children ?? [], parts);
  }
}

async function columnBytes(connection: DuckDBConnection, part: ScanPart, texts: readonly string[]): Promise<number> {
  if (part.files.length === 0) return 0;
  const files = quoteList(part.files.map(({ file }) => file));
  const result = await connection.runAndReadAll(
    `SELECT split_part(path_in_schema, ', ', 1) AS name, sum(total_compressed_size) AS bytes FROM parquet_metadata(${files}) GROUP BY 1`,
  );
  return result
    .getRowsJson()
    .filter(([name]) => texts.some((text) => mentions(text, String(name))))
    .reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

function mentions(text: string, column: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quotePattern(column)}(?![\\p{L}\\p{N}_])`, 'iu').test(text);
}
