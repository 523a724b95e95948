/** Values as the Data API gives them: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Field.html */
import { csvField } from '../../../core/csvField.ts';
import type { RedshiftColumn, TextValue } from '../../warehouse/warehouseApi.ts';

export type Field =
  | { readonly isNull: true }
  | { readonly longValue: number | bigint }
  | { readonly doubleValue: number | string }
  | { readonly booleanValue: boolean }
  | { readonly stringValue: string };

const wholes = new Set(['int2', 'int4', 'int8', 'oid']);
const floats = new Set(['float4', 'float8']);

/** A row's values by the types of its columns; decimals, dates and all else are text, whole numbers exact. */
export function fieldsOf(row: readonly TextValue[], columns: readonly RedshiftColumn[]): Field[] {
  return row.map((value, i) => fieldOf(value, columns[i]?.typeName ?? ''));
}

function fieldOf(value: TextValue, type: string): Field {
  if (value === null) return { isNull: true };
  if (wholes.has(type) && /^-?\d+$/.test(value)) return { longValue: wholeNumber(value) };
  if (floats.has(type)) {
    const number = Number(value);
    return { doubleValue: Number.isFinite(number) ? number : value };
  }
  if (type === 'bool') return { booleanValue: value === 't' || value === 'true' };
  return { stringValue: value };
}

/** A number where that is exact. */
function wholeNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Rows as CSV without a header; an empty text is quoted, NULL is nothing at all. */
export function csvOf(rows: readonly (readonly TextValue[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

const numerics = new Set([...wholes, ...floats, 'numeric']);
const texts = new Set(['varchar', 'bpchar', 'text', 'char', 'name']);

/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ColumnMetadata.html */
export function columnMetadata(column: RedshiftColumn) {
  const { name, typeName, length, precision, scale, nullable } = column;
  return {
    isCaseSensitive: texts.has(typeName),
    isCurrency: false,
    isSigned: numerics.has(typeName),
    label: name,
    length: 0,
    name,
    nullable: nullable ? 1 : 0,
    precision: precision > 0 ? precision : length,
    scale,
    schemaName: '',
    tableName: '',
    typeName,
  };
}
