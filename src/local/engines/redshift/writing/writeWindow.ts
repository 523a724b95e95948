import type { FrameBound, SortItem, Window } from '../grammar/queryTree.ts';
import { settled } from './coercion.ts';
import type { NameScope } from './scope.ts';
import { withoutBlanks } from './trailingBlanks.ts';
import type { Writer } from './writer.ts';

/** Sort items, with the place of nulls always said: they are greater than all else. */
export function writeSortItems(items: readonly SortItem[], scope: NameScope, writer: Writer): string {
  return items
    .map((item) => `${withoutBlanks(settled(writer.expression(item.expression, scope), writer))}${direction(item)}`)
    .join(', ');
}

export function direction({ descending, nulls }: SortItem): string {
  return `${descending ? ' DESC' : ''} NULLS ${nulls ?? (descending ? 'FIRST' : 'LAST')}`;
}

/** What stands after OVER. https://docs.aws.amazon.com/redshift/latest/dg/r_Window_function_synopsis.html */
export function writeWindow({ partitionBy, orderBy, frame }: Window, scope: NameScope, writer: Writer): string {
  const bound = (each: FrameBound): string =>
    'distance' in each ? `${writer.expression(each.distance, scope).sql} ${each.kind}` : each.kind;
  const parts = [
    ...(partitionBy.length > 0
      ? [
          `PARTITION BY ${partitionBy.map((node) => withoutBlanks(settled(writer.expression(node, scope), writer))).join(', ')}`,
        ]
      : []),
    ...(orderBy.length > 0 ? [`ORDER BY ${writeSortItems(orderBy, scope, writer)}`] : []),
    ...(frame
      ? [
          frame.end
            ? `${frame.unit} BETWEEN ${bound(frame.start)} AND ${bound(frame.end)}`
            : `${frame.unit} ${bound(frame.start)}`,
        ]
      : []),
  ];
  return `(${parts.join(' ')})`;
}
