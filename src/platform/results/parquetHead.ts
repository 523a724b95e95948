/** The beginning of a Parquet file that is too large to be fetched whole. */
import * as zlib from 'node:zlib';
import type { AsyncBuffer, CompressionCodec, Compressors, FileMetaData } from 'hyparquet';
import { AppError } from '../../core/appError.ts';
import { formatBytes } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';

/** Rows come from their row group, which is held in memory where its writer left no index of its pages. */
const mostBytes = 256 * 2 ** 20;

type Decompress = (bytes: Uint8Array, limit: { readonly maxOutputLength: number }) => Uint8Array;

/** https://parquet.apache.org/docs/file-format/data-pages/compression/; hyparquet itself reads Snappy. */
const decompressors: Partial<Record<CompressionCodec, Decompress>> = {
  GZIP: zlib.gunzipSync,
  BROTLI: zlib.brotliDecompressSync,
  // Node has it from 22.15 on.
  ...(typeof zlib.zstdDecompressSync === 'function' ? { ZSTD: zlib.zstdDecompressSync } : {}),
};
const readable = new Set<string>(['UNCOMPRESSED', 'SNAPPY', ...Object.keys(decompressors)]);

/**
 * The first rows, each as JSON.
 * @param name what its reader calls the file
 * @throws AppError `unsupported` where its compression or the size of its row groups forbids a preview, `corrupt-data`
 * when it is damaged, and what reading throws
 */
export async function readParquetHead(file: AsyncBuffer, name: string, rows: number): Promise<string[]> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  try {
    const metadata = await parquetMetadataAsync(file);
    refuseUnreadable(metadata, name, rows);
    const compressors = compressorsFor(name);
    const read = { file, metadata, compressors, rowStart: 0, rowEnd: rows, useOffsetIndex: true };
    return (await parquetReadObjects(read)).map((row) => JSON.stringify(row, exact));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('corrupt-data', t('{0} is no whole Parquet file.', name), { cause: error });
  }
}

function refuseUnreadable(metadata: FileMetaData, name: string, rows: number): void {
  const hint = t('Query it with Athena instead.');
  let before = 0;
  let bytes = 0;
  for (const group of metadata.row_groups) {
    if (before >= rows) break;
    before += Number(group.num_rows);
    for (const { meta_data: column, offset_index_offset: index } of group.columns) {
      if (column && !readable.has(column.codec)) {
        const message = t('The beginning of {0} cannot be shown, as it is compressed with {1}.', name, column.codec);
        throw new AppError('unsupported', message, { hint });
      }
      if (index === undefined) bytes += Number(column?.total_compressed_size ?? 0);
    }
  }
  if (bytes <= mostBytes) return;
  const message = t('The first rows of {0} lie in {1} that would have to be read for them.', name, formatBytes(bytes));
  throw new AppError('unsupported', message, { hint });
}

function compressorsFor(name: string): Compressors {
  const entries = Object.entries(decompressors).map(([codec, decompress]) => [
    codec,
    (bytes: Uint8Array, size: number): Uint8Array => {
      try {
        // No page is larger than its header says, whatever its bytes would become.
        return decompress(bytes, { maxOutputLength: Math.max(1, size) });
      } catch (error) {
        const { message } = error as Error;
        throw new AppError('corrupt-data', t('{0} cannot be decompressed: {1}', name, message), { cause: error });
      }
    },
  ]);
  return Object.fromEntries(entries) as Compressors;
}

/** JSON has no 64-bit integers; as text they stay exact. */
function exact(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
