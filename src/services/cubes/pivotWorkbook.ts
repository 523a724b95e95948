/** A pivot as an Excel workbook: https://support.microsoft.com/office/excel-specifications-and-limits. */
import { AppError } from '../../core/appError.ts';
import type { Cube } from '../../core/cube/cube.ts';
import { measureNamed } from '../../core/cube/otherAggregate.ts';
import type { ShownMeasure } from '../../core/cube/pivotRequest.ts';
import { isShare } from '../../core/cube/readableNumber.ts';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { PivotAnswer } from './openCube.ts';
import { exactWriting, pivotRows, readableWriting } from './pivotRows.ts';

/** Excel keeps 15 digits of a number; with more it would be another. */
const exactDigits = 15;
const mostColumns = 16_384;
/** Of a cell's text; a file with more of it is one that Excel has to repair. */
const mostLetters = 32_767;

/** @throws AppError `invalid-input` for a pivot that is wider than Excel's sheets */
export async function pivotWorkbook(cube: Cube, answer: PivotAnswer): Promise<Uint8Array> {
  const { rows: axis, measures } = answer.request;
  const { headers, rows } = pivotRows(cube, answer, { ...exactWriting, member: readableWriting.member });
  if (headers.length > mostColumns) {
    throw new AppError('invalid-input', t('Excel has {0} columns at most.', formatNumber(mostColumns)), {
      hint: t('CSV has no such limit; slices make the table smaller.'),
    });
  }
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const labels = Math.max(axis.levels.length, 1);
  const formats = measures.map((measure) => formatOf(cube, measure));
  const data = [
    headers.map((header) => ({ ...textCell(header), fontWeight: 'bold' as const })),
    ...rows.map((row) =>
      row.map((value, i) => {
        if (value === null) return null;
        return i < labels ? textCell(value) : valueCell(value, formats[(i - labels) % measures.length]);
      }),
    ),
  ];
  return await writeXlsxFile(data, { stickyRowsCount: 1, stickyColumnsCount: labels }).toBuffer();
}

/** How Excel shows the numbers of a measure, where that is said. */
function formatOf(cube: Cube, { measure, show }: ShownMeasure): string | undefined {
  if (isShare(show)) return '0.0%';
  const digits = measureNamed(cube, measure)?.digits;
  if (digits === undefined) return undefined;
  return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
}

function textCell(value: string) {
  const whole = value.length > mostLetters ? `${value.slice(0, mostLetters - 1)}…` : value;
  return { value: whole, type: String };
}

/** A number where Excel keeps it exactly; else its text. */
function valueCell(value: string, format: string | undefined) {
  const digits = value.replace(/^-?0*\.?0*|\./g, '').replace(/^-/, '');
  const number = Number(value);
  return /^-?\d+(\.\d+)?$/.test(value) && digits.length <= exactDigits
    ? { value: number, type: Number, ...(format === undefined ? {} : { format }) }
    : textCell(value);
}
