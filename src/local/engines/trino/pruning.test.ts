import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';
import { partitionPredicate } from './translation.ts';

/** Queries over `sales`, partitioned by year and month, and `shops`, by code; and what is left of each to be read. */
const cases: readonly (readonly [title: string, sql: string, sales: string | undefined, shops?: string | undefined])[] =
  [
    [
      'terms of WHERE',
      "SELECT id FROM sales WHERE year = '2024' AND month IN (1, 2) AND id > 1",
      `((("year" = '2024')) AND (("month" IN (1, 2))))`,
    ],
    [
      'an OR of partition columns',
      "SELECT id FROM sales WHERE year = '2024' OR month = 3",
      `(((("year" = '2024') OR ("month" = 3))))`,
    ],
    ['an OR with another column', "SELECT id FROM sales WHERE year = '2024' OR id = 3", undefined],
    ['a function of a column', "SELECT id FROM sales WHERE upper(year) = 'X'", `(((upper("year") = 'X')))`],
    ['an alias', "SELECT i FROM sales AS s(i, y, m, shop) WHERE y = '2024'", `((("year" = '2024')))`],
    ['chance', "SELECT id FROM sales WHERE year = '2024' AND month = random(12)", `((("year" = '2024')))`],
    [
      'a subquery',
      "SELECT id FROM sales WHERE year IN (SELECT code FROM shops WHERE code = 'N')",
      undefined,
      `((("code" = 'N')))`,
    ],
    [
      'an inner join',
      "SELECT 1 FROM sales JOIN shops ON shop = code AND month = 1 WHERE code = 'N'",
      `((("month" = 1)))`,
      `((("code" = 'N')))`,
    ],
    [
      'the kept side of an outer join',
      "SELECT 1 FROM sales LEFT JOIN shops ON shop = code AND month = 1 WHERE year = '2024'",
      `((("year" = '2024')))`,
      undefined,
    ],
    [
      'the other side, in WHERE',
      "SELECT 1 FROM sales LEFT JOIN shops ON shop = code WHERE coalesce(code, 'N') = 'N'",
      undefined,
      undefined,
    ],
    [
      'the other side, in ON',
      "SELECT 1 FROM sales LEFT JOIN shops ON shop = code AND code = 'N'",
      undefined,
      `((("code" = 'N')))`,
    ],
    [
      'a full join',
      "SELECT 1 FROM sales FULL JOIN shops ON shop = code AND code = 'N' WHERE month = 1",
      undefined,
      undefined,
    ],
    [
      'through a subquery',
      "SELECT * FROM (SELECT id, year AS y FROM sales WHERE month = 2) WHERE y = '2024'",
      `((("month" = 2)) AND (("year" = '2024')))`,
    ],
    [
      'through groups',
      "WITH s AS (SELECT year, count(*) AS n FROM sales GROUP BY year) SELECT * FROM s WHERE year = '2024' AND n > 1",
      `((("year" = '2024')))`,
    ],
    [
      'not through other groups',
      "SELECT * FROM (SELECT max(year) AS year FROM sales GROUP BY month) WHERE year = '2024'",
      undefined,
    ],
    [
      'not through grouping sets',
      "SELECT * FROM (SELECT year, count(*) FROM sales GROUP BY ROLLUP (year)) WHERE year = '2024'",
      undefined,
    ],
    [
      'not through windows',
      "SELECT * FROM (SELECT year, rank() OVER (ORDER BY id) FROM sales) WHERE year = '2024'",
      undefined,
    ],
    ['not through a limit', "SELECT * FROM (SELECT year FROM sales LIMIT 5) WHERE year = '2024'", undefined],
    ['not a field', "SELECT * FROM (SELECT year || 'x' AS year FROM sales) WHERE year = '2024x'", undefined],
    [
      'two readings',
      "SELECT id FROM sales WHERE month = 1 UNION ALL SELECT id FROM sales WHERE year = '2024'",
      `((("month" = 1))) OR ((("year" = '2024')))`,
    ],
    ['two readings, one of all', 'SELECT a.id FROM sales a JOIN sales b ON a.id = b.id WHERE a.month = 1', undefined],
    [
      'a common table read twice',
      'WITH s AS (SELECT * FROM sales) SELECT 1 FROM s WHERE month = 1 UNION ALL SELECT 1 FROM s WHERE month = 2',
      undefined,
    ],
    [
      'a query around it',
      'SELECT 1 FROM shops WHERE EXISTS (SELECT 1 FROM sales WHERE year = code AND month = 1)',
      `((("month" = 1)))`,
      undefined,
    ],
  ];

describe('what partitions a query needs', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table('sales', ['id bigint', 'year string', 'month int', 'shop string']);
    await engine.table('shops', ['name string', 'code string']);
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases.map(([title, sql, sales, shops]) => ({ title, sql, sales, shops })))('$title', async (each) => {
    const { sql, sales, shops } = each;
    const { relations } = engine.translate(sql);
    const predicate = (table: string): string | undefined => {
      const relation = relations.find((each) => each.table.table === table);
      return relation && partitionPredicate(relation, ['year', 'month', 'code']);
    };
    expect([predicate('sales'), predicate('shops')]).toEqual([sales, shops]);
    await engine.rows(sql);
  });

  it('lists what is read, and no common table', () => {
    const { relations } = engine.translate('WITH sales AS (SELECT * FROM lake.shops) SELECT name FROM sales');
    expect(relations.map(({ table }) => table)).toEqual([{ database: 'lake', table: 'shops' }]);
  });

  it('tells hidden columns, which a star leaves out', () => {
    const { relations, columns } = engine.translate('SELECT *, "$path" FROM shops s WHERE s."$file_size" > 1');
    expect(relations[0]?.hiddenColumns.toSorted()).toEqual(['$file_size', '$path']);
    expect(columns?.map(({ name }) => name)).toEqual(['name', 'code', '$path']);
  });
});
