import type { SourceColumn } from '../engineApi.ts';

/** What reads the files of one scan. */
export interface Reader {
  /** A FROM item with whatever columns the files have, and `file_index`, a file's place in the list. */
  readonly from: string;
  /** The table's column as an expression over it. */
  readonly column: (column: SourceColumn, index: number) => string;
}
