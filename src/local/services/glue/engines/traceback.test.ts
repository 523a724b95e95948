import { expect, it } from 'vitest';
import { lastErrorOf } from './traceback.ts';

it.each([
  [
    ['before', 'Traceback (most recent call last):', '  File "a.py", line 1, in <module>', '    f()', 'ValueError: no'],
    'ValueError: no',
  ],
  [
    [
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      "KeyError: 'x'",
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "a.py", line 3',
      'botocore.exceptions.ClientError: An error occurred (NoSuchKey)',
    ],
    'botocore.exceptions.ClientError: An error occurred (NoSuchKey)',
  ],
  [
    ['Traceback (most recent call last):', '  File "a.py", line 1', '    1 / 0', '    ~~^~~', 'KeyboardInterrupt'],
    'KeyboardInterrupt',
  ],
  [['Traceback (most recent call last):', '  File "a.py", line 1', 'ValueError: one', 'two'], 'ValueError: one'],
  [
    ['  File "/w/a.py", line 3', '    foo(', '       ^', "SyntaxError: '(' was never closed"],
    "SyntaxError: '(' was never closed",
  ],
  [['warning: something', 'Bye'], undefined],
  [[], undefined],
])('%j', (lines, expected) => {
  expect(lastErrorOf(lines)).toBe(expected);
});
