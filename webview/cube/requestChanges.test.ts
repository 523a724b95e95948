import { describe, expect, it } from 'vitest';
import { emptyPivot, type PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { numberText } from './numberText.ts';
import { moveFocus } from './pivotFocus.ts';
import { headRows } from './pivotLayout.ts';
import {
  nextSort,
  placeLevels,
  removeMeasure,
  stepTo,
  toggle,
  withMeasure,
  withSlice,
  withTop,
} from './requestChanges.ts';

const axis = (...levels: string[]) => ({ levels, depth: 1, expanded: [], collapsed: [] });
const request: PivotRequest = {
  ...emptyPivot,
  rows: axis('region', 'customer'),
  columns: axis('year'),
  measures: [{ measure: 'amount', show: 'value' }],
};

describe('what is asked of the engine', () => {
  it('is nothing for another order, and only the children of a member that is expanded', () => {
    const sorted = { ...request, sort: { ...request.sort, rows: nextSort(null, { index: 0, at: [] }) } };
    expect(stepTo(request, sorted)).toEqual({ kind: 'arrange' });
    const opened = toggle(request, 'rows', [null], true);
    expect(stepTo(request, opened)).toEqual({ kind: 'expand', axis: 'rows', path: [null] });
    expect(stepTo(opened, toggle(opened, 'rows', [null], false))).toEqual({ kind: 'arrange' });
    const twice = toggle(toggle(request, 'rows', ['a'], true), 'rows', ['b'], true);
    expect(stepTo(request, twice)).toEqual({ kind: 'all' });
  });

  it('may be the first or the last members by a measure, which are then in its order', () => {
    const two = { ...request, measures: [...request.measures, { measure: 'orders', show: 'value' as const }] };
    const last = withTop(two, { count: 3, measure: 'orders', bottom: true });
    expect(last.sort.rows).toEqual({ by: 'measure', index: 1, at: [], descending: false });
    expect(stepTo(two, last)).toEqual({ kind: 'all' });
    expect(withTop(last, null)).toEqual(two);
    expect(withTop(two, { count: 3, measure: 'gone' }).top).toBeNull();
  });

  it('is everything for other levels, measures, slices or first members', () => {
    const others = [
      placeLevels(request, 'rows', ['customer'], 0),
      withSlice(request, { level: 'region', members: ['a'] }),
      removeMeasure(request, 0),
      { ...request, top: { count: 3, measure: 'amount' } },
    ];
    for (const other of others) expect(stepTo(request, other)).toEqual({ kind: 'all' });
  });
});

describe('fields', () => {
  it('stand on one axis only, and take the open members with them', () => {
    const opened = toggle(request, 'rows', ['a'], true);
    const moved = placeLevels(opened, 'columns', ['region'], 0);
    expect([moved.rows, moved.columns.levels]).toEqual([axis('customer'), ['region', 'year']]);
    expect(placeLevels(request, 'rows', ['region'], 2).rows.levels).toEqual(['customer', 'region']);
  });

  it('are sliced once each; a slice of no member goes', () => {
    const sliced = withSlice(request, { level: 'region', members: ['a'] });
    const again = withSlice(sliced, { level: 'region', members: [null], exclude: true });
    expect(again.slices).toEqual([{ level: 'region', members: [null], exclude: true }]);
    expect(withSlice(again, { level: 'region', members: [] }).slices).toEqual([]);
  });
});

it('a head is clicked from the largest to the smallest to none', () => {
  const at = { index: 0, at: ['2024'] };
  const first = nextSort(null, at);
  const second = nextSort(first, at);
  expect([first?.descending, second?.descending, nextSort(second, at)]).toEqual([true, false, null]);
  expect(nextSort(second, { index: 1, at: ['2024'] })).toMatchObject({ index: 1, descending: true });
});

it('heads stand over the columns of their members, NULL and the empty text apart', () => {
  const column = (...path: (string | null)[]) => ({ path, expandable: path.length === 1, expanded: path[0] === 'a' });
  const rows = headRows([column('a', 'x'), column('a', 'y'), column('a'), column(''), column(null), column()]);
  expect(rows.map((spans) => spans.map(({ from, to, path, total }) => [from, to, path.at(-1), total]))).toEqual([
    [
      [0, 3, 'a', false],
      [3, 4, '', false],
      [4, 5, null, false],
      [5, 6, undefined, true],
    ],
    [
      [0, 1, 'x', false],
      [1, 2, 'y', false],
      [2, 3, 'a', true],
      [3, 4, '', true],
      [4, 5, null, true],
      [5, 6, undefined, true],
    ],
  ]);
});

it('the keys lead through heads, labels and cells, and stay at the edges', () => {
  const size = { rows: 50, columns: 6, page: 10 };
  const press = (key: string, row: number, column: number, ctrlKey = false) =>
    moveFocus({ key, ctrlKey, metaKey: false }, { row, column }, size);
  expect(press('ArrowUp', 0, 2)).toEqual({ row: -1, column: 2 });
  expect(press('ArrowLeft', 3, 0)).toEqual({ row: 3, column: -1 });
  expect(press('PageDown', 45, 1)).toEqual({ row: 49, column: 1 });
  expect(press('PageUp', 5, 1)).toEqual({ row: 0, column: 1 });
  expect(press('End', 7, -1, true)).toEqual({ row: 49, column: 5 });
  expect([press('ArrowUp', -1, 0), press('ArrowRight', 0, 5), press('x', 0, 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('numbers are shown to their last digit', () => {
  const measure = { name: 'a', title: 'a', kind: 'decimal', aggregate: 'sum', of: 'a' } as const;
  expect(numberText('12345678901234567890.12', measure, 'value')).toBe('12,345,678,901,234,567,890.12');
  expect(numberText('0.30000000', measure, 'share-of-row')).toBe('30.0%');
  expect(numberText('12.50', { ...measure, digits: 0 }, 'change')).toBe('+13');
  expect(numberText('NaN', measure, 'value')).toBe('NaN');
});

it('a measure by another aggregate stays where it is, and the first members go by it', () => {
  const amount = { measure: 'amount', show: 'value' } as const;
  const request = { ...emptyPivot, measures: [amount, amount], top: { count: 3, measure: 'amount' } };
  const average = { measure: 'amount:avg', show: 'change' } as const;
  expect(withMeasure(request, 1, average)).toMatchObject({
    measures: [amount, average],
    top: { count: 3, measure: 'amount:avg' },
  });
});
