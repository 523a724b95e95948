import { type Page, pageOf } from '../../../../core/page.ts';
import { Fault } from '../../../server/fault.ts';

/** A part of a list that is at hand; the token is the index at which the next part begins. */
export function page<T>(items: readonly T[], token: string | undefined, size: number): Page<T> {
  const start = Number(token ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) throw new Fault('ValidationError', 'The NextToken is not valid.');
  const end = start + size;
  return pageOf(items.slice(start, end), end < items.length ? String(end) : undefined);
}
