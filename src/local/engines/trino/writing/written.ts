import type { TrinoType } from '../types/trinoType.ts';

/** An expression in DuckDB's dialect, whole in itself wherever it is put, and its Trino type where that is known. */
export interface Written {
  readonly sql: string;
  readonly type: TrinoType | undefined;
}

export function written(sql: string, type?: TrinoType): Written {
  return { sql, type };
}
