import type { RelationName } from './names.ts';

/** An option of COPY, UNLOAD and their like: name in upper case, words after it joined by one blank. */
export interface CopyOption {
  readonly name: string;
  /** Strings without quotes, names folded, numbers as numbers; lists for those in parentheses. */
  readonly values: readonly (string | number)[];
  readonly at: number;
}

export type CopyFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'csv'; readonly quote?: string }
  | { readonly kind: 'json'; readonly paths: string }
  | { readonly kind: 'avro'; readonly paths: string }
  | { readonly kind: 'fixed-width'; readonly specification: string }
  | { readonly kind: 'parquet' | 'orc' }
  | { readonly kind: 'shapefile'; readonly simplify: string };

/** Who is asked for, by one of the ways that COPY, UNLOAD and external schemas know. */
export interface Authorization {
  /** `default`, `SESSION`, or roles with commas between, as IAM_ROLE takes them. */
  readonly iamRole?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
}

export interface Copy {
  readonly kind: 'copy';
  readonly table: RelationName;
  readonly columns?: readonly string[];
  /** `s3://…`, `emr://…`, `dynamodb://…`, or a manifest of `ssh`. */
  readonly from: string;
  readonly authorization: Authorization;
  readonly format: CopyFormat;
  readonly delimiter?: string;
  readonly compression?: 'GZIP' | 'BZIP2' | 'LZOP' | 'ZSTD';
  readonly manifest: boolean;
  readonly region?: string;
  /** All others: IGNOREHEADER, MAXERROR, NULL, DATEFORMAT, TIMEFORMAT, ACCEPTINVCHARS, BLANKSASNULL … by name. */
  readonly options: ReadonlyMap<string, CopyOption>;
}

export interface Unload {
  readonly kind: 'unload';
  /** The text within the parentheses' quotes, to be parsed as a script of one query. */
  readonly query: string;
  /** Where that text begins. */
  readonly queryAt: number;
  readonly to: string;
  readonly authorization: Authorization;
  readonly format: 'text' | 'csv' | 'json' | 'parquet';
  readonly partitionBy?: { readonly columns: readonly string[]; readonly include: boolean };
  readonly manifest: boolean;
  readonly manifestVerbose: boolean;
  readonly header: boolean;
  readonly delimiter?: string;
  readonly compression?: 'GZIP' | 'BZIP2' | 'ZSTD';
  readonly region?: string;
  readonly options: ReadonlyMap<string, CopyOption>;
}
