/** What changed between two refreshes of one view. */
import { compareDecimals, formatDecimal, parseDecimal, subtractDecimals } from './exactDecimal.ts';
import type { MemberPath } from './pivotRequest.ts';
import { pathKey } from './pivotRequest.ts';

/** A pivot as it was, kept to be compared with: every cell that was shown. */
export interface PivotSnapshot {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of each shown measure: its name and how it is shown. */
  readonly measures: readonly string[];
  readonly cells: readonly {
    readonly row: MemberPath;
    readonly column: MemberPath;
    readonly values: readonly (string | null)[];
  }[];
}

export interface CellDifference {
  readonly row: MemberPath;
  readonly column: MemberPath;
  readonly measure: string;
  /** Null where there was, or is, nothing. */
  readonly before: string | null;
  readonly now: string | null;
  /** `now - before`, where both are numbers. */
  readonly change: string | null;
}

/** Cells whose value differs as a number, or as text; those that came and those that went among them. */
export function comparePivots(before: PivotSnapshot, now: PivotSnapshot): readonly CellDifference[] {
  const keyOf = ({ row, column }: PivotSnapshot['cells'][number]) => `${pathKey(row)}|${pathKey(column)}`;
  const earlier = new Map(before.cells.map((cell) => [keyOf(cell), cell]));
  const later = new Set(now.cells.map(keyOf));
  const differences: CellDifference[] = [];
  const pairs = [
    ...now.cells.map((cell) => [cell, earlier.get(keyOf(cell))?.values, cell.values] as const),
    ...before.cells.filter((cell) => !later.has(keyOf(cell))).map((cell) => [cell, cell.values, undefined] as const),
  ];
  for (const [{ row, column }, was, is] of pairs) {
    for (const [i, measure] of now.measures.entries()) {
      const at = before.measures.indexOf(measure);
      if (at < 0) continue;
      const [old = null, current = null] = [was?.[at], is?.[i]];
      if (same(old, current)) continue;
      differences.push({ row, column, measure, before: old, now: current, change: changeOf(old, current) });
    }
  }
  return differences;
}

function same(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  return x !== undefined && y !== undefined && compareDecimals(x, y) === 0;
}

function changeOf(before: string | null, now: string | null): string | null {
  const [x, y] = [parseDecimal(before), parseDecimal(now)];
  return x && y ? formatDecimal(subtractDecimals(y, x)) : null;
}
