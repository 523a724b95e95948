import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

/** Queries over `sales` and `dates`, their rows, and the types where they say something. */
const cases: readonly (readonly [sql: string, rows: unknown[][], types?: string])[] = [
  // The select list
  ['SELECT TOP 2 id FROM sales ORDER BY id DESC', [[4], [3]]],
  ['SELECT id FROM sales ORDER BY id LIMIT 1 OFFSET 2', [[3]]],
  ['SELECT id, qty * 2 AS d, d + 1 AS e FROM sales WHERE id = 1', [[1, 4, 5]], 'integer|integer|integer'],
  ['SELECT DISTINCT region FROM sales ORDER BY region', [['North'], ['South'], [null]], 'character varying(20)'],
  ['SELECT * EXCLUDE (region, sold, price) FROM sales WHERE id = 1', [[1, 2]]],
  [
    'SELECT s.* FROM sales s JOIN dates d ON d.day = s.sold::date WHERE id = 1',
    [[1, 'North', 2, '10.50', '2024-01-05 10:00:00']],
  ],
  ['SELECT \'x\' AS "Quoted Name", 1 one, 2 AS select', [['x', 1, 2]], 'character varying(1)|integer|integer'],
  ["SELECT id AS region FROM sales WHERE region = 'North' ORDER BY region", [[1], [3]]],
  [
    'SELECT count(*), count(qty), count(DISTINCT region), APPROXIMATE COUNT(DISTINCT region) FROM sales',
    [['4', '3', '2', '2']],
    'bigint|bigint|bigint|bigint',
  ],
  // Aggregates
  [
    'SELECT sum(qty), avg(qty), sum(price), avg(price), min(region), max(sold) FROM sales',
    [['9', '3', '61.50', '20.50', 'North', '2024-03-01 00:00:00']],
    'bigint|bigint|numeric(38,2)|numeric(38,2)|character varying(20)|timestamp without time zone',
  ],
  [
    'SELECT avg(qty::float), stddev_pop(qty), variance(qty) FROM sales',
    [[3, 0.816496580927726, 1]],
    'double precision|double precision|double precision',
  ],
  ['SELECT sum(qty) FROM sales WHERE id > 100', [[null]]],
  [
    "SELECT listagg(region, '|') WITHIN GROUP (ORDER BY id DESC) FROM sales",
    [['North|South|North']],
    'character varying(65535)',
  ],
  ["SELECT listagg(DISTINCT qty, ',') WITHIN GROUP (ORDER BY qty DESC) FROM sales", [['4,3,2']]],
  ['SELECT listagg(DISTINCT region) WITHIN GROUP (ORDER BY region) FROM sales', [['NorthSouth']]],
  [
    'SELECT median(price), percentile_cont(0.25) WITHIN GROUP (ORDER BY qty), percentile_disc(0.5) WITHIN GROUP (ORDER BY qty DESC) FROM sales',
    [['20.00', 2.5, 3]],
    'numeric(38,2)|double precision|smallint',
  ],
  ['SELECT bool_or(qty > 3), bool_and(qty > 3), bit_and(qty), any_value(1) FROM sales', [[true, false, 0, 1]]],
  [
    'SELECT region, count(*) FROM sales GROUP BY 1 ORDER BY 2 DESC, 1',
    [
      ['North', '2'],
      ['South', '1'],
      [null, '1'],
    ],
  ],
  [
    "SELECT date_trunc('month', sold) AS month, sum(price) AS total FROM sales GROUP BY month ORDER BY month",
    [
      ['2024-01-01 00:00:00', '30.50'],
      ['2024-02-01 00:00:00', '31.00'],
      ['2024-03-01 00:00:00', null],
    ],
    'timestamp without time zone|numeric(38,2)',
  ],
  ["SELECT upper(region) AS u, sum(qty) AS n FROM sales WHERE u = 'NORTH' GROUP BY u HAVING n > 3", [['NORTH', '6']]],
  ['SELECT current_database FROM current_database()', [['dev']]],
  ['SELECT region, sum(qty) AS n FROM sales GROUP BY region HAVING sum(qty) > 3 ORDER BY n', [['North', '6']]],
  ["SELECT 'all' AS what, count(*) FROM sales GROUP BY what", [['all', '4']]],
  [
    'SELECT region, id, sum(qty) FROM sales WHERE id < 3 GROUP BY ROLLUP (region, id) ORDER BY 1, 2',
    [
      ['North', 1, '2'],
      ['North', null, '2'],
      ['South', 2, '3'],
      ['South', null, '3'],
      [null, null, '5'],
    ],
  ],
  [
    'SELECT region, grouping(region), sum(qty) FROM sales WHERE id < 3 GROUP BY GROUPING SETS ((region), ()) ORDER BY 2, 1',
    [
      ['North', 0, '2'],
      ['South', 0, '3'],
      [null, 1, '5'],
    ],
    'character varying(20)|integer|bigint',
  ],
  [
    'SELECT region, qty, count(*) FROM sales WHERE id = 1 GROUP BY CUBE (region, qty) ORDER BY 1, 2',
    [
      ['North', 2, '1'],
      ['North', null, '1'],
      [null, 2, '1'],
      [null, null, '1'],
    ],
  ],
  [
    'SELECT region, count(*) FROM sales GROUP BY ALL ORDER BY 1',
    [
      ['North', '2'],
      ['South', '1'],
      [null, '1'],
    ],
  ],
  // Order and nulls
  ['SELECT qty FROM sales ORDER BY qty', [[2], [3], [4], [null]]],
  ['SELECT qty FROM sales ORDER BY qty DESC', [[null], [4], [3], [2]]],
  ['SELECT qty FROM sales ORDER BY qty DESC NULLS LAST', [[4], [3], [2], [null]]],
  ['SELECT id FROM sales ORDER BY coalesce(qty, 0), id', [[4], [1], [2], [3]]],
  // Windows
  [
    'SELECT id, row_number() OVER (PARTITION BY region ORDER BY id DESC) FROM sales ORDER BY id',
    [
      [1, '2'],
      [2, '1'],
      [3, '1'],
      [4, '1'],
    ],
    'integer|bigint',
  ],
  [
    'SELECT id, sum(qty) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM sales ORDER BY id',
    [
      [1, '2'],
      [2, '5'],
      [3, '9'],
      [4, '9'],
    ],
  ],
  [
    'SELECT id, avg(price) OVER (PARTITION BY region) FROM sales ORDER BY id',
    [
      [1, '20.75'],
      [2, '20.00'],
      [3, '20.75'],
      [4, null],
    ],
  ],
  [
    'SELECT id, lag(id) OVER (ORDER BY id), lead(id, 2) OVER (ORDER BY id) FROM sales ORDER BY id',
    [
      [1, null, 3],
      [2, 1, 4],
      [3, 2, null],
      [4, 3, null],
    ],
  ],
  [
    'SELECT id, first_value(region) IGNORE NULLS OVER (ORDER BY id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM sales WHERE id > 2 ORDER BY id',
    [
      [3, 'North'],
      [4, 'North'],
    ],
  ],
  [
    'SELECT id, ratio_to_report(qty) OVER () FROM sales WHERE id < 3 ORDER BY id',
    [
      [1, 0.4],
      [2, 0.6],
    ],
  ],
  [
    'SELECT id, ntile(2) OVER (ORDER BY id), rank() OVER (ORDER BY region) FROM sales ORDER BY id',
    [
      [1, '1', '1'],
      [2, '1', '3'],
      [3, '2', '1'],
      [4, '2', '4'],
    ],
  ],
  [
    "SELECT DISTINCT region, listagg(id, ',') WITHIN GROUP (ORDER BY id) OVER (PARTITION BY region) FROM sales WHERE region = 'North'",
    [['North', '1,3']],
  ],
  [
    'SELECT id FROM sales QUALIFY row_number() OVER (PARTITION BY region ORDER BY id DESC) = 1 ORDER BY id',
    [[2], [3], [4]],
  ],
  [
    'SELECT id, rank() OVER (ORDER BY qty) AS r FROM sales QUALIFY r <= 2 ORDER BY id',
    [
      [1, '1'],
      [2, '2'],
    ],
  ],
  // Joins
  [
    'SELECT s.id, d.name FROM sales s, dates d WHERE s.sold::date = d.day(+) ORDER BY 1',
    [
      [1, 'Friday'],
      [2, null],
      [3, null],
      [4, null],
    ],
  ],
  [
    'SELECT s.id, d.name FROM sales s LEFT JOIN dates d ON trunc(s.sold) = d.day ORDER BY 1',
    [
      [1, 'Friday'],
      [2, null],
      [3, null],
      [4, null],
    ],
  ],
  ['SELECT id, a.qty, b.qty FROM sales a JOIN sales b USING (id) WHERE id = 2', [[2, 3, 3]]],
  ['SELECT count(*) FROM dates NATURAL JOIN dates d', [['2']]],
  ['SELECT count(*) FROM sales a CROSS JOIN dates b', [['8']]],
  [
    "SELECT a.name FROM dates a FULL JOIN (SELECT 'friday' AS name) b ON lower(a.name) = b.name ORDER BY 1",
    [['Friday'], ['Saturday']],
  ],
  ['SELECT t.label FROM padded t JOIN sales s ON s.region = t.label WHERE s.id = 2', [['South  ']]],
  ['SELECT dev.public.sales.id, public.sales.qty FROM dev.public.sales WHERE "dev"."public"."sales".id = 1', [[1, 2]]],
  // Subqueries and common tables
  ['SELECT id FROM sales s WHERE EXISTS (SELECT 1 FROM sales t WHERE t.id = s.id + 1) ORDER BY 1', [[1], [2], [3]]],
  [
    'SELECT id, (SELECT max(id) FROM sales t WHERE t.id < s.id) FROM sales s ORDER BY 1',
    [
      [1, null],
      [2, 1],
      [3, 2],
      [4, 3],
    ],
  ],
  ['SELECT id FROM sales WHERE region IN (SELECT label FROM padded)', [[2]]],
  ['SELECT id FROM sales WHERE qty >= ALL (SELECT qty FROM sales WHERE qty IS NOT NULL)', [[3]]],
  ['WITH a AS (SELECT id, qty FROM sales), b(n) AS (SELECT sum(qty) FROM a) SELECT n FROM b', [['9']], 'bigint'],
  ['WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n', [['10']]],
  ['SELECT x.n FROM (SELECT id n FROM sales ORDER BY id LIMIT 1) AS x', [[1]]],
  ['SELECT b FROM (SELECT id, region FROM sales) AS t(a, b) WHERE a = 1', [['North']]],
  // Sets
  ['SELECT id FROM sales WHERE id < 3 UNION SELECT 1 UNION ALL SELECT 1 ORDER BY 1', [[1], [1], [2]]],
  ['SELECT 1 AS x UNION SELECT 2.5 ORDER BY x', [['1.0'], ['2.5']], 'numeric(11,1)'],
  ["SELECT 'a' UNION SELECT region FROM sales WHERE id = 1 ORDER BY 1", [['North'], ['a']], 'character varying(20)'],
  ["SELECT NULL AS d UNION ALL SELECT date '2024-01-01' ORDER BY 1", [['2024-01-01'], [null]], 'date'],
  ['SELECT id FROM sales MINUS SELECT 1 ORDER BY id', [[2], [3], [4]]],
  ['SELECT id FROM sales INTERSECT SELECT 2', [[2]]],
  ['(SELECT 1) UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1) ORDER BY 1', [[1], [2]]],
  // Pivots
  [
    "SELECT * FROM (SELECT region, qty FROM sales) PIVOT (sum(qty) AS n FOR region IN ('North' AS north, 'South'))",
    [['6', '3']],
    'bigint|bigint',
  ],
  ['SELECT * FROM (SELECT 1 AS a, NULL::int AS b) UNPIVOT (v FOR name IN (a, b))', [['a', 1]]],
  [
    "SELECT * FROM (SELECT 1 AS a, NULL::int AS b) UNPIVOT INCLUDE NULLS (v FOR name IN (a AS 'x', b AS 'y'))",
    [
      ['x', 1],
      ['y', null],
    ],
  ],
  ['SELECT count(*) FROM generate_series(1, 10) AS g WHERE g > 5', [['5']]],
];

