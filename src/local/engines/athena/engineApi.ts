/** What the endpoint asks of the process that runs Athena's queries. */
import type { HiveColumn, Statement, TrinoQuery } from '../trino/statement.ts';
import type { CatalogTable, Translation } from '../trino/translation.ts';

/** A column with its Hive type, as the catalog has it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

export interface SourceFile {
  /** The absolute path on this machine. */
  readonly file: string;
  readonly uri: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  /** Which of the table's partitions it belongs to; 0 where there are none. */
  readonly partition: number;
}

export type FileFormat =
  /** LazySimpleSerDe: https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html */
  | {
      readonly kind: 'delimited';
      /** The field delimiter, then those of collections, map keys, and what is nested in them. */
      readonly delimiters: readonly string[];
      readonly escape?: string;
      readonly nullText: string;
      readonly skipLines: number;
    }
  /** OpenCSVSerde: https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html */
  | {
      readonly kind: 'quoted';
      readonly separator: string;
      readonly quote: string;
      readonly escape: string;
      readonly skipLines: number;
    }
  /** The JSON SerDes: https://docs.aws.amazon.com/athena/latest/ug/json-serde.html */
  | {
      readonly kind: 'json';
      readonly caseSensitive: boolean;
      readonly ignoreMalformed: boolean;
      /** `dots.in.keys`: a dot in a key is an underscore in the column's name. */
      readonly dotsInKeys: boolean;
      /** Column name → key, in lower case. */
      readonly keys: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'parquet' };

/** Files of one format; a table has several where its partitions differ. */
export interface Scan {
  readonly format: FileFormat;
  readonly files: readonly SourceFile[];
}

export interface TableSource {
  readonly columns: readonly SourceColumn[];
  readonly partitionKeys: readonly SourceColumn[];
  /** Values of each partition in the order of the keys; NULL for Hive's default partition. */
  readonly partitions: readonly (readonly (string | null)[])[];
  readonly scans: readonly Scan[];
}

/** Something a query reads, under the name that its SQL uses. */
export type Relation =
  | {
      readonly kind: 'table';
      readonly name: readonly string[];
      readonly source: TableSource;
      /** Which of `$path`, `$file_size`, `$file_modified_time` and `$partition` its rows carry. */
      readonly hidden: readonly string[];
    }
  /** A view's own query, translated; its columns are cast to what the catalog says. */
  | {
      readonly kind: 'view';
      readonly name: readonly string[];
      readonly sql: string;
      readonly columns: readonly SourceColumn[];
    }
  /** A small table that is given whole. */
  | {
      readonly kind: 'rows';
      readonly name: readonly string[];
      readonly columns: readonly SourceColumn[];
      readonly rows: readonly (readonly (string | null)[])[];
    };

/** A translated query and everything it reads; views come after what they read. */
export interface ReadyQuery {
  readonly sql: string;
  /** What it was translated from, for the places that errors name. */
  readonly query: TrinoQuery;
  readonly relations: readonly Relation[];
  /** For each column of its result the time zone to show moments in, where that is not UTC. */
  readonly zones?: readonly (string | undefined)[] | undefined;
  /** Folders that the query may read and write in, and no others. */
  readonly folders: readonly string[];
  /** Where what does not fit into memory goes. */
  readonly spill: string;
  /** A query that would read more bytes than this is not run. */
  readonly mostBytes?: number | undefined;
}

/** What a query says that its workgroup's limit stopped. */
export const bytesExceeded = 'Query cancelled! : Bytes scanned limit was exceeded';

export interface ResultColumn {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

export interface QueryOutcome {
  readonly columns: readonly ResultColumn[];
  readonly rows: number;
  /** Bytes of the files' parts that were needed. */
  readonly scannedBytes: number;
  /** Milliseconds until the plan stood. */
  readonly planningMs: number;
}

export interface PruneRequest {
  readonly keys: readonly SourceColumn[];
  readonly partitions: readonly (readonly (string | null)[])[];
  /** Conditions in DuckDB's SQL on the keys; all must hold. */
  readonly filters: readonly string[];
}

export interface WriteRequest extends ReadyQuery {
  readonly format: OutputFormat;
  /** A file that does not exist yet; those of partitions are called so with a number. */
  readonly target: string;
  /** Names of the result's columns, the partition columns last. */
  readonly columns?: readonly string[];
  /** Hive types that the columns are cast to, where the table has them already. */
  readonly types?: readonly string[];
  readonly partitionColumns: readonly string[];
  /** More partitions than this fail the query. */
  readonly mostPartitions: number;
}

export type OutputFormat =
  | { readonly kind: 'parquet'; readonly compression: 'gzip' | 'snappy' | 'zstd' | 'lz4' | 'uncompressed' }
  | { readonly kind: 'json'; readonly compression: 'gzip' | 'zstd' | 'none' }
  | {
      readonly kind: 'delimited';
      readonly delimiter: string;
      readonly nullText: string;
      readonly header: boolean;
      /** Stands before delimiters in values; without it they are written as they are. */
      readonly escape?: string;
      readonly compression: 'gzip' | 'zstd' | 'none';
    }
  | {
      readonly kind: 'quoted';
      readonly separator: string;
      readonly quote: string;
      readonly escape: string;
      readonly header: boolean;
      readonly compression: 'gzip' | 'none';
    };

export interface WriteOutcome extends QueryOutcome {
  /** The files written, with the values of their partition. */
  readonly files: readonly { readonly file: string; readonly values: readonly (string | null)[] }[];
}

export interface TranslateRequest {
  readonly query: TrinoQuery;
  /** The database of names without one. */
  readonly database: string;
  /** Columns of the tables that are known so far, by `tableKey`; undefined for those that are not there. */
  readonly columns: ReadonlyMap<string, readonly HiveColumn[] | undefined>;
  readonly databases: ReadonlyMap<string, boolean>;
}

/** A translation, or what must be known for it. */
export type TranslateAnswer =
  | { readonly translation: Translation }
  | {
      readonly translation?: undefined;
      readonly tables: readonly CatalogTable[];
      readonly databases: readonly string[];
    };

/** What a table's columns are known by. */
export function tableKey({ catalog, database, table }: CatalogTable): string {
  return JSON.stringify([catalog ?? null, database, table]);
}

export type EngineApi = {
  /**
   * Reads a statement, with values for its question marks.
   * @throws AthenaSyntaxError
   */
  parse(
    input: { readonly sql: string; readonly parameters?: readonly string[] | undefined },
    signal: AbortSignal,
  ): Promise<Statement>;
  /** @throws AthenaSyntaxError */
  translate(input: TranslateRequest, signal: AbortSignal): Promise<TranslateAnswer>;
  /** DuckDB's plan of a query, as lines of text. */
  explain(input: ReadyQuery & { readonly analyze: boolean }, signal: AbortSignal): Promise<readonly string[]>;
  /** The numbers of the partitions for which all conditions can hold. */
  prune(input: PruneRequest, signal: AbortSignal): Promise<number[]>;
  /** Runs a query into a CSV as Athena writes it. */
  select(input: ReadyQuery & { readonly target: string }, signal: AbortSignal): Promise<QueryOutcome>;
  /** Runs a query into files of a table. */
  write(input: WriteRequest, signal: AbortSignal): Promise<WriteOutcome>;
  /** The types of a query's columns, without running it. */
  describe(input: ReadyQuery, signal: AbortSignal): Promise<readonly ResultColumn[]>;
};
