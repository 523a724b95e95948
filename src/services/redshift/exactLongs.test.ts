import { expect, test } from 'vitest';
import { longsAsText } from './exactLongs.ts';

test('only whole numbers that would be rounded become text, and no text is touched', () => {
  const said = String.raw`a \"longValue\":9223372036854775807`;
  const json = `{"Records":[[{"longValue":9223372036854775807},{"longValue" : -9007199254740993},{"longValue":42},{"stringValue":"${said}"}]]}`;
  expect(JSON.parse(longsAsText(json))).toEqual({
    Records: [
      [
        { stringValue: '9223372036854775807' },
        { stringValue: '-9007199254740993' },
        { longValue: 42 },
        { stringValue: 'a "longValue":9223372036854775807' },
      ],
    ],
  });
});
