import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { isString, readPageToken } from '../../server/pageToken.ts';

/** The name of a namespace or workgroup. */
export const resourceName = z
  .string()
  .min(3)
  .max(64)
  .regex(/^[a-z0-9-]+$/);

export const tagsInput = z.array(z.object({ key: z.string().min(1).max(128), value: z.string().max(256) })).max(200);

export const serverlessPaging = {
  maxResults: z.number().int().min(1).max(100).nullish(),
  nextToken: z.string().nullish(),
};

/** What comes behind the last name of the page before. @throws Fault ValidationException for a token that is none of ours */
export function placeAfter<T extends { readonly name: string }>(
  all: readonly T[],
  token: string | null | undefined,
): readonly T[] {
  const after = readPageToken(token, isString, () => new Fault('ValidationException', 'The nextToken is not valid.'));
  return after === undefined ? all : all.filter(({ name }) => name > after);
}
