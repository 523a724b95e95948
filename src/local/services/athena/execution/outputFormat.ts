/** How CREATE TABLE AS, INSERT and UNLOAD write: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html */
import type { FileFormat, OutputFormat } from '../../../engines/athena/engineApi.ts';
import type { GlueStorage } from '../catalog/glueShapes.ts';
import { QueryFailure } from '../queryFailure.ts';

export type Properties = Readonly<Record<string, string | number | readonly string[]>>;

const hive = 'org.apache.hadoop.hive';
const textFiles = {
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: `${hive}.ql.io.HiveIgnoreKeyTextOutputFormat`,
};

export interface WrittenFormat {
  readonly output: OutputFormat;
  /** What the catalog says of files written so. */
  readonly storage: Pick<GlueStorage, 'InputFormat' | 'OutputFormat' | 'SerdeInfo'>;
  /** What the names of the files end in. */
  readonly extension: string;
}

export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}

/** @throws QueryFailure for formats and codecs that are not written here */
export function writtenFormat(properties: Properties): WrittenFormat {
  const format = (textOf(properties, 'format') ?? 'PARQUET').toUpperCase();
  const codec = (
    textOf(properties, 'write_compression') ??
    textOf(properties, 'compression') ??
    textOf(properties, `${format.toLowerCase()}_compression`) ??
    'GZIP'
  ).toUpperCase();
  switch (format) {
    case 'PARQUET':
      return parquet(codec);
    case 'JSON':
      return {
        output: { kind: 'json', compression: textCodec(codec) },
        storage: { ...textFiles, SerdeInfo: { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' } },
        extension: extensionOf(codec),
      };
    case 'TEXTFILE':
    case 'CSV':
      return delimited(textOf(properties, 'field_delimiter') ?? (format === 'CSV' ? ',' : '\u0001'), codec);
    default:
      throw new QueryFailure('unsupported', `NOT_SUPPORTED: The local endpoint does not write ${format} files`);
  }
}

function parquet(codec: string): WrittenFormat {
  const compression = { GZIP: 'gzip', SNAPPY: 'snappy', ZSTD: 'zstd', LZ4: 'lz4', NONE: 'uncompressed' } as const;
  const known = Object.hasOwn(compression, codec) ? compression[codec as keyof typeof compression] : undefined;
  if (!known) throw badCodec(codec, 'PARQUET');
  return {
    output: { kind: 'parquet', compression: known },
    storage: {
      InputFormat: `${hive}.ql.io.parquet.MapredParquetInputFormat`,
      OutputFormat: `${hive}.ql.io.parquet.MapredParquetOutputFormat`,
      SerdeInfo: {
        SerializationLibrary: `${hive}.ql.io.parquet.serde.ParquetHiveSerDe`,
        Parameters: { 'serialization.format': '1' },
      },
    },
    extension: '',
  };
}

function delimited(delimiter: string, codec: string): WrittenFormat {
  return {
    output: { kind: 'delimited', delimiter, nullText: '\\N', header: false, compression: textCodec(codec) },
    storage: {
      ...textFiles,
      SerdeInfo: {
        SerializationLibrary: `${hive}.serde2.lazy.LazySimpleSerDe`,
        Parameters: { 'field.delim': delimiter, 'serialization.format': delimiter },
      },
    },
    extension: extensionOf(codec),
  };
}

function textCodec(codec: string): 'gzip' | 'zstd' | 'none' {
  if (codec === 'GZIP') return 'gzip';
  if (codec === 'ZSTD') return 'zstd';
  if (codec === 'NONE') return 'none';
  throw badCodec(codec, 'text');
}

const extensionOf = (codec: string) => ({ GZIP: '.gz', ZSTD: '.zst' })[codec] ?? '';

function badCodec(codec: string, format: string): QueryFailure {
  return new QueryFailure(
    'unsupported',
    `NOT_SUPPORTED: The local endpoint does not write ${format} files with ${codec}`,
  );
}

/** How new files of a table that is there are written, so that they read like the ones beside them. */
export function formatForTable(
  format: FileFormat,
  parameters: Readonly<Record<string, string>>,
): { readonly output: OutputFormat; readonly extension: string } {
  switch (format.kind) {
    case 'parquet': {
      const codec = parameters['parquet.compression'] ?? parameters['parquet.compress'] ?? parameters.write_compression;
      const { output, extension } = parquet((codec ?? 'GZIP').toUpperCase());
      return { output, extension };
    }
    case 'json':
      return { output: { kind: 'json', compression: 'gzip' }, extension: '.gz' };
    case 'delimited': {
      const [delimiter = '\u0001'] = format.delimiters;
      return {
        output: {
          kind: 'delimited',
          delimiter,
          nullText: format.nullText,
          header: headerOf(format.skipLines),
          ...(format.escape === undefined ? {} : { escape: format.escape }),
          compression: 'gzip',
        },
        extension: '.gz',
      };
    }
    case 'quoted':
      return {
        output: {
          kind: 'quoted',
          separator: format.separator,
          quote: format.quote,
          escape: format.escape,
          header: headerOf(format.skipLines),
          compression: 'gzip',
        },
        extension: '.gz',
      };
  }
}

/** A table that skips a line of each file must have one to skip. @throws QueryFailure for more than one */
function headerOf(skipLines: number): boolean {
  if (skipLines <= 1) return skipLines === 1;
  throw new QueryFailure(
    'unsupported',
    'NOT_SUPPORTED: Inserting into Hive table with value of skip.header.line.count property greater than 1 is not supported',
  );
}
