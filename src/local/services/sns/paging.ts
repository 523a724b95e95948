import { isString, readPageToken, writePageToken } from '../../server/pageToken.ts';
import type { Collection } from '../../state/store.ts';
import { invalidParameter } from './entities.ts';

const pageSize = 100;

/** One page of SNS's hundred; the token is the last id. @throws Fault InvalidParameter for a token that is none */
export function pageOfCollection<T>(
  collection: Collection<T>,
  token: string | undefined,
  prefix = '',
): { items: T[]; next?: string } {
  const after = readPageToken(token, isString, () => invalidParameter('NextToken Reason: Invalid token'));
  const page = collection.page({
    limit: pageSize,
    ...(prefix ? { prefix } : {}),
    ...(after === undefined ? {} : { token: after }),
  });
  return {
    items: page.items.map(({ value }) => value),
    ...(page.next ? { next: writePageToken(page.next) } : {}),
  };
}
