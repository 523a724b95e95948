import type { Column, RowWindow } from '../core/relation.ts';
import type { Api } from './rpc.ts';

/** Files on this machine that hold one relation, and how they are read. */
export interface RelationFiles {
  /** `sql`: rows of a statement over files that it names itself. */
  readonly format: 'csv' | 'json' | 'parquet' | 'sql';
  readonly sql?: string;
  /** Absolute; none for a statement. */
  readonly files: readonly string[];
  /** What their reader calls them, in the same order, where they are copies of something else. */
  readonly shownAs?: readonly string[];
  /**
   * The columns where the files do not say (Athena's CSV results carry no types), in the words of the service that
   * wrote them. Absent: found out from the files.
   */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
}

export type RelationHandle = string;

export interface OpenedRelation {
  readonly handle: RelationHandle;
  readonly columns: readonly Column[];
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export type Filter =
  | {
      readonly column: string;
      readonly op: 'contains' | 'equals' | 'not-equals' | 'less' | 'greater';
      readonly value: string;
    }
  | { readonly column: string; readonly op: 'is-null' | 'is-not-null' }
  | { readonly column: string; readonly op: 'in'; readonly values: readonly (string | null)[] };

/** What is shown of a relation: sorted so, and only rows that pass all filters. */
export interface RelationQuery {
  readonly sort: readonly Sort[];
  readonly filter: readonly Filter[];
}

export const wholeRelation: RelationQuery = { sort: [], filter: [] };

/** An answer whose values are exact texts. */
export interface TextRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows were left out behind the last one. */
  readonly more: boolean;
}

export type ExportFormat = 'csv' | 'json' | 'parquet';

/** What the engine process answers. Every call can be aborted, which interrupts the query. */
export interface EngineApi extends Api {
  open(input: { handle: RelationHandle; source: RelationFiles }, signal: AbortSignal): Promise<OpenedRelation>;
  rows(
    input: { handle: RelationHandle; query: RelationQuery; offset: number; limit: number },
    signal: AbortSignal,
  ): Promise<RowWindow>;
  /** Rows that pass the filters. */
  count(input: { handle: RelationHandle; filter: readonly Filter[] }, signal: AbortSignal): Promise<number>;
  /** Values of a column with how often each occurs, most frequent first. */
  distinct(
    input: { handle: RelationHandle; column: string; search: string; limit: number },
    signal: AbortSignal,
  ): Promise<readonly { readonly value: string | null; readonly count: number }[]>;
  /** Writes beside and renames: the file is whole or not there. */
  export(
    input: { handle: RelationHandle; query: RelationQuery; format: ExportFormat; file: string },
    signal: AbortSignal,
  ): Promise<{ readonly rows: number }>;
  close(input: { handle: RelationHandle }, signal: AbortSignal): Promise<null>;
  /** Runs a query over files that it names. Every value is the text that DuckDB prints for it, or null. */
  sql(input: { sql: string; maxRows: number }, signal: AbortSignal): Promise<TextRows>;
}
