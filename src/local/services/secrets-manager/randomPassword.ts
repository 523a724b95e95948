/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Operations, operation } from '../../server/operation.ts';
import { invalidParameter } from './faults.ts';

const schema = z.object({
  PasswordLength: z.coerce.number().int().min(1).max(4096).nullish(),
  ExcludeCharacters: z.string().nullish(),
  ExcludeLowercase: z.boolean().nullish(),
  ExcludeNumbers: z.boolean().nullish(),
  ExcludePunctuation: z.boolean().nullish(),
  ExcludeUppercase: z.boolean().nullish(),
  IncludeSpace: z.boolean().nullish(),
  RequireEachIncludedType: z.boolean().nullish(),
});

export function randomPasswordOperations(): Operations {
  return { GetRandomPassword: operation(schema, (input) => ({ RandomPassword: randomPassword(input) })) };
}

/** @throws Fault InvalidParameterException when nothing is left to draw from, or more kinds than characters are asked for */
export function randomPassword(options: z.infer<typeof schema>): string {
  const kinds = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !options.ExcludeCharacters?.includes(character)))
    .filter((kind) => kind.length > 0);
  const length = options.PasswordLength ?? 32;
  const required = options.RequireEachIncludedType === false ? [] : kinds;
  if (kinds.length === 0 || required.length > length) {
    throw invalidParameter('The password length is too short or too many characters are excluded.');
  }
  const all = kinds.flat();
  const drawn = [...required, ...Array.from({ length: length - required.length }, () => all)].map(oneOf);
  return shuffled(drawn).join('');
}

function oneOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)]!;
}

function shuffled(items: readonly string[]): string[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
