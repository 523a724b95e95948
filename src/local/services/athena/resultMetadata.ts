/**
 * The `.metadata` file beside a result: a protocol buffer that AWS does not document, with the columns as JDBC drivers
 * read them: field 1 the query's id, and a field 4 for each column.
 */
import type { ColumnInfo } from './state/queries.ts';

const nullableUnknown = 3;

export function resultMetadata(queryId: string, columns: readonly ColumnInfo[]): Uint8Array {
  return Buffer.concat([
    text(1, queryId),
    ...columns.map((column) =>
      bytes(
        4,
        Buffer.concat([
          text(1, column.CatalogName),
          text(2, column.SchemaName),
          text(3, column.TableName),
          text(4, column.Name),
          text(5, column.Label),
          text(6, column.Type),
          number(7, column.Precision),
          number(8, column.Scale),
          number(9, nullableUnknown),
          number(10, column.CaseSensitive ? 1 : 0),
        ]),
      ),
    ),
  ]);
}

const varint = 0;
const lengthDelimited = 2;

function number(field: number, value: number): Buffer {
  return Buffer.from([(field << 3) | varint, ...varintOf(value)]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'));
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | lengthDelimited, ...varintOf(value.length)]), value]);
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function varintOf(value: number): number[] {
  const result: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) result.push((rest % 128) | 128);
  return [...result, rest];
}
