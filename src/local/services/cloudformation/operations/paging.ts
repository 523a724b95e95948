import { type Page, pageOf } from '../../../../core/page.ts';
import { Fault } from '../../../server/fault.ts';
import { isIndex, readPageToken, sliceOfList } from '../../../server/pageToken.ts';

/** A part of a list that is at hand. @throws Fault ValidationError for a token that is none of ours */
export function page<T>(all: readonly T[], token: string | undefined, size: number): Page<T> {
  const invalid = () => new Fault('ValidationError', 'The NextToken is not valid.');
  const { items, next } = sliceOfList(all, readPageToken(token, isIndex, invalid) ?? 0, size);
  return pageOf(items, next);
}
