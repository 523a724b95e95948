import { describe, expect, test } from 'vitest';
import type { Json } from './json.ts';
import { findPath, putAtPath, requirePath } from './jsonPath.ts';

const input: Json = {
  a: { b: [10, 20, { c: 'deep' }], 'with.dot': 1, 'with space': 2 },
  'kebab-name': 3,
  año: 4,
  items: [
    { price: 5, tag: 'x' },
    { price: 15, tag: 'y' },
  ],
  nothing: null,
};
const roots = {
  input,
  context: { Execution: { Name: 'run' } },
  variable: (name: string): Json | undefined => (name === 'config' ? { region: 'eu' } : undefined),
};

describe('paths', () => {
  test.each<[string, Json | undefined]>([
    ['$', input],
    ['$.a.b[1]', 20],
    ['$.a.b[-1].c', 'deep'],
    ["$.a['with.dot']", 1],
    ['$.a["with space"]', 2],
    ['$.kebab-name', 3],
    ['$.año', 4],
    ['$.nothing', null],
    ['$.a.missing', undefined],
    ['$.a.b[9]', undefined],
    ['$$.Execution.Name', 'run'],
    ['$config.region', 'eu'],
    ['$other', undefined],
    ['$.items[*].price', [5, 15]],
    ['$.items[?(@.price > 10)].tag', ['y']],
    ["$.items[?(@.tag == 'none')]", []],
    ['$..price', [5, 15]],
    ['$.a.b[0:2]', [10, 20]],
    ['$.a.b[0,1]', [10, 20]],
  ])('%s', (path, expected) => {
    expect(findPath(path, roots)).toEqual(expected);
  });

  test('a name that objects inherit is no member', () => {
    expect(findPath('$.constructor', roots)).toBeUndefined();
    expect(findPath('$.a.__proto__', roots)).toBeUndefined();
  });

  test('a filter cannot run code', () => {
    const attack = "$.items[?(@.constructor.constructor('globalThis.hacked = 1')())]";
    try {
      findPath(attack, roots);
    } catch {
      // Refused or without a result: what counts is that nothing ran.
    }
    expect(globalThis).not.toHaveProperty('hacked');
  });

  test('a required path that leads nowhere is a States.Runtime error', () => {
    expect(() => requirePath('$.gone', roots)).toThrow(/Invalid path '\$\.gone'/);
    expect(() => requirePath('gone', roots)).toThrow(/begins with/);
  });
});

describe('ResultPath', () => {
  test('adds, replaces, and leaves the input as it was', () => {
    const before: Json = { a: { b: 1 }, list: [1, 2] };
    expect(putAtPath(before, '$.a.c.d', 2)).toEqual({ a: { b: 1, c: { d: 2 } }, list: [1, 2] });
    expect(putAtPath(before, '$.list[1]', 9)).toEqual({ a: { b: 1 }, list: [1, 9] });
    expect(putAtPath(before, '$.a', null)).toEqual({ a: null, list: [1, 2] });
    expect(before).toEqual({ a: { b: 1 }, list: [1, 2] });
  });

  test.each(['$.text.x', '$.list[7]', '$.list.x'])('%s cannot hold a value', (path) => {
    expect(() => putAtPath({ text: 'x', list: [1] }, path, 1)).toThrow(/States.ResultPathMatchFailure/);
  });

  test('is a reference path only', () => {
    expect(() => putAtPath({}, '$.a[*]', 1)).toThrow(/reference path/);
  });
});
