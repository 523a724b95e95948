/** The schema of a Parquet file, from its footer alone. */
import type { FileHandle } from 'node:fs/promises';
import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet';
import { type ClassifiedFile, CorruptFile } from './fileSchema.ts';
import type { HiveType } from './hiveType.ts';

/** Enough for most footers; longer ones are read in a second go. */
const footerBytes = 1 << 16;

/** @throws CorruptFile */
export async function parquetSchema(handle: FileHandle): Promise<ClassifiedFile> {
  const { parquetSchema: treeOf } = await import('hyparquet');
  const metadata = await readFooter(handle);
  const columns = treeOf(metadata).children.map(({ element, ...rest }) => ({
    name: element.name.toLowerCase(),
    type: hiveType({ element, ...rest }),
  }));
  const bytes = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  return {
    schema: { classification: 'parquet', compression: 'none', columns },
    records: Number(metadata.num_rows),
    recordBytes: bytes,
  };
}

async function readFooter(handle: FileHandle): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const { size } = await handle.stat();
  if (size < 12) throw new CorruptFile(`it is ${size} bytes long, too short for a Parquet file`);
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = new ArrayBuffer(end - start);
    await handle.read(new Uint8Array(bytes), 0, end - start, start);
    return bytes;
  };
  try {
    return await parquetMetadataAsync(
      { byteLength: size, slice },
      { initialFetchSize: Math.min(footerBytes, size), geoparquet: false },
    );
  } catch (error) {
    // What else hyparquet says of a footer that makes no sense is about itself.
    const { message } = error as Error;
    const reason = message.startsWith('parquet') ? message : 'its footer cannot be read';
    throw new CorruptFile(`it is no whole Parquet file (${reason})`, { cause: error });
  }
}

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md in the words of Hive. */
export function hiveType(node: SchemaTree): HiveType {
  const { element, children } = node;
  if (children.length === 0) {
    const type = plainType(element);
    // A repeated value that is in no list is a list all the same.
    return element.repetition_type === 'REPEATED' ? { array: type } : type;
  }
  const kind = element.logical_type?.type ?? element.converted_type;
  const [inner] = children;
  if (kind === 'LIST' && inner) return { array: elementType(inner) };
  if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && inner?.children.length === 2) {
    const [key, value] = inner.children as [SchemaTree, SchemaTree];
    return { map: [hiveType(key), hiveType(value)] };
  }
  const struct = { struct: children.map((child) => ({ name: child.element.name, type: hiveType(child) })) };
  return element.repetition_type === 'REPEATED' ? { array: struct } : struct;
}

/** The repeated node below a list: a wrapper around the element, or in old files the element itself. */
function elementType(repeated: SchemaTree): HiveType {
  const [only, ...more] = repeated.children;
  const { name } = repeated.element;
  const wraps = only && more.length === 0 && name !== 'array' && !name.endsWith('_tuple');
  if (wraps) return hiveType(only);
  return hiveType({ ...repeated, element: { ...repeated.element, repetition_type: 'REQUIRED' } });
}

const integerTypes: Readonly<Record<number, string>> = { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' };

function plainType(element: SchemaElement): string {
  const { type, logical_type: logical, converted_type: converted, precision, scale } = element;
  if (logical?.type === 'DECIMAL') return `decimal(${logical.precision},${logical.scale})`;
  if (converted === 'DECIMAL') return `decimal(${precision ?? 38},${scale ?? 0})`;
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date';
  if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP_') || type === 'INT96') return 'timestamp';
  if (logical?.type === 'INTEGER') return integerTypes[logical.bitWidth] ?? 'bigint';
  const bits = /^U?INT_(\d+)$/.exec(converted ?? '')?.[1];
  if (bits) return integerTypes[Number(bits)] ?? 'bigint';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
      return 'int';
    case 'INT64':
      return 'bigint';
    case 'FLOAT':
      return 'float';
    case 'DOUBLE':
      return 'double';
    default:
      return isText(logical?.type ?? converted) ? 'string' : 'binary';
  }
}

function isText(kind: string | undefined): boolean {
  return kind !== undefined && ['STRING', 'UTF8', 'ENUM', 'JSON'].includes(kind);
}
