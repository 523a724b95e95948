import type { DuckDBConnection } from '@duckdb/node-api';

/** A step of DuckDB's plan, as its EXPLAIN (FORMAT json) tells. */
export interface PlanNode {
  readonly name: string;
  readonly children?: readonly PlanNode[];
  readonly extra_info?: Readonly<Record<string, string | readonly string[]>>;
}

export async function explain(connection: DuckDBConnection, sql: string): Promise<PlanNode[]> {
  const explained = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
  return JSON.parse(String(explained.getRowsJson()[0]?.[1] ?? '[]')) as PlanNode[];
}
