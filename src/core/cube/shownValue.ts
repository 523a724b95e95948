import { divideDecimals, formatDecimal, parseDecimal, subtractDecimals } from './exactDecimal.ts';
import type { PivotCells } from './pivotCells.ts';
import type { MemberPath, ShownMeasure } from './pivotRequest.ts';

/** Digits behind the point of shares and relative changes: a share of 0.25 is a quarter. */
const ratioDigits = 8;

/** What a cell shows of a measure, as exact text; null where there is nothing, or nothing to compare with. */
export function shownValue(
  cells: PivotCells,
  row: MemberPath,
  column: MemberPath,
  { measure, show }: ShownMeasure,
): string | null {
  const index = cells.measures.indexOf(measure);
  const cell = cells.at(row, column);
  const now = cell?.now[index] ?? null;
  if (show === 'value' || now === null) return now;
  const valueAt = (r: MemberPath, c: MemberPath) => cells.at(r, c)?.now[index] ?? null;
  switch (show) {
    case 'share-of-row':
      return ratio(now, valueAt(row, []));
    case 'share-of-column':
      return ratio(now, valueAt([], column));
    case 'share-of-parent':
      return ratio(now, valueAt(row.slice(0, -1), column));
    case 'share-of-total':
      return ratio(now, valueAt([], []));
    case 'change':
      return difference(now, cell?.before?.[index] ?? null);
    case 'change-percent': {
      const before = cell?.before?.[index] ?? null;
      return ratio(difference(now, before), before);
    }
  }
}

function ratio(part: string | null, whole: string | null): string | null {
  const [a, b] = [parseDecimal(part), parseDecimal(whole)];
  const quotient = a && b && divideDecimals(a, b, ratioDigits);
  return quotient ? formatDecimal(quotient) : null;
}

function difference(now: string | null, before: string | null): string | null {
  const [a, b] = [parseDecimal(now), parseDecimal(before)];
  return a && b ? formatDecimal(subtractDecimals(a, b)) : null;
}
