import type { OrderBy, Selection } from 'hightable';
import { AppError } from '../../src/core/appError.ts';
import { formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { Cell } from '../../src/core/relation.ts';
import type { RelationFrame } from './relationFrame.ts';

/** The most rows that a copy takes along; more is an export. */
const copyLimit = 100_000;
/** Rows read at once. */
const step = 2000;

/**
 * The selected rows, or all when none is; what was not read yet is read first.
 * @throws AppError `invalid-input` when they are too many, `cancelled`, or what the source of the rows throws
 */
export async function selectedRows(
  frame: RelationFrame,
  selection: Selection,
  orderBy: OrderBy,
  signal: AbortSignal,
): Promise<(readonly Cell[])[]> {
  const ranges = selection.ranges.length > 0 ? selection.ranges : [{ start: 0, end: frame.numRows }];
  const total = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  if (total > copyLimit) {
    throw new AppError(
      'invalid-input',
      t('{0} rows are too many to copy; at most {1}.', formatNumber(total), formatNumber(copyLimit)),
      { hint: t('Export them to a file instead.') },
    );
  }
  const rows: (readonly Cell[])[] = [];
  for (const { start, end } of ranges) {
    for (let from = start; from < end; from += step) {
      const to = Math.min(end, from + step);
      await frame.fetch?.({ rowStart: from, rowEnd: to, orderBy, signal });
      for (let row = from; row < to; row++) {
        const cells = frame.rowAt(row, orderBy);
        if (cells) rows.push(cells);
      }
    }
  }
  return rows;
}
