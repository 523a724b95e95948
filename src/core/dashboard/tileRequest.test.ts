import { describe, expect, test } from 'vitest';
import type { Slice } from '../cube/pivotRequest.ts';
import { salesCube } from '../cube/testCube.ts';
import { crossFiltered, tileQuestion } from './tileRequest.ts';

const lima: Slice = { level: 'region', members: ['Lima'] };

describe('what a tile asks', () => {
  test('its own rows and measures, with the filters', () => {
    const { request, chart } = tileQuestion(
      salesCube,
      [],
      { kind: 'chart', rows: ['day.year', 'month'], columns: ['region'], measures: ['amount'], top: 3 },
      [lima],
    );
    expect(request.rows.levels).toEqual(['day.year', 'day.month']);
    expect(request.rows.depth).toBe(2);
    expect(request).toMatchObject({ slices: [lima], totals: { rows: false, columns: false } });
    expect(request.top).toEqual({ count: 3, measure: 'amount' });
    expect(chart).toBe('auto');
  });

  test('a saved view, whose own slices stay', () => {
    const { request } = tileQuestion(salesCube, [], { kind: 'table', rows: ['region'] }, []);
    const view = {
      name: 'mine',
      chart: 'line' as const,
      request: { ...request, slices: [{ ...lima, exclude: true }] },
    };
    const asked = tileQuestion(salesCube, [view], { kind: 'chart', view: 'mine' }, [lima]);
    expect(asked.chart).toBe('line');
    expect(asked.request.slices).toEqual([{ ...lima, exclude: true }, lima]);
    expect(() => tileQuestion(salesCube, [view], { kind: 'chart', view: 'none' }, [])).toThrow(/no view none/);
  });

  test('what the cube does not have is named', () => {
    expect(() => tileQuestion(salesCube, [], { kind: 'table', rows: ['planet'] }, [])).toThrow(/no dimension planet/);
  });
});

describe('a member that is chosen in a tile', () => {
  test('is all that is shown, and a second time everything again', () => {
    const year: Slice = { level: 'day.year', members: ['2024-01-01'] };
    const once = crossFiltered([year], ['region'], ['Lima']);
    expect(once).toEqual([year, lima]);
    expect(crossFiltered(once, ['region'], ['Cusco'])).toEqual([year, { level: 'region', members: ['Cusco'] }]);
    expect(crossFiltered(once, ['region'], ['Lima'])).toEqual([year]);
    expect(crossFiltered([{ ...lima, exclude: true }], ['region'], ['Lima'])).toEqual([lima]);
  });
});
