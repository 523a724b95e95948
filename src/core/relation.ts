/** What a column holds, coarse enough for alignment, filters and charts; `type` keeps the engine's own word. */
export type ColumnKind =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'time'
  | 'binary'
  | 'nested';

export interface Column {
  readonly name: string;
  /** The engine's own type, such as `DECIMAL(10,2)`. */
  readonly type: string;
  readonly kind: ColumnKind;
}

/**
 * A cell as it travels to a grid. Integers beyond 2^53 and decimals travel as strings, exactly as the engine prints
 * them; nothing is rounded on the way.
 */
export type Cell = string | number | boolean | null;

export interface RowWindow {
  /** Index of the first row in the relation as sorted and filtered. */
  readonly offset: number;
  readonly rows: readonly (readonly Cell[])[];
}
