import { describe, expect, test } from 'vitest';
import { renderType } from './hiveType.ts';
import { jsonSchema } from './jsonSchema.ts';

function columns(text: string, isComplete = true) {
  return jsonSchema(text, isComplete)?.schema.columns.map(({ name, type }) => `${name} ${renderType(type)}`);
}

test('records on lines, with fields that come and go', () => {
  const text = '{"Id":1,"name":"a"}\n{"Id":2,"ok":true,"name":null}\n\n{"Id":3000000000,"ratio":1.5}\n';
  expect(columns(text)).toEqual(['id bigint', 'name string', 'ok boolean', 'ratio double']);
  expect(jsonSchema(text, true)?.records).toBe(3);
});

test('nested values', () => {
  const text = '{"a":{"b":1,"c":[{"d":"x"},{"e":2.5}]},"f":[],"g":[1,2.5],"h":{}}';
  expect(columns(text)).toEqual([
    'a struct<b:int,c:array<struct<d:string,e:double>>>',
    'f array<string>',
    'g array<double>',
    'h string',
  ]);
});

test('a field of two kinds is text', () => {
  expect(columns('{"a":1}{"a":"x"}')).toEqual(['a string']);
  expect(columns('{"a":{"b":1}}\n{"a":[1]}')).toEqual(['a string']);
});

test('one record over many lines, and text that looks like JSON', () => {
  expect(columns('{\n  "a": "}{\\"",\n  "b": [1,\n 2]\n}\n')).toEqual(['a string', 'b array<int>']);
});

test('a list as a whole is one column, as Glue has it', () => {
  expect(columns('[{"a":1},{"a":2}]')).toEqual(['array array<struct<a:int>>']);
});

test('the torn last record of a beginning is not looked at', () => {
  expect(columns('{"a":1}\n{"b":', false)).toEqual(['a int']);
  expect(columns('[{"a":1},{"a"', false)).toBeUndefined();
});

describe('no JSON', () => {
  test.each(['', 'a,b', '{"a":1}\nand more', '{"a":1,}', '{"a":', '{}', '"text"'])('%j', (text) => {
    expect(columns(text)).toBeUndefined();
  });
});
