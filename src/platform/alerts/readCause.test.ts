import { expect, it } from 'vitest';
import { readCause } from './readCause.ts';

it.each([
  ['no rows', 'no rows'],
  [
    JSON.stringify({ JobName: 'a', JobRunState: 'FAILED', ErrorMessage: 'ValueError: amount is empty' }),
    'ValueError: amount is empty',
  ],
  [JSON.stringify({ errorType: 'KeyError', errorMessage: "'order'", stackTrace: ['x'] }), "KeyError: 'order'"],
  [JSON.stringify({ QueryExecution: { Status: { StateChangeReason: 'TABLE_NOT_FOUND' } } }), 'TABLE_NOT_FOUND'],
  [JSON.stringify({ Cause: JSON.stringify({ ErrorMessage: 'inside' }) }), 'inside'],
  ['{"Status": "FAILED"}', '{"Status": "FAILED"}'],
  ['{broken', '{broken'],
])('%s', (text, cause) => {
  expect(readCause(text)).toBe(cause);
});
