import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Frame, FrameBound, SortItem, Window } from '../grammar/queryTree.ts';
import type { Scope } from './scope.ts';
import type { Writer } from './writer.ts';

/** Sort items, with the place of nulls always said: Trino has them last whichever way it sorts. */
export function writeSortItems(items: readonly SortItem[], scope: Scope, writer: Writer): string {
  return items.map((item) => `${writer.expression(item.expression, scope).sql}${direction(item)}`).join(', ');
}

export function direction({ descending, nulls }: SortItem): string {
  return `${descending ? ' DESC' : ''} NULLS ${nulls ?? 'LAST'}`;
}

/** What stands after OVER, or in a WINDOW clause. */
export function writeWindow(window: Window, scope: Scope, writer: Writer): string {
  const { base, partitionBy, orderBy, frame } = window;
  const parts = [
    ...(base ? [quoteName(base.text.toLowerCase())] : []),
    ...(partitionBy.length > 0
      ? [`PARTITION BY ${partitionBy.map((node) => writer.expression(node, scope).sql).join(', ')}`]
      : []),
    ...(orderBy.length > 0 ? [`ORDER BY ${writeSortItems(orderBy, scope, writer)}`] : []),
    ...(frame ? [writeFrame(frame, scope, writer)] : []),
  ];
  return `(${parts.join(' ')})`;
}

function writeFrame({ unit, start, end }: Frame, scope: Scope, writer: Writer): string {
  const bound = (each: FrameBound): string =>
    'distance' in each ? `${writer.expression(each.distance, scope).sql} ${each.kind}` : each.kind;
  return end ? `${unit} BETWEEN ${bound(start)} AND ${bound(end)}` : `${unit} ${bound(start)}`;
}
