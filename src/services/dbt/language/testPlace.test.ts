import { expect, it } from 'vitest';
import { testLine } from './testPlace.ts';

const text = `models:
  - name: dim_customer
    columns:
      - name: customer_id
        data_tests: [unique]
  - name: fct_sales
    columns:
      - name: order_id
        data_tests:
          - unique
      - name: customer_id
        data_tests:
          - not_null
          - relationships:
              to: ref('dim_customer')
`;

it('finds a test below its column, below its model', () => {
  const test = (name: string, column: string) => ({ name, column });
  expect(testLine(text, test('not_null_fct_sales_customer_id', 'customer_id'), 'fct_sales')).toBe(12);
  expect(testLine(text, test('relationships_fct_sales_customer_id', 'customer_id'), 'fct_sales')).toBe(13);
  expect(testLine(text, test('unique_dim_customer_customer_id', 'customer_id'), 'dim_customer')).toBe(4);
  expect(testLine(text, test('unique_other_x', 'x'), 'other')).toBe(0);
});
