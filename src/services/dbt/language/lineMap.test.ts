import { describe, expect, it } from 'vitest';
import { lineMap } from './lineMap.ts';

const model = [
  "{{ config(materialized='table') }}",
  'with paid as (',
  "    select * from {{ ref('paid_orders') }}",
  ')',
  '{% for column in columns %}',
  'select {{ column }}',
  '{% endfor %}',
  'from paid',
].join('\n');
const compiled = [
  '',
  'with paid as (',
  '    select * from "shop"."paid"',
  ')',
  '',
  'select a',
  '',
  'select b',
  '',
  'from paid',
].join('\n');

describe('lineMap', () => {
  const map = lineMap(model, compiled);

  it('joins lines that are the same', () => {
    expect(map.toModel(1)).toBe(1);
    expect(map.toModel(9)).toBe(7);
    expect(map.toCompiled(7)).toBe(9);
  });

  it('finds the line of a template between them', () => {
    expect(map.toModel(2)).toBe(2);
    expect(map.toCompiled(2)).toBe(2);
  });

  it('stays between the lines around what a loop rendered', () => {
    for (const line of [5, 6, 7, 8]) {
      expect(map.toModel(line)).toBeGreaterThan(3);
      expect(map.toModel(line)).toBeLessThan(7);
    }
  });

  it('has an answer for empty texts and lines that are not there', () => {
    expect(lineMap('', '').toModel(3)).toBe(0);
    expect(map.toModel(99)).toBeLessThanOrEqual(7);
  });
});
