/** A line of STL_LOAD_ERRORS. */
export interface LoadError {
  readonly uri: string;
  readonly line: number;
  readonly column: string;
  readonly type: string;
  readonly rawLine: string;
  readonly rawValue: string;
  readonly code: number;
  readonly reason: string;
}

/** Errors of a load that are to be kept. */
export interface LoadErrors {
  /** The number of the table. */
  readonly table: number;
  /** The number of the statement. */
  readonly query: number;
  readonly errors: readonly LoadError[];
}
