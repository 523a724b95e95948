import { expect, test } from 'vitest';
import { readFunctionName } from './functionStore.ts';

test.each([
  ['load', undefined, 'load', undefined],
  ['load:3', undefined, 'load', '3'],
  ['load:live', '2', 'load', '2'],
  ['function:load', undefined, 'load', undefined],
  ['000000000000:function:load:$LATEST', undefined, 'load', '$LATEST'],
  ['arn:aws:lambda:eu-west-1:000000000000:function:load', undefined, 'load', undefined],
  ['arn:aws:lambda:eu-west-1:000000000000:function:load:live', undefined, 'load', 'live'],
])('%s with the qualifier %s', (given, qualifier, name, expected) => {
  expect(readFunctionName(given, qualifier)).toEqual({ name, qualifier: expected });
});

test.each(['', 'no spaces', 'arn:aws:s3:::bucket', '../x', 'a'.repeat(65)])('%j is no name of a function', (given) => {
  expect(() => readFunctionName(given)).toThrow(/failed to satisfy constraint/);
});
