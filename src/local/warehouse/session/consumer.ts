import type { DuckDBValue } from '@duckdb/node-api';
import type { ResultColumn } from '../../engines/redshift/translation.ts';

/** Who takes a statement's rows; each call is waited for, so that no more is read than is taken. */
export interface ResultConsumer {
  /** Once, before the rows. Values may also be given as texts in Redshift's form. */
  columns(columns: readonly ResultColumn[]): void;
  rows(rows: readonly (readonly DuckDBValue[])[]): Promise<void>;
}

/** How a statement ended. */
export interface Done {
  /** As CommandComplete says it, such as `INSERT 0 3`. */
  readonly tag: string;
  /** Rows returned or changed; -1 where neither applies. */
  readonly rows: number;
}

export function done(tag: string, rows = -1): Done {
  return { tag, rows };
}

/** Hands over a small result of texts. */
export async function emit(
  consumer: ResultConsumer,
  columns: readonly ResultColumn[],
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  consumer.columns(columns);
  if (rows.length > 0) await consumer.rows(rows);
}

/** Columns of `varchar`, by name. */
export function textColumns(...names: readonly string[]): ResultColumn[] {
  return names.map((name) => ({ name, type: { name: 'character varying', length: 65_535 } }));
}
