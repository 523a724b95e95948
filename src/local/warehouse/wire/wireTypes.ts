import type { DuckDBValue } from '@duckdb/node-api';
import type { ResultColumn } from '../../engines/redshift/translation.ts';
import { typeModifier, typeOid, typeSize } from '../../engines/redshift/types/wireTypes.ts';
import { type TextWriter, textWriter } from '../values/valueText.ts';
import { binaryWriter } from './binaryValues.ts';
import type { FieldDescription, MessageWriter } from './messageWriter.ts';

/** How RowDescription tells the columns; a text that found no type is told as `varchar`, as clients expect. */
export function fieldsOf(columns: readonly ResultColumn[], formats: readonly number[]): FieldDescription[] {
  return columns.map(({ name, type }, i) => ({
    name,
    typeOid: type.name === 'unknown' ? 1043 : typeOid(type),
    typeSize: typeSize(type),
    typeModifier: typeModifier(type),
    format: formatOf(formats, i),
  }));
}

/** Formats are given for none, for all at once, or for each. */
export function formatOf(formats: readonly number[], i: number): number {
  return (formats.length === 1 ? formats[0] : formats[i]) ?? 0;
}

/** Writes rows in the formats that the client asked for. */
export class RowWriter {
  readonly #writers: readonly ((value: DuckDBValue) => string | Buffer | null)[];

  constructor(columns: readonly ResultColumn[], formats: readonly number[], zone: string) {
    this.#writers = columns.map(({ type }, i) => {
      const text = textWriter(type, zone);
      const binary = formatOf(formats, i) === 1 ? binaryWriter(type) : undefined;
      return binary ? inBinary(text, binary) : text;
    });
  }

  write(writer: MessageWriter, row: readonly DuckDBValue[]): void {
    writer.dataRow(this.#writers.map((each, i) => each(row[i] ?? null)));
  }
}

function inBinary(text: TextWriter, binary: (text: string) => Buffer): (value: DuckDBValue) => Buffer | null {
  return (value) => {
    const written = text(value);
    return written === null ? null : binary(written);
  };
}
