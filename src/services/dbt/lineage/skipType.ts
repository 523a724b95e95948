import type { Cursor } from './cursor.ts';

const typeEnds: readonly (readonly string[])[] = [
  ['precision'],
  ['varying'],
  ['with', 'time', 'zone'],
  ['without', 'time', 'zone'],
  ['with', 'local', 'time', 'zone'],
];

/** Passes over a type, such as `character varying(20)` or `decimal(10, 2)[]`. */
export function skipType(cursor: Cursor): void {
  cursor.name();
  while (cursor.take('.')) cursor.name();
  for (let more = true; more; ) {
    more = typeEnds.some((words) => cursor.take(...words));
    if (cursor.is('(') || cursor.is('[')) {
      cursor.next();
      cursor.skipBrackets();
      more = true;
    }
  }
}
