import { expect, test } from 'vitest';
import { z } from 'zod';
import { validationMessage } from './validationMessage.ts';

const schema = z.object({
  Name: z.string().min(1).max(5).optional(),
  State: z.enum(['ON', 'OFF']).optional(),
  Count: z.number().int().min(1).optional(),
  Tag: z
    .string()
    .regex(/^[a-z]+$/)
    .optional(),
  Schedule: z.string().regex(/^cron/, 'is not a cron expression').optional(),
  Columns: z.array(z.object({ Name: z.string() })).optional(),
});

function message(input: unknown): string {
  const { error } = schema.safeParse(input);
  return error ? validationMessage(error, input) : '';
}

const one = (value: string, at: string, constraint: string) =>
  `1 validation error detected: Value ${value} at '${at}' failed to satisfy constraint: ${constraint}`;

test.each([
  [{ Name: '' }, one("''", 'name', 'Member must have length greater than or equal to 1')],
  [{ Name: 'abcdef' }, one("'abcdef'", 'name', 'Member must have length less than or equal to 5')],
  [{ State: 'on' }, one("'on'", 'state', 'Member must satisfy enum value set: [ON, OFF]')],
  [{ Count: 0 }, one("'0'", 'count', 'Member must have value greater than or equal to 1')],
  [{ Count: 'x' }, one("'x'", 'count', 'Member must be of the type number')],
  [{ Tag: 'A' }, one("'A'", 'tag', 'Member must satisfy regular expression pattern: ^[a-z]+$')],
  [{ Schedule: 'x' }, one("'x'", 'schedule', 'is not a cron expression')],
  [{ Columns: [{ Name: 'a' }, {}] }, one('null', 'columns.2.member.name', 'Member must not be null')],
])('%j', (input, expected) => {
  expect(message(input)).toBe(expected);
});

test('all that is wrong is told', () => {
  expect(message({ Name: '', State: 'x' })).toMatch(
    /^2 validation errors detected: Value '' at 'name' .*; Value 'x' at/,
  );
});
