/** What the endpoint asks of the process that makes extracts. */
import type { Column, InputColumn } from '../data-sets/columns.ts';

/** A column of rows that are staged as text, with the type that it has in DuckDB. */
export interface StagedColumn {
  readonly name: string;
  readonly type: string;
}

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl: boolean;
}

export type FileFormat =
  | {
      readonly kind: 'csv';
      readonly delimiter: string;
      readonly quote: string;
      readonly header: boolean;
      /** Lines before the first one that is read. */
      readonly skip: number;
    }
  | { readonly kind: 'json' };

/** Where the rows of a physical table are found. */
export type Staged =
  /** A JSON array of texts a line. */
  | { readonly kind: 'rows'; readonly file: string; readonly columns: readonly StagedColumn[] }
  /** As Athena writes results: a header, every value in quotes, NULL as nothing. */
  | { readonly kind: 'result'; readonly file: string; readonly columns: readonly StagedColumn[] }
  | { readonly kind: 'files'; readonly files: readonly string[]; readonly format: FileFormat }
  | { readonly kind: 'postgres'; readonly server: PostgresServer; readonly query: string };

export interface ExtractPlan {
  readonly tables: readonly {
    /** The view that the SQL reads, quoted. */
    readonly view: string;
    readonly staged: Staged;
    readonly columns: readonly InputColumn[];
  }[];
  /** Files of other data sets, by the view that the SQL reads, quoted. */
  readonly extracts: readonly { readonly view: string; readonly file: string }[];
  readonly sql: string;
  readonly columns: readonly Column[];
  /** Whether a step of the SQL may drop a row. */
  readonly fallible: boolean;
  /** The Parquet file, which is not there yet. */
  readonly target: string;
  /** For what does not fit into memory, and rows on their way; exists. */
  readonly folder: string;
}

export interface ExtractOutcome {
  readonly rows: number;
  readonly dropped: number;
  /** Of the file. */
  readonly bytes: number;
}

export type ExtractorApi = {
  /** Writes an extract and syncs it. @throws IngestionFailure */
  extract(plan: ExtractPlan, signal: AbortSignal): Promise<ExtractOutcome>;
};
