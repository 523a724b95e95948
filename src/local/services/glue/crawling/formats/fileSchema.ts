import type { HiveType } from './hiveType.ts';

export interface CrawledColumn {
  readonly name: string;
  readonly type: HiveType;
}

/** How a CSV file is to be read. */
export interface CsvLayout {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly quote: string;
  /** Whether any value is quoted. */
  readonly isQuoted: boolean;
  readonly serde: 'LazySimpleSerDe' | 'OpenCSVSerDe';
}

export type Compression = 'none' | 'gzip' | 'zstd';

/** What files must have in common to be one table. */
export interface FileSchema {
  readonly classification: 'csv' | 'json' | 'parquet';
  readonly compression: Compression;
  readonly columns: readonly CrawledColumn[];
  readonly csv?: CsvLayout;
}

/** How much is in a file, or in many; counted where the file was read to its end, else estimated from its beginning. */
export interface FileStatistics {
  readonly records: number;
  /** All records together, in bytes, not compressed. */
  readonly recordBytes: number;
}

export interface ClassifiedFile extends FileStatistics {
  readonly schema: FileSchema;
}

/** A file that nothing could be made of, and why. */
export interface UnknownFile {
  readonly unknown: string;
}

/** A file of a known format that is damaged. */
export class CorruptFile extends Error {
  override readonly name = 'CorruptFile';
}