describe('queries of Redshift', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table(
      'sales',
      ['id int', 'region varchar(20)', 'qty smallint', 'price decimal(8,2)', 'sold timestamp'],
      "(1, 'North', 2, 10.50, '2024-01-05 10:00:00')",
      "(2, 'South', 3, 20.00, '2024-01-10 12:30:15')",
      "(3, 'North', 4, 31.00, '2024-02-01 00:00:00')",
      "(4, NULL, NULL, NULL, '2024-03-01 00:00:00')",
    );
    await engine.table(
      'dates',
      ['day date', 'name varchar(10)'],
      "('2024-01-05', 'Friday')",
      "('2024-01-06', 'Saturday')",
    );
    await engine.table('padded', ['label varchar(10)'], "('South  ')");
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases.map(([sql, rows, types]) => ({ sql, rows, types })))('$sql', async ({ sql, rows, types }) => {
    const answer = await engine.answer(sql);
    expect(answer.rows).toEqual(rows);
    if (types !== undefined) expect(answer.types.join('|')).toBe(types);
  });

  it('tells names, and where columns come from', () => {
    const { columns, reads } = engine.translate('SELECT s.id, qty + 1, upper(region), sold::date AS d FROM sales s');
    expect(columns.map(({ name }) => name)).toEqual(['id', '?column?', 'upper', 'd']);
    expect(columns[0]?.origin).toEqual({ schema: 'public', table: 'sales', column: 'id' });
    expect(reads.map(({ name }) => name)).toEqual(['sales']);
  });
});
