import { isString, type Paging, readPageToken } from '../../server/pageToken.ts';
import { invalidInput } from './glueOperation.ts';

/** How many items a page holds. @throws Fault InvalidInputException when more are asked than Glue gives */
export function pageSize(request: Paging, most: number): number {
  const asked = request.MaxResults ?? most;
  if (asked < 1 || asked > most) {
    throw invalidInput(
      `1 validation error detected: Value '${asked}' at 'maxResults' failed to satisfy constraint: Member must ` +
        `have value ${asked < 1 ? 'greater than or equal to 1' : `less than or equal to ${most}`}`,
    );
  }
  return asked;
}

/** @throws Fault InvalidInputException for a token that is none of ours */
export function readToken(token: string | null | undefined): string | undefined {
  return readPageToken(token, isString, () => invalidInput('The pagination token is not valid.'));
}
