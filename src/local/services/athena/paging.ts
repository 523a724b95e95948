import { isString, type Paging, readPageToken } from '../../server/pageToken.ts';
import { invalidRequest } from './athenaOperation.ts';

/** How many items a page holds. @throws Fault InvalidRequestException when more are asked than Athena gives */
export function pageSize(request: Paging, most: number): number {
  const asked = request.MaxResults ?? most;
  if (asked < 1 || asked > most) {
    throw invalidRequest(`MaxResults is ${asked}. It must be between 1 and ${most}.`);
  }
  return asked;
}

/** @throws Fault InvalidRequestException for a token that is none of ours */
export function readToken(token: string | null | undefined): string | undefined {
  return readPageToken(token, isString, () => invalidRequest('The NextToken is not valid.'));
}
