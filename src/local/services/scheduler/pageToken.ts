import { validationFault } from '../../server/fault.ts';

/** An opaque token around the last id of a page. */
export function writeToken(id: string): string {
  return Buffer.from(`after ${id}`).toString('base64url');
}

/** @throws Fault ValidationException */
export function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after ')) throw validationFault('Invalid NextToken.');
  return text.slice('after '.length);
}
