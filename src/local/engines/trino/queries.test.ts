import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

const t123 = '(VALUES 1, 2, 3) AS t(x)';
const abc = "(VALUES ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 3)) AS t(a, b, c)";

/** Whole queries and their rows, with commas between cells. */
const queries: readonly (readonly [sql: string, rows: string])[] = [
  // Aggregates
  [`SELECT count(*), sum(x), avg(x), min(x), max(x) FROM ${t123}`, '3, 6, 2, 1, 3'],
  ['SELECT sum(d), avg(d) FROM (VALUES 1.05, 1.10) AS t(d)', '2.15, 1.08'],
  [`SELECT count(*), sum(x), array_agg(x) FROM ${t123} WHERE x > 9`, '0, null, null'],
  [`SELECT count_if(x > 1), bool_and(x > 0), bool_or(x > 2), every(x > 1) FROM ${t123}`, '2, true, true, false'],
  [`SELECT count(*) FILTER (WHERE x > 1), sum(DISTINCT x / 2) FROM ${t123}`, '2, 1'],
  [
    "SELECT max_by(s, x), min_by(s, x), max_by(s, x, 2) FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS t(x, s)",
    'c, a, ["c",null]',
  ],
  [`SELECT array_agg(x ORDER BY x DESC), max(x, 2), min(x, 2) FROM ${t123}`, '[3,2,1], [3,2], [1,2]'],
  [
    `SELECT approx_distinct(x), approx_percentile(x, 0.5), approx_percentile(x, ARRAY[0.0, 1.0]) FROM ${t123}`,
    '3, 2, [1,3]',
  ],
  ["SELECT arbitrary(x), any_value(y) FROM (VALUES (NULL, 'a'), (1, 'a')) AS t(x, y)", '1, a'],
  ["SELECT map_agg(k, v)['b'], histogram(k)['b'] FROM (VALUES ('a', 1), ('b', 2), ('b', 3)) AS t(k, v)", '2, 2'],
  ["SELECT multimap_agg(k, v)['b'] FROM (VALUES ('a', 1), ('b', 2), ('b', 3)) AS t(k, v)", '[2,3]'],
  ["SELECT listagg(v, ',') WITHIN GROUP (ORDER BY v) FROM (VALUES 'a', 'c', 'b') AS t(v)", 'a,b,c'],
  ['SELECT stddev_pop(x), var_samp(x), geometric_mean(x) FROM (VALUES 2, 8) AS t(x)', '3, 18, 4'],
  ['SELECT corr(y, x), regr_slope(y, x) FROM (VALUES (1, 2), (2, 4)) AS t(x, y)', '1, 2'],
  // Groups
  [`SELECT a, sum(c) FROM ${abc} GROUP BY a ORDER BY a`, 'x, 3 | y, 3'],
  [`SELECT upper(a), sum(c) FROM ${abc} GROUP BY 1 HAVING count(*) > 1`, 'X, 3'],
  [
    `SELECT a, b, sum(c), grouping(a, b) FROM ${abc} GROUP BY ROLLUP (a, b) ORDER BY a, b`,
    'x, p, 1, 0 | x, q, 2, 0 | x, null, 3, 1 | y, p, 3, 0 | y, null, 3, 1 | null, null, 6, 3',
  ],
  [
    `SELECT a, b, sum(c) FROM ${abc} GROUP BY GROUPING SETS ((a), (b), ()) ORDER BY 1, 2`,
    'x, null, 3 | y, null, 3 | null, p, 4 | null, q, 2 | null, null, 6',
  ],
  [`SELECT count(*) FROM ${abc} GROUP BY CUBE (a, b) ORDER BY 1 DESC LIMIT 1`, '3'],
  [`SELECT a, max(c) AS m FROM ${abc} GROUP BY a ORDER BY m DESC, a`, 'y, 3 | x, 2'],
  // Windows
  [
    `SELECT x, row_number() OVER (ORDER BY x DESC), ntile(2) OVER (ORDER BY x) FROM ${t123} ORDER BY x`,
    '1, 3, 1 | 2, 2, 1 | 3, 1, 2',
  ],
  [`SELECT lag(x) OVER (ORDER BY x), lead(x, 1, 0) OVER (ORDER BY x) FROM ${t123}`, 'null, 2 | 1, 3 | 2, 0'],
  [`SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM ${t123}`, '1 | 3 | 5'],
  [
    `SELECT avg(x) OVER w, first_value(x) OVER (w ROWS UNBOUNDED PRECEDING) FROM ${t123} WINDOW w AS (ORDER BY x)`,
    '1, 1 | 1.5, 1 | 2, 1',
  ],
  [
    'SELECT last_value(x) IGNORE NULLS OVER (ORDER BY o) FROM (VALUES (1, 10), (2, NULL), (3, 30)) AS t(o, x)',
    '10 | 10 | 30',
  ],
  [
    'SELECT rank() OVER (ORDER BY x), dense_rank() OVER (ORDER BY x) FROM (VALUES 1, 1, 2) AS t(x)',
    '1, 1 | 1, 1 | 3, 2',
  ],
  [`SELECT round(100.0 * x / sum(x) OVER (), 2) FROM ${t123} ORDER BY 1`, '16.7 | 33.3 | 50.0'],
  // Sorting and limits
  ['SELECT x FROM (VALUES 3, NULL, 1) AS t(x) ORDER BY x', '1 | 3 | null'],
  ['SELECT x FROM (VALUES 3, NULL, 1) AS t(x) ORDER BY x DESC', '3 | 1 | null'],
  ['SELECT x FROM (VALUES 3, NULL, 1) AS t(x) ORDER BY x NULLS FIRST', 'null | 1 | 3'],
  [`SELECT -x AS x FROM ${t123} ORDER BY x + 0`, '-3 | -2 | -1'],
  [`SELECT x FROM ${t123} ORDER BY x OFFSET 1 ROW FETCH FIRST 1 ROW ONLY`, '2'],
  ['SELECT x FROM (VALUES 1, 1, 2) AS t(x) ORDER BY x FETCH FIRST ROW WITH TIES', '1 | 1'],
  ['SELECT DISTINCT x % 2 AS odd FROM (VALUES 1, 2, 3) AS t(x) ORDER BY odd', '0 | 1'],
  [`SELECT count(*) FROM ${t123} TABLESAMPLE BERNOULLI (100)`, '3'],
  // Sets and common tables
  ['SELECT 1 UNION SELECT 1 UNION ALL SELECT 2 ORDER BY 1', '1 | 2'],
  [`SELECT x FROM ${t123} EXCEPT SELECT 2 INTERSECT SELECT 2 ORDER BY x`, '1 | 3'],
  ['(SELECT 1 AS x UNION ALL SELECT 2) ORDER BY x + 1 DESC LIMIT 1', '2'],
  ["VALUES (1, 'a'), (2, NULL)", '1, a | 2, null'],
  ['WITH a AS (SELECT 1 AS x), b(y) AS (SELECT x + 1 FROM a) SELECT x, y FROM a, b', '1, 2'],
  ['WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t', '10'],
  // Joins, UNNEST and LATERAL
  [
    'SELECT a.x, b.x FROM (VALUES 1, 2) AS a(x) FULL JOIN (VALUES 2, 3) AS b(x) ON a.x = b.x ORDER BY 1, 2',
    '1, null | 2, 2 | null, 3',
  ],
  ['SELECT * FROM (VALUES (1, 2)) AS a(x, y) JOIN (VALUES (3, 1)) AS b(z, x) USING (x)', '1, 2, 3'],
  ['SELECT x FROM (VALUES 1) AS a(x) FULL JOIN (VALUES 2) AS b(x) USING (x) ORDER BY x', '1 | 2'],
  ['SELECT * FROM (VALUES (1, 2)) AS a(x, y) NATURAL JOIN (VALUES (1, 3)) AS b(x, z)', '1, 2, 3'],
  ["SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n)", 'a, 1 | b, 2'],
  ["SELECT * FROM UNNEST(ARRAY[1], ARRAY['a', 'b']) AS t(n, s)", '1, a | null, b'],
  ["SELECT * FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(k, v)", 'a, 1 | b, 2'],
  ["SELECT * FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t(n, s)", '1, a | 2, b'],
  [
    'SELECT id, v FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[])) AS t(id, vs) CROSS JOIN UNNEST(vs) AS u(v)',
    '1, 10 | 1, 20',
  ],
  [
    'SELECT id, v FROM (VALUES (1, ARRAY[10]), (2, ARRAY[])) AS t(id, vs) LEFT JOIN UNNEST(vs) AS u(v) ON TRUE ORDER BY id',
    '1, 10 | 2, null',
  ],
  [`SELECT x, y FROM ${t123} CROSS JOIN LATERAL (SELECT x * 2 AS y) WHERE x > 2`, '3, 6'],
  [`SELECT x FROM ${t123} WHERE EXISTS (SELECT 1 FROM (VALUES 2, 3) AS u(y) WHERE y = x) AND x NOT IN (SELECT 3)`, '2'],
  [`SELECT x FROM ${t123} WHERE x >= ALL (SELECT * FROM ${t123}) OR x = ANY (VALUES 1)`, '1 | 3'],
  // Tables of the catalog
  ['SELECT * FROM orders WHERE id = 1', '1, ana, 10.50, 2024-01-05, ["red"], {"city":"Lima","zip":1}, 2024'],
  [
    'SELECT o.address.city, o.address.zip, lake.orders.id FROM orders o, lake.orders WHERE o.id = orders.id AND o.id = 2',
    'Cali, 2, 2',
  ],
  ['SELECT "Client", COUNT(*) FROM AwsDataCatalog.Lake.ORDERS GROUP BY client ORDER BY client', 'ana, 2 | luis, 1'],
  ['SELECT id, tag FROM orders CROSS JOIN UNNEST(tags) AS t(tag) ORDER BY id, tag', '1, red | 2, blue | 2, green'],
  ['SELECT id, (SELECT count(*) FROM UNNEST(tags) AS t(tag)) FROM orders ORDER BY id', '1, 1 | 2, 2 | 3, 0'],
  [
    "SELECT date_trunc('month', day) AS month, sum(amount) FROM orders GROUP BY date_trunc('month', day) ORDER BY month",
    '2024-01-01, 30.75 | 2024-02-01, 5.00',
  ],
  ['SELECT client, amount / 3 FROM orders ORDER BY amount', 'ana, 1.67 | ana, 3.50 | luis, 6.75'],
  [
    'SELECT c.client, d.city FROM orders c JOIN (SELECT id, address.city FROM orders) d ON c.id = d.id WHERE c.id = 3',
    'ana, null',
  ],
  ['TABLE people', 'ana, null | luis, 30'],
];

