import { describe, expect, it } from 'vitest';
import { prettyJson } from './prettyJson.ts';

describe('prettyJson', () => {
  it('writes a member a line, as JSON.stringify does', () => {
    for (const value of [
      { a: 1, b: [true, null, { c: 'x' }], d: {}, e: [], f: [[], [1]] },
      ['a "quoted" {brace}, [bracket]: and \\ backslash', 'é\n'],
      'text',
      null,
    ]) {
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
    }
  });

  it('keeps numbers as they were written', () => {
    expect(prettyJson('{"id":12345678901234567890,"price":10.50}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "price": 10.50\n}',
    );
  });

  it('leaves alone what is no JSON', () => {
    expect(prettyJson('Traceback: {oops')).toBe('Traceback: {oops');
    expect(prettyJson('')).toBe('');
  });
});
