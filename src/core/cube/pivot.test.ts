import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine as RedshiftEngine } from '../../local/engines/redshift/testEngine.ts';
import { TestEngine } from '../../local/engines/trino/testEngine.ts';
import type { SqlDialect } from '../sqlDialect.ts';
import { sqlText } from '../sqlDialect.ts';
import { assemblePivot, type PivotTable } from './assemblePivot.ts';
import { requireLevel } from './boundPivot.ts';
import { drillSql, membersSql } from './drillSql.ts';
import { divideDecimals, formatDecimal, parseDecimal, subtractDecimals } from './exactDecimal.ts';
import { PivotCells } from './pivotCells.ts';
import { emptyPivot, type MemberPath, type PivotAxis, type PivotRequest, pathKey, withOpen } from './pivotRequest.ts';
import { pivotStatement } from './pivotSql.ts';
import { shownValue } from './shownValue.ts';
import { finestPart, measured, memberOf, randomFrom, randomSales, rowsOf, type Sale, salesCube } from './testCube.ts';

type Rows = (sql: string) => Promise<(string | null)[][]>;

const texts = (rows: readonly (readonly unknown[])[]) =>
  rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? null : String(cell))));

let duckdb: DuckDBConnection;
let trino: TestEngine;
let redshift: RedshiftEngine;
const sales = randomSales(randomFrom(7), 400);
const trinoCube = { ...salesCube, relation: { kind: 'table', path: ['lake', 'sales'] } } as const;

beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const value = (cell: string | number | null, type = '', dialect: SqlDialect = 'duckdb') =>
    cell === null ? 'NULL' : typeof cell === 'number' ? String(cell) : `${type}${sqlText(dialect, cell)}`;
  const rowsIn = (dialect: SqlDialect) =>
    sales.map(({ region, customer, day, amount, items }) => {
      const text = [region, customer].map((each) => value(each, '', dialect));
      return `(${[...text, value(day, 'DATE '), amount ?? 'NULL', value(items)].join(', ')})`;
    });
  const rows = rowsIn('duckdb');
  await duckdb.run(
    'CREATE TABLE sales (region VARCHAR, customer VARCHAR, "day" DATE, amount DECIMAL(12,2), items INTEGER)',
  );
  await duckdb.run(`INSERT INTO sales VALUES ${rows.join(', ')}`);
  await duckdb.run(
    'CREATE TABLE sales_cube AS SELECT region, date_trunc(\'month\', "day")::DATE AS month, sum(amount) AS amount FROM sales GROUP BY ALL',
  );
  const cubed = (
    await duckdb.runAndReadAll('SELECT region, month::VARCHAR, amount::VARCHAR FROM sales_cube')
  ).getRowsJson();
  redshift = await RedshiftEngine.start();
  await redshift.table(
    'sales',
    ['region varchar(20)', 'customer varchar(20)', 'day date', 'amount numeric(12,2)', 'items integer'],
    ...rowsIn('redshift'),
  );
  trino = await TestEngine.start();
  await trino.table(
    'sales_cube',
    ['region string', 'month date', 'amount decimal(38,2)'],
    ...texts(cubed).map(([a, b, c]) => `(${value(a ?? null)}, ${value(b ?? null, 'DATE ')}, ${c ?? 'NULL'})`),
  );
  await trino.table(
    'sales',
    ['region string', 'customer string', 'day date', 'amount decimal(12,2)', 'items int'],
    ...rows,
  );
  await redshift.table(
    'sales_cube',
    ['region varchar(20)', 'month date', 'amount numeric(38,2)'],
    ...texts(cubed).map(
      ([a, b, c]) => `(${value(a ?? null, '', 'redshift')}, ${value(b ?? null, 'DATE ')}, ${c ?? 'NULL'})`,
    ),
  );
});
afterAll(() => {
  duckdb?.disconnectSync();
  trino?.[Symbol.dispose]();
  redshift?.[Symbol.dispose]();
});

const engines: readonly { readonly dialect: SqlDialect; readonly rows: Rows; readonly cube: typeof salesCube }[] = [
  { dialect: 'duckdb', cube: salesCube, rows: async (sql) => texts((await duckdb.runAndReadAll(sql)).getRowsJson()) },
  { dialect: 'trino', cube: trinoCube, rows: async (sql) => texts(await trino.rows(sql)) },
  { dialect: 'redshift', cube: salesCube, rows: async (sql) => texts(await redshift.rows(sql)) },
];

const axis = (levels: readonly string[], more: Partial<PivotAxis> = {}): PivotAxis => ({
  levels,
  depth: 1,
  expanded: [],
  collapsed: [],
  ...more,
});
const asked = (more: Partial<PivotRequest>): PivotRequest => ({ ...emptyPivot, ...more });
const values = (...measures: readonly string[]) => measures.map((measure) => ({ measure, show: 'value' }) as const);

