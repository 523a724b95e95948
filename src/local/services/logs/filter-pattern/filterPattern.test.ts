import { describe, expect, test } from 'vitest';
import { filterPattern } from './filterPattern.ts';

const kept = (pattern: string, lines: readonly string[]) => lines.filter(filterPattern(pattern));

describe('terms', () => {
  const lines = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[SUCCESS 200] OK',
    'error in lower case',
  ];

  test.each([
    ['', [0, 1, 2, 3]],
    ['   ', [0, 1, 2, 3]],
    ['ERROR', [0, 1]],
    ['ERROR REQUEST', [0, 1]],
    ['ERROR BAD', [0]],
    ['"BAD REQUEST"', [0]],
    ['?SUCCESS ?BAD', [0, 2]],
    ['ERROR -BAD', [1]],
    ['-ERROR', [2, 3]],
    ['-"lower case"', [0, 1, 2]],
    ['%AUTHORIZED%', [1]],
    ['%40[01]%', [0, 1]],
    ['%^\\[S%', [2]],
    // Optional terms beside others are ignored.
    ['ERROR ?BAD', [0, 1]],
  ])('%s', (pattern, expected) => {
    expect(kept(pattern, lines)).toEqual(expected.map((i) => lines[i]));
  });

  test('a quoted quotation mark', () => {
    expect(kept('"say \\"hi\\""', ['they say "hi" here', 'they say hi'])).toEqual(['they say "hi" here']);
  });

  test.each(['"open', '%open', '%a(b)%', '?'])('%s is refused', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(/Invalid filter pattern/);
  });
});

describe('JSON', () => {
  const event = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    SomeObject: null,
    cluster: { 'odd.name': 'yes' },
    latency: 12.5,
    big: 1200,
    ready: true,
  });

  test.each([
    '{ $.eventType = "UpdateTrail" }',
    '{$.eventType="Update*"}',
    '{ $.eventType = *Trail }',
    '{ $.sourceIPAddress != 123.123.* }',
    '{ $.sourceIPAddress = 111.111.* }',
    '{ $.arrayKey[0] = "value" }',
    '{ $.arrayKey[*] = "another value" }',
    '{ $.objectList[1].id = 2 }',
    '{ $.latency > 12 && $.latency <= 12.5 }',
    '{ $.big = 1.2e3 }',
    '{ $.SomeObject IS NULL }',
    '{ $.SomeOtherObject NOT EXISTS }',
    '{ $.ready IS TRUE }',
    '{ ($.latency = 1 || $.latency = 12.5) && $.ready is true }',
    '{ $.eventType = %^Update[A-Z]% }',
    "{ $.cluster['odd.name'] = yes }",
  ])('%s matches', (pattern) => {
    expect(filterPattern(pattern)(event)).toBe(true);
  });

  test.each([
    '{ $.eventType = "update*" }',
    '{ $.missing = "x" }',
    '{ $.missing != "x" }',
    '{ $.SomeObject NOT EXISTS }',
    '{ $.latency > 13 }',
    '{ $.ready IS FALSE }',
    '{ $.latency = 1 || $.latency = 12.5 && $.ready IS FALSE }',
    '{ $.toString EXISTS }',
  ])('%s does not match', (pattern) => {
    expect(filterPattern(pattern)(event)).toBe(false);
  });

  test('what is no JSON never matches', () => {
    expect(kept('{ $.a NOT EXISTS }', ['plain', '{broken', '7', '{"b":1}'])).toEqual(['{"b":1}']);
  });

  test.each(['{ $.a }', '{ a = 1 }', '{ $.a = 1', '{ $.a = 1 } more', '{ $.a > x }', '{ $.a IS MAYBE }', '{}'])(
    '%s is refused',
    (pattern) => {
      expect(() => filterPattern(pattern)).toThrow(/Invalid filter pattern/);
    },
  );
});

describe('columns', () => {
  const lines = [
    '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534',
    '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /index.html HTTP/1.0" 404 5324',
    '127.0.0.1 - frank [10/Oct/2000:13:50:35 -0700] "PUT /apache.html HTTP/1.0" 410 4355',
  ];

  test.each([
    ['[ip, id, user, timestamp, request, status_code, size]', [0, 1, 2]],
    ['[ip, id, user, timestamp, request, status_code = 4*, size]', [1, 2]],
    ['[ip, id, user, timestamp, request = *.html*, status_code = 4*, size]', [1, 2]],
    ['[ip, id, user, timestamp, request, status_code = 404 || status_code = 410, size]', [1, 2]],
    ['[ip, id, user, timestamp, request, status_code = 4* && status_code != 404, size]', [2]],
    ['[..., size > 5000]', [1]],
    ['[ip, ..., status_code=200, size]', [0]],
    ['[ip=%127\\.0%, ...]', [0, 1, 2]],
    ['[ip, id]', []],
    ['[ip, id, user, timestamp, request = "PUT*", ...]', [2]],
  ])('%s', (pattern, expected) => {
    expect(kept(pattern, lines)).toEqual(expected.map((i) => lines[i]));
  });

  test.each(['[a, b', '[..., ...]', '[a,]', '[a = ]'])('%s is refused', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(/Invalid filter pattern/);
  });
});
