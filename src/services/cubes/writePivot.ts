/** A pivot as a file: CSV, or an Excel workbook. */
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Cube } from '../../core/cube/cube.ts';
import type { PivotAnswer } from './openCube.ts';
import { pivotRows } from './pivotRows.ts';

/** Excel keeps 15 digits of a number; with more it would be another. */
const exactDigits = 15;

/** Writes beside and renames: the file is whole or not there. @returns the number of rows */
export async function writePivot(
  cube: Cube,
  answer: PivotAnswer,
  format: 'csv' | 'xlsx',
  file: string,
): Promise<number> {
  const { headers, rows } = pivotRows(cube, answer);
  const labels = Math.max(answer.request.rows.levels.length, 1);
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, format === 'csv' ? csvOf([headers, ...rows]) : await workbookOf(headers, rows, labels));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
  return rows.length;
}

/** RFC 4180; NULL is an empty field, the empty text is quoted. */
function csvOf(rows: readonly (readonly (string | null)[])[]): string {
  const field = (value: string | null) =>
    value === null ? '' : value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

async function workbookOf(
  headers: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  labels: number,
): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const data = [
    headers.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...rows.map((row) =>
      row.map((value, i) => (value === null ? null : i < labels ? { value, type: String } : cellOf(value))),
    ),
  ];
  return await writeXlsxFile(data, { stickyRowsCount: 1, stickyColumnsCount: labels }).toBuffer();
}

/** A number where Excel keeps it exactly; else its text. */
function cellOf(
  value: string,
): { value: number; type: NumberConstructor } | { value: string; type: StringConstructor } {
  const digits = value.replace(/^-?0*\.?0*|\./g, '').replace(/^-/, '');
  const number = Number(value);
  return /^-?\d+(\.\d+)?$/.test(value) && digits.length <= exactDigits && Number.isFinite(number)
    ? { value: number, type: Number }
    : { value, type: String };
}
