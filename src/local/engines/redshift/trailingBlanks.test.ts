import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

/** `a`, `a ` and `a  ` are one text wherever it counts whether texts are equal. */
const cases: readonly (readonly [sql: string, rows: unknown[][]])[] = [
  ['SELECT DISTINCT len(rtrim(code)), code FROM blanks WHERE id < 3', [[1, 'a']]],
  ['SELECT count(*), count(DISTINCT code), count(DISTINCT id) FROM blanks', [['5', '2', '5']]],
  [
    "SELECT replace(code, ' ', '') AS c, count(*), sum(id) FROM blanks GROUP BY code ORDER BY 1",
    [
      ['a', '3', '6'],
      ['b', '1', '4'],
      [null, '1', '5'],
    ],
  ],
  [
    "SELECT code || '.' AS dotted, max(id) FROM blanks WHERE id IN (2, 4) GROUP BY code ORDER BY code",
    [
      ['a .', 2],
      ['b.', 4],
    ],
  ],
  [
    'SELECT rtrim(code) AS c, sum(id), grouping(code) FROM blanks GROUP BY ROLLUP (code) ORDER BY 3, 2',
    [
      ['b', '4', 0],
      [null, '5', 0],
      ['a', '6', 0],
      [null, '15', 1],
    ],
  ],
  ['SELECT upper(code) AS u, count(code) FROM blanks WHERE id < 4 GROUP BY u HAVING count(code) = 3', [['A', '3']]],
  ['SELECT code AS c, count(c), (SELECT 1) FROM blanks WHERE id = 1 GROUP BY 1', [['a', '1', 1]]],
  ['SELECT b.*, count(*) FROM blanks b WHERE id = 4 GROUP BY id, code', [[4, 'b', '1']]],
  [
    'SELECT id, row_number() OVER (PARTITION BY code ORDER BY id) FROM blanks WHERE id < 5 ORDER BY id',
    [
      [1, '1'],
      [2, '2'],
      [3, '3'],
      [4, '1'],
    ],
  ],
  ['SELECT count(*) FROM (SELECT code FROM blanks UNION SELECT code FROM blanks)', [['3']]],
  ["SELECT listagg(DISTINCT code, '|') WITHIN GROUP (ORDER BY code) FROM blanks", [['a|b']]],
  ['SELECT count(*) FROM blanks x JOIN blanks y USING (code)', [['10']]],
  [
    'SELECT code, rank() OVER (ORDER BY sum(id) DESC) FROM blanks WHERE id > 3 GROUP BY code ORDER BY 2',
    [
      [null, '1'],
      ['b', '2'],
    ],
  ],
  [
    'SELECT rtrim(code) AS c, count(*) FROM blanks GROUP BY ALL ORDER BY 1',
    [
      ['a', '3'],
      ['b', '1'],
      [null, '1'],
    ],
  ],
  ["SELECT id, code, 'x', count(*) FROM blanks WHERE id = 1 GROUP BY ALL", [[1, 'a', 'x', '1']]],
  ["SELECT code FROM blanks WHERE id > 3 INTERSECT SELECT 'b   ' ORDER BY 1", [['b']]],
  ["SELECT code FROM blanks EXCEPT SELECT 'a' ORDER BY 1", [['b'], [null]]],
  ["SELECT id FROM blanks WHERE code IN (SELECT code FROM blanks WHERE id = 4 UNION SELECT 'z')", [[4]]],
  [
    "SELECT t.code, t.code2 FROM (SELECT code, code AS code2 FROM blanks EXCEPT SELECT 'a', 'a' EXCEPT SELECT NULL, NULL) t",
    [['b', 'b']],
  ],
  ["WITH u AS (SELECT code, id FROM blanks UNION SELECT 'b ', 4) SELECT count(*) FROM u", [['5']]],
];

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.start();
  const rows = ["(1, 'a')", "(2, 'a ')", "(3, 'a  ')", "(4, 'b')", '(5, NULL)'];
  await engine.table('blanks', ['id int', 'code varchar(5)'], ...rows);
});
afterAll(() => engine[Symbol.dispose]());

it.each(cases)('%s', async (sql, rows) => {
  expect((await engine.answer(sql)).rows).toEqual(rows);
});
