import { expect, test } from 'vitest';
import { AppError } from '../../core/appError.ts';
import { salesCube } from '../../core/cube/testCube.ts';
import { pivotOf } from './pivotInput.ts';

const cube = {
  ...salesCube,
  measures: [...salesCube.measures, { name: 'a:b', title: 'a:b', kind: 'decimal', aggregate: 'sum', of: '"a:b"' }],
} as const;
const measuresOf = (...measures: string[]) =>
  pivotOf(cube, { measures }).measures.map(({ measure, show }) => [measure, show]);

test('measures are read with their aggregate, and how they are shown', () => {
  expect(measuresOf('amount', 'amount:avg', 'rows:share-of-row', 'amount:min:change', 'a:b', 'a:b:max:change')).toEqual(
    [
      ['amount', 'value'],
      ['amount:avg', 'value'],
      ['rows', 'share-of-row'],
      ['amount:min', 'change'],
      ['a:b', 'value'],
      ['a:b:max', 'change'],
    ],
  );
});

test.each([
  ['profit', 'has no measure profit', 'amount, customers'],
  ['amount:often', 'not shown as often', 'share-of-total'],
  ['profit:avg', 'has no measure profit:avg', 'amount, customers'],
  // SQL that aggregates by itself, and what is only counted.
  ['net:avg', 'not shown as avg', 'share-of-total'],
  ['customers:sum', 'not shown as sum', 'count-distinct'],
])('%s is refused with what there is', (text, message, hint) => {
  const error = (() => {
    try {
      return measuresOf(text);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
});
