import type { Collection } from '../../state/store.ts';
import { invalidParameter } from './entities.ts';

const pageSize = 100;

/** One page of SNS's hundred; the token is the last id. @throws Fault InvalidParameter for a token that is none */
export function pageOfCollection<T>(
  collection: Collection<T>,
  token: string | undefined,
  prefix = '',
): { items: T[]; next?: string } {
  const after = token === undefined ? undefined : Buffer.from(token, 'base64url').toString();
  if (after !== undefined && !after.startsWith('arn:')) throw invalidParameter('NextToken Reason: Invalid token');
  const page = collection.page({
    limit: pageSize,
    ...(prefix ? { prefix } : {}),
    ...(after === undefined ? {} : { token: after }),
  });
  return {
    items: page.items.map(({ value }) => value),
    ...(page.next ? { next: Buffer.from(page.next).toString('base64url') } : {}),
  };
}
