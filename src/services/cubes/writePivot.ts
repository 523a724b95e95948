/** A pivot as a file: CSV, or an Excel workbook. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { csvField } from '../../core/csvField.ts';
import type { Cube } from '../../core/cube/cube.ts';
import type { PivotAnswer } from './openCube.ts';
import { pivotRows } from './pivotRows.ts';

/** Writes beside and renames: the file is whole or not there. @returns the number of rows */
export async function writePivot(
  cube: Cube,
  answer: PivotAnswer,
  format: 'csv' | 'xlsx',
  file: string,
): Promise<number> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, format === 'csv' ? pivotCsv(cube, answer) : await workbook(cube, answer));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
  return answer.table.rows.length;
}

function pivotCsv(cube: Cube, answer: PivotAnswer): string {
  const { headers, rows } = pivotRows(cube, answer);
  return [headers, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

async function workbook(cube: Cube, answer: PivotAnswer): Promise<Uint8Array> {
  return await (await import('./pivotWorkbook.ts')).pivotWorkbook(cube, answer);
}
