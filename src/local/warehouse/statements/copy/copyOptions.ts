import type { Copy } from '../../../engines/redshift/loading.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';

/** What a COPY asks for, checked. */
export interface LoadOptions {
  readonly skip: number;
  readonly maxErrors: number;
  readonly nullText: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: boolean;
  readonly fill: boolean;
  readonly truncate: boolean;
  readonly blanksAsNull: boolean;
  readonly emptyAsNull: boolean;
  readonly trimBlanks: boolean;
  readonly explicitIds: boolean;
  readonly noLoad: boolean;
  readonly anyDate: boolean;
  readonly dateFormat: string | undefined;
  readonly timeFormat: string | undefined;
  /** What stands for bytes that are no UTF-8; undefined when such fail. */
  readonly replacement: string | undefined;
  readonly compression: 'none' | 'gzip' | 'zstd';
}

/** What is told about a cluster's ways, and has no meaning on one machine. */
const taken = new Set(['COMPUPDATE', 'STATUPDATE', 'COMPROWS', 'IGNOREBLANKLINES', 'ROUNDEC', 'REGION']);

const understood = new Set([
  ...['ACCEPTANYDATE', 'ACCEPTINVCHARS', 'BLANKSASNULL', 'DATEFORMAT', 'EMPTYASNULL', 'ENCODING', 'ESCAPE'],
  ...['EXPLICIT_IDS', 'FILLRECORD', 'IGNOREHEADER', 'MAXERROR', 'NOLOAD', 'NULL', 'REMOVEQUOTES', 'TIMEFORMAT'],
  ...['TRIMBLANKS', 'TRUNCATECOLUMNS', 'IGNOREALLERRORS'],
]);

/** Options that Parquet takes: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html */
const columnar = new Set(['FILLRECORD', 'ACCEPTINVCHARS', 'STATUPDATE', 'COMPUPDATE', 'NOLOAD']);

/** @throws SqlError 0A000 for what the local warehouse cannot do, by name; 42601 for what does not go together */
export function checkCopyOptions(statement: Copy): LoadOptions {
  const { format, options, compression } = statement;
  if (['avro', 'orc', 'fixed-width', 'shapefile'].includes(format.kind)) {
    throw unsupported(
      `COPY FORMAT ${format.kind.toUpperCase().replace('-', '')} is not supported by the local warehouse`,
      'Use PARQUET, CSV, JSON or delimited text.',
    );
  }
  if (!statement.from.startsWith('s3://')) {
    throw unsupported(
      `COPY from ${statement.from.split(':')[0]} is not supported by the local warehouse`,
      'Load from S3.',
    );
  }
  if (compression === 'BZIP2' || compression === 'LZOP') {
    throw unsupported(`COPY … ${compression} is not supported by the local warehouse`, 'Use GZIP or ZSTD.');
  }
  for (const name of options.keys()) {
    if (format.kind === 'parquet' && !columnar.has(name)) {
      throw new SqlError(sqlStates.syntax, `${name} argument is not supported for PARQUET based COPY`);
    }
    if (!taken.has(name) && !understood.has(name)) {
      throw unsupported(`COPY … ${name} is not supported by the local warehouse`);
    }
  }
  if (format.kind === 'parquet' && (compression || statement.delimiter !== undefined)) {
    throw new SqlError(
      sqlStates.syntax,
      `${compression ?? 'DELIMITER'} argument is not supported for PARQUET based COPY`,
    );
  }
  const encoding = textOf(statement, 'ENCODING')?.toUpperCase() ?? 'UTF8';
  if (encoding !== 'UTF8') throw unsupported(`COPY … ENCODING ${encoding} is not supported by the local warehouse`);
  if (format.kind === 'csv' && options.has('ESCAPE'))
    throw new SqlError(sqlStates.syntax, 'CSV is not compatible with ESCAPE');
  return {
    skip: numberOf(statement, 'IGNOREHEADER'),
    // As many errors as MAXERROR says fail the load.
    maxErrors: options.has('IGNOREALLERRORS') ? 100_000 : Math.max(0, numberOf(statement, 'MAXERROR') - 1),
    nullText: unescaped(textOf(statement, 'NULL') ?? '\\N'),
    delimiter: unescaped(statement.delimiter ?? (format.kind === 'csv' ? ',' : '|')),
    quote: format.kind === 'csv' ? (format.quote ?? '"') : options.has('REMOVEQUOTES') ? '"' : '',
    escape: options.has('ESCAPE'),
    fill: options.has('FILLRECORD'),
    truncate: options.has('TRUNCATECOLUMNS'),
    blanksAsNull: options.has('BLANKSASNULL'),
    emptyAsNull: options.has('EMPTYASNULL'),
    trimBlanks: options.has('TRIMBLANKS'),
    explicitIds: options.has('EXPLICIT_IDS'),
    noLoad: options.has('NOLOAD'),
    anyDate: options.has('ACCEPTANYDATE'),
    dateFormat: textOf(statement, 'DATEFORMAT'),
    timeFormat: textOf(statement, 'TIMEFORMAT'),
    replacement: options.has('ACCEPTINVCHARS') ? (textOf(statement, 'ACCEPTINVCHARS') ?? '?') : undefined,
    compression: compression === 'GZIP' ? 'gzip' : compression === 'ZSTD' ? 'zstd' : 'none',
  };
}

function textOf({ options }: Copy, name: string): string | undefined {
  const value = options.get(name)?.values[0];
  return value === undefined ? undefined : String(value);
}

function numberOf({ options }: Copy, name: string): number {
  return Number(options.get(name)?.values[0] ?? 0);
}

/** `\t`, `\001` and the like, as delimiters are written. */
export function unescaped(text: string): string {
  if (text === '\\N') return text;
  return text
    .replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    .replace(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\([tnrb])/g, (_, letter: string) => ({ t: '\t', n: '\n', r: '\r', b: '\b' })[letter] ?? letter);
}
