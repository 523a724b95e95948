import { validationFault } from '../../server/fault.ts';
import { isString, readPageToken } from '../../server/pageToken.ts';

/** The id that a page begins after. @throws Fault ValidationException for a token that is none of ours */
export function readToken(token: string | undefined): string | undefined {
  return readPageToken(token, isString, () => validationFault('Invalid NextToken.'));
}
