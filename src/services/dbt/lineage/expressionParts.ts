import type { Query } from './query.ts';

/** What was read so far. */
export interface Parts {
  readonly references: (readonly string[])[];
  readonly queries: { query: Query; exists: boolean }[];
  /** Names of windows that are defined further on. */
  readonly windows: string[];
  rows: boolean;
  /** There is more than a name. */
  other: boolean;
  /** Parameters of the functions around, which are no columns. */
  parameters: readonly string[];
}