async function pivot(engine: (typeof engines)[number], request: PivotRequest): Promise<[PivotTable, PivotCells]> {
  const statement = pivotStatement(engine.cube, engine.dialect, request);
  const cells = new PivotCells(statement.measures.map(({ measure }) => measure.name));
  cells.add(statement, await engine.rows(statement.sql));
  return [assemblePivot(engine.cube, request, cells), cells];
}

/** Members below each other as the rows have them, in the order of their keys. */
function membersBelow(rows: readonly Sale[], levels: readonly string[], depth: number): string[] {
  return [...new Set(rows.map((sale) => pathKey(levels.slice(0, depth).map((level) => memberOf(sale, level)))))].sort();
}

/** Every cell of a pivot against the rows that it is of; every member that must be there against the headers. */
async function holds(engine: (typeof engines)[number], request: PivotRequest): Promise<void> {
  const [table, cells] = await pivot(engine, request);
  for (const row of table.rows) {
    for (const column of table.columns) {
      const mine = rowsOf(sales, request, row.path, column.path);
      const empty = mine.length === 0 && (row.path.length > 0 || column.path.length > 0);
      for (const shown of request.measures) {
        const expected = empty ? null : measured(mine, shown.measure);
        expect(
          shownValue(cells, row.path, column.path, { ...shown, show: 'value' }),
          JSON.stringify([row.path, column.path, shown]),
        ).toEqual(expected);
      }
    }
  }
  if (request.top) return;
  for (const name of ['rows', 'columns'] as const) {
    const within = rowsOf(sales, request, [], []);
    const { levels, depth } = request[name];
    const open = table[name].filter(({ path }) => path.length === Math.min(depth, levels.length) && path.length > 0);
    if (request[name].collapsed.length === 0 && levels.length > 0) {
      expect(open.map(({ path }) => pathKey(path)).sort()).toEqual(
        membersBelow(within, levels, Math.min(depth, levels.length)),
      );
    }
  }
}

