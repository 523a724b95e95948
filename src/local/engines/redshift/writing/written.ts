import type { RedshiftType } from '../types/redshiftType.ts';

/** The column of a table that a value is a copy of. */
export interface Origin {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** An expression in DuckDB's dialect, whole in itself wherever it is put, and its type. */
export interface Written {
  readonly sql: string;
  readonly type: RedshiftType;
  /** The text of a literal in quotes that has found no type yet. */
  readonly literal?: string;
  /** A parameter that has found no type yet. */
  readonly parameter?: string;
  readonly origin?: Origin;
}

export function written(sql: string, type: RedshiftType): Written {
  return { sql, type };
}
