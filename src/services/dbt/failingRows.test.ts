import { expect, test } from 'vitest';
import { failingRowsSql } from './failingRows.ts';

const raw = '{{ test_not_null(**_dbt_generic_test_kwargs) }}';
const sales = { type: 'model', name: 'fct_sales' };

test('a test of nulls shows whole rows, of those that it looks at', () => {
  const where = "ordered_at > '2026-01-01'";
  expect(failingRowsSql({ raw, testedColumn: 'region', testedWhere: '' }, sales)).toBe(
    "select * from {{ ref('fct_sales') }} where region is null",
  );
  const source = { type: 'source', name: 'landing.raw_orders' };
  expect(failingRowsSql({ raw, testedColumn: 'id', testedWhere: where }, source)).toBe(
    `select * from {{ source('landing', 'raw_orders') }} where id is null and (${where})`,
  );
});

test('other tests show what they select', () => {
  const unique = { raw: '{{ test_unique(**_dbt_generic_test_kwargs) }}', testedColumn: 'id', testedWhere: '' };
  expect(failingRowsSql(unique, sales)).toBeUndefined();
  expect(failingRowsSql({ raw, testedColumn: 'id', testedWhere: '' }, undefined)).toBeUndefined();
});