describe.each(engines)('a pivot in $dialect', (engine) => {
  it('has the engine’s own totals, also of what cannot be added', async () => {
    const request = asked({
      rows: axis(['region', 'customer'], { depth: 2 }),
      measures: values('customers', 'ticket', 'rows'),
    });
    await holds(engine, request);
    const [, cells] = await pivot(engine, request);
    expect(shownValue(cells, [], [], { measure: 'customers', show: 'value' })).toBe('5');
  });

  it('shows NULL beside the empty text', async () => {
    const [table] = await pivot(engine, asked({ rows: axis(['region']), measures: values('rows') }));
    const members = table.rows.map(({ path }) => path[0]);
    expect(members).toContain('');
    expect(members).toContain(null);
    expect(members.at(-2)).toBe(null);
    expect(members.at(-1)).toBeUndefined();
  });

  it('equals the rows one by one, whatever is asked', async () => {
    const random = randomFrom(engine.dialect.length);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const sets = [
      ['region'],
      ['region', 'customer'],
      ['day.year', 'day.month'],
      ['customer', 'day.quarter', 'items'],
      [],
    ];
    for (let round = 0; round < 25; round++) {
      const rows = pick(sets);
      const columns = pick(sets).filter(
        (level) => !rows.includes(level) && !(level.startsWith('day.') && rows.some((r) => r.startsWith('day.'))),
      );
      const some = pick(sales);
      const path = rows.slice(0, 1 + Math.floor(random() * rows.length)).map((level) => memberOf(some, level));
      const expanded: MemberPath[] = rows.length > 1 ? path.map((_, i) => path.slice(0, i + 1)) : [];
      const across = columns.length > 1 && random() < 0.5 ? [[memberOf(some, columns[0]!)]] : [];
      const slices = [
        ...(random() < 0.4 ? [{ level: 'region', members: ['Lima', null, "O'Higgins"], exclude: random() < 0.5 }] : []),
        ...(random() < 0.4
          ? [{ level: 'day.year', members: ['2024-01-01', ...(random() < 0.5 ? [null] : [])], exclude: random() < 0.5 }]
          : []),
        ...(random() < 0.3 ? [{ level: 'items', members: ['1', '2'], exclude: random() < 0.5 }] : []),
      ];
      // What can be merged is grouped once for all totals; one measure that cannot has each total from the rows.
      const whole = random() < 0.5 ? ['customers', 'net'] : [];
      const request = asked({
        rows: axis(rows, { depth: 1 + Math.floor(random() * 2), expanded }),
        columns: axis(columns, { expanded: across }),
        measures: values('amount', 'ticket', 'largest', 'smallest', 'rows', ...whole),
        slices,
      });
      await holds(engine, request);
    }
  });

  it('has a total of no rows', async () => {
    const request = asked({
      rows: axis(['region', 'customer'], { depth: 2 }),
      columns: axis(['day.year']),
      measures: values('rows', 'amount', 'ticket', 'largest'),
      slices: [{ level: 'region', members: ['nowhere'] }],
    });
    for (const measures of [request.measures, [...request.measures, ...values('customers')]]) {
      await holds(engine, { ...request, measures });
      const [table] = await pivot(engine, { ...request, measures });
      expect([...table.rows, ...table.columns].map(({ path }) => path)).toEqual([[], []]);
    }
  });

  it('takes a measure by another aggregate than its own', async () => {
    const request = asked({ rows: axis(['region']), measures: values('amount:max', 'amount:avg', 'amount:count') });
    const [table, cells] = await pivot(engine, request);
    for (const { path } of table.rows) {
      const mine = rowsOf(sales, request, path, []);
      expect(request.measures.map((measure) => shownValue(cells, path, [], measure))).toEqual([
        measured(mine, 'largest'),
        measured(mine, 'ticket'),
        String(mine.filter(({ amount }) => amount !== null).length),
      ]);
    }
    const spread = values('amount:median', 'amount:stddev', 'amount:variance');
    const [, others] = await pivot(engine, { ...request, measures: spread });
    const [median, deviation, variance] = spread.map((measure) => Number(shownValue(others, [], [], measure)));
    const ordered = sales.flatMap(({ amount }) => (amount === null ? [] : [Number(amount)])).sort((a, b) => a - b);
    const mean = ordered.reduce((sum, each) => sum + each, 0) / ordered.length;
    const expected = ordered.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (ordered.length - 1);
    expect(variance! / expected).toBeCloseTo(1, 6);
    expect(deviation! / Math.sqrt(expected)).toBeCloseTo(1, 6);
    expect(median).toBeGreaterThanOrEqual(ordered[Math.ceil(ordered.length / 2) - 2]!);
    expect(median).toBeLessThanOrEqual(ordered[Math.floor(ordered.length / 2) + 1]!);
  });

  it('expands one member by a statement of its own', async () => {
    const request = asked({
      rows: axis(['region', 'customer', 'items']),
      columns: axis(['day.year']),
      measures: values('amount'),
    });
    const first = pivotStatement(engine.cube, engine.dialect, request);
    const cells = new PivotCells(['amount']);
    cells.add(first, await engine.rows(first.sql));
    const opened = { ...request, rows: withOpen(request.rows, [null], true) };
    const more = pivotStatement(engine.cube, engine.dialect, opened, { axis: 'rows', path: [null] });
    expect(more.sql).not.toContain('GROUP BY GROUPING SETS ((), ');
    cells.add(more, await engine.rows(more.sql));
    const table = assemblePivot(engine.cube, opened, cells);
    const whole = await pivot(engine, opened);
    expect(table).toEqual(whole[0]);
    for (const { path } of table.rows) {
      expect(cells.at(path, [])).toEqual(whole[1].at(path, []));
    }
    expect(table.rows.filter(({ path }) => path.length === 2).every(({ path }) => path[0] === null)).toBe(true);
  });

  it('keeps the first members below each parent, by the measure over all columns', async () => {
    const request = asked({
      rows: axis(['region', 'customer'], { depth: 2 }),
      columns: axis(['day.year']),
      measures: values('rows'),
      top: { count: 2, measure: 'ticket' },
      sort: { rows: { by: 'measure', index: 0, at: [], descending: true }, columns: null },
    });
    await holds(engine, request);
    const [table] = await pivot(engine, request);
    const best = (levels: readonly string[], within: readonly Sale[]) =>
      membersBelow(within, levels, 1)
        .map(
          (key) =>
            [
              key,
              measured(
                within.filter((s) => pathKey([memberOf(s, levels[0]!)]) === key),
                'ticket',
              ),
            ] as const,
        )
        .sort((a, b) => Number(b[1] ?? '-1e99') - Number(a[1] ?? '-1e99'))
        .slice(0, 2)
        .map(([key]) => key)
        .sort();
    const shown = table.rows.filter(({ path }) => path.length === 1);
    expect(shown.map(({ path }) => pathKey(path)).sort()).toEqual(best(['region'], sales));
    for (const { path } of shown) {
      const below = table.rows.filter((row) => row.path.length === 2 && row.path[0] === path[0]);
      const mine = sales.filter((sale) => sale.region === path[0]);
      expect(below.map((row) => pathKey([row.path[1] ?? null])).sort()).toEqual(best(['customer'], mine));
    }
  });

  it('tells shares, and the change on the period before even where that is sliced away', async () => {
    const request = asked({
      rows: axis(['day.year', 'day.month'], { depth: 2 }),
      columns: axis(['region']),
      measures: [
        { measure: 'amount', show: 'change' },
        { measure: 'customers', show: 'change-percent' },
        { measure: 'amount', show: 'share-of-parent' },
        { measure: 'rows', show: 'share-of-row' },
      ],
      slices: [{ level: 'day.year', members: ['2024-01-01'] }],
    });
    const [table, cells] = await pivot(engine, request);
    const minus = (a: string | null, b: string | null) => {
      const [x, y] = [parseDecimal(a), parseDecimal(b)];
      return x && y ? formatDecimal(subtractDecimals(x, y)) : null;
    };
    const over = (a: string | null, b: string | null) => {
      const [x, y] = [parseDecimal(a), parseDecimal(b)];
      const quotient = x && y && divideDecimals(x, y, 8);
      return quotient ? formatDecimal(quotient) : null;
    };
    let changes = 0;
    for (const { path } of table.rows) {
      for (const column of table.columns) {
        const now = rowsOf(sales, request, path, column.path);
        if (now.length === 0) continue;
        const part = finestPart(request.rows.levels.slice(0, path.length));
        const before = part ? rowsOf(sales, request, path, column.path, part) : [];
        const was = (measure: string) => (before.length > 0 ? measured(before, measure) : null);
        const shown = request.measures.map((measure) => shownValue(cells, path, column.path, measure));
        const difference = minus(measured(now, 'amount'), was('amount'));
        if (difference !== null) changes++;
        expect(shown).toEqual([
          difference,
          over(minus(measured(now, 'customers'), was('customers')), was('customers')),
          over(measured(now, 'amount'), measured(rowsOf(sales, request, path.slice(0, -1), column.path), 'amount')),
          over(measured(now, 'rows'), measured(rowsOf(sales, request, path, []), 'rows')),
        ]);
      }
    }
    // January has a month before, in the year that is sliced away.
    expect(changes).toBeGreaterThan(12);
  });

  it('computes from the facts what its own rows cannot be added up to', async () => {
    const cube = {
      ...engine.cube,
      relation: { kind: 'table', path: [...(engine.dialect === 'trino' ? ['lake'] : []), 'sales_cube'] },
      facts: engine.cube.relation,
      levels: engine.cube.levels.map((level) => (level.part ? { ...level, sql: '"month"', factSql: '"day"' } : level)),
      measures: [
        { name: 'amount', title: '', kind: 'decimal', aggregate: 'sum', of: 'amount' },
        { name: 'customers', title: '', kind: 'integer', aggregate: 'count-distinct', of: 'customer', from: 'facts' },
        { name: 'rows', title: '', kind: 'integer', aggregate: 'count', of: '*', from: 'facts' },
      ],
    } as const;
    const request = asked({
      rows: axis(['region']),
      columns: axis(['day.year', 'day.month'], { expanded: [['2024-01-01']] }),
      measures: [...values('amount', 'customers'), { measure: 'customers', show: 'change' }],
      slices: [{ level: 'day.year', members: [null], exclude: true }],
    });
    await holds({ ...engine, cube }, { ...request, measures: request.measures.slice(0, 2) });
    await holds({ ...engine, cube }, { ...request, measures: values('amount', 'rows') });
    const top = { ...request, top: { count: 1, measure: 'customers' } };
    const [table, cells] = await pivot({ ...engine, cube }, top);
    expect(table.rows).toHaveLength(2);
    const february = shownValue(cells, [], ['2024-01-01', '2024-02-01'], request.measures[2]!);
    const count = (month: string) =>
      Number(measured(rowsOf(sales, request, [], [`${month.slice(0, 4)}-01-01`, month]), 'customers'));
    expect(february).toBe(String(count('2024-02-01') - count('2024-01-01')));
    const sql = drillSql(cube, engine.dialect, request, { row: ['Lima'], column: ['2024-01-01', '2024-02-01'] }, 1000);
    expect(await engine.rows(sql)).toHaveLength(rowsOf(sales, request, ['Lima'], ['2024-01-01', '2024-02-01']).length);
  });

  it('leads to the rows behind a cell, and to the members of a level', async () => {
    const request = asked({
      rows: axis(['region']),
      columns: axis(['day.quarter']),
      slices: [{ level: 'items', members: ['0'], exclude: true }],
    });
    for (const row of [[null], [''], ["O'Higgins"], []]) {
      for (const column of [['2024-01-01'], [null], []]) {
        const sql = drillSql(engine.cube, engine.dialect, request, { row, column }, 1000);
        expect((await engine.rows(sql)).length).toBe(rowsOf(sales, request, row, column).length);
      }
    }
    const found = await engine.rows(
      membersSql(engine.cube, engine.dialect, requireLevel(salesCube, 'customer'), '%', 10),
    );
    expect(found.map(([member]) => member)).toEqual(['100%']);
  });
});
