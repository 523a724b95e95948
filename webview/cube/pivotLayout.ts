/** Which head stands over which columns of a pivot. */
import type { PivotHeader } from '../../src/core/cube/assemblePivot.ts';
import { type MemberPath, pathKey } from '../../src/core/cube/pivotRequest.ts';

/** A head over neighbouring columns; `from` and `to` count the table's columns, `to` is behind the last. */
export interface HeadSpan {
  readonly from: number;
  readonly to: number;
  readonly path: MemberPath;
  /** The column of the member itself, behind those of its children; the grand total has an empty path. */
  readonly total: boolean;
  readonly header: PivotHeader | undefined;
}

/** The rows of heads, the outermost first; a column without a deeper level has its head in the row of its own depth. */
export function headRows(columns: readonly PivotHeader[]): readonly (readonly HeadSpan[])[] {
  const depth = Math.max(1, ...columns.map(({ path }) => path.length));
  const byKey = new Map(columns.map((header) => [pathKey(header.path), header]));
  return Array.from({ length: depth }, (_, d) => {
    const spans: HeadSpan[] = [];
    for (const [i, { path }] of columns.entries()) {
      const shown = path.slice(0, d + 1);
      const total = path.length <= d;
      const key = `${total} ${pathKey(shown)}`;
      const last = spans.at(-1);
      if (last && `${last.total} ${pathKey(last.path)}` === key) spans[spans.length - 1] = { ...last, to: i + 1 };
      else spans.push({ from: i, to: i + 1, path: shown, total, header: byKey.get(pathKey(shown)) });
    }
    return spans;
  });
}