function asText(rows: readonly (readonly unknown[])[]): string {
  const cell = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return rows.map((row) => row.map(cell).join(', ')).join(' | ');
}

describe('queries of Trino', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table(
      'orders',
      [
        'id bigint',
        'client string',
        'amount decimal(10,2)',
        'day date',
        'tags array<string>',
        'address struct<city:string,zip:int>',
        'year string',
      ],
      "(1, 'ana', 10.50, '2024-01-05', ['red'], {'city': 'Lima', 'zip': 1}, '2024')",
      "(2, 'luis', 20.25, '2024-01-06', ['green', 'blue'], {'city': 'Cali', 'zip': 2}, '2024')",
      "(3, 'ana', 5.00, '2024-02-01', NULL, NULL, '2024')",
    );
    await engine.table('people', ['name string', 'age int'], "('ana', NULL)", "('luis', 30)");
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(queries)('%s', async (sql, rows) => {
    expect(asText(await engine.rows(sql))).toBe(rows);
  });

  it('names its columns as Athena does', () => {
    const { columns } = engine.translate('SELECT id, client AS "Who", amount * 2, address.city, o.* FROM orders o');
    expect(columns?.map(({ name, named, type }) => `${name} ${named} ${type}`)).toEqual([
      'id true bigint',
      'Who true varchar',
      '_col2 false decimal(20,2)',
      'city true varchar',
      ...['id true bigint', 'client true varchar', 'amount true decimal(10,2)', 'day true date'],
      ...['tags true array(varchar)', 'address true row(city varchar, zip integer)', 'year true varchar'],
    ]);
  });

  it('keeps columns of the same name apart below the top', async () => {
    const sql =
      'SELECT * FROM (SELECT a.id, b.id FROM orders a JOIN orders b ON a.id = b.id) WHERE 1 = 1 ORDER BY 1 LIMIT 1';
    expect(await engine.rows(sql)).toEqual([['1', '1']]);
  });
});
