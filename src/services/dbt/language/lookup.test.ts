import { expect, test } from 'vitest';
import { lineOfColumn, lineOfName } from './lookup.ts';

test('a column is where it is named, else where it is first said', () => {
  const sql = 'with a as (select total from t)\nselect\n  id,\n  total * 2 as "Total",\n  subtotal\nfrom a';
  expect(lineOfColumn(sql, 'total')).toBe(3);
  expect(lineOfColumn(sql, 'ID')).toBe(2);
  expect(lineOfColumn(sql, 'none')).toBe(0);
});

test('a name is where YAML says it, a macro where it is defined', () => {
  expect(lineOfName('schema.yml', 'models:\n  - name: orders\n    columns:\n      - name: id', 'id')).toBe(3);
  expect(lineOfName('m.sql', '{# tidy #}\n{%- macro tidy(x) -%}', 'tidy')).toBe(1);
});
