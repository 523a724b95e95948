import { expect, test } from 'vitest';
import type { CubeMeasure } from './cube.ts';
import { readableNumber } from './readableNumber.ts';

const sum: CubeMeasure = { name: 'amount', title: 'amount', kind: 'decimal', aggregate: 'sum', of: 'amount' };
const average: CubeMeasure = { ...sum, aggregate: 'avg' };

test.each([
  ['12345678901234567890123456789012345.678', sum, 'value', '12345678901234567890123456789012345.678'],
  ['99999999999999999999999999999999999.995', { ...sum, digits: 2 }, 'value', `1${'0'.repeat(35)}.00`],
  ['12.5', { ...sum, digits: 2 }, 'value', '12.50'],
  ['-0.005', { ...sum, digits: 2 }, 'change', '-0.01'],
  ['-12.5', { ...sum, digits: 0 }, 'value', '-13'],
  ['1234.567891', average, 'value', '1234.57'],
  ['1234.5678', { ...average, digits: 3 }, 'value', '1234.568'],
  ['0.000123456', average, 'value', '0.000123'],
  ['1.25e-7', { ...sum, kind: 'float' }, 'value', '0.000000125'],
  ['0', { ...sum, kind: 'float' }, 'value', '0'],
  ['0.33333333', sum, 'share-of-total', '33.3%'],
  ['-0.125', sum, 'change-percent', '-12.5%'],
  ['inf', average, 'value', 'inf'],
  ['2024-01-31', { ...sum, kind: 'date', aggregate: 'max' }, 'value', '2024-01-31'],
] as const)('%s is read as it should be', (value, measure, show, text) => {
  expect(readableNumber(value, measure, show)).toBe(text);
});
