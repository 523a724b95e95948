import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

const text = 'character varying(65535)';

/** https://docs.aws.amazon.com/redshift/latest/dg/super-overview.html */
const values: readonly (readonly [expression: string, value: unknown, type: string])[] = [
  [`json_parse('[10001, 10002, "abc"]')`, '[10001,10002,"abc"]', 'super'],
  ["json_parse('[1,2]')[0]", '1', 'super'],
  ["json_parse('[1,2]')[5]", null, 'super'],
  ["json_parse('[1,2]')[1]::int + 1", 3, 'integer'],
  [`json_parse('{"a":"5"}').a::int`, 5, 'integer'],
  [`json_parse('{"a":"x"}').a = 'x'`, true, 'boolean'],
  [`json_parse('{"a":1}').a = 'x'`, null, 'boolean'],
  [`json_parse('{"a":2}').a > 1`, true, 'boolean'],
  [`json_parse('{"a":null}').a is null`, true, 'boolean'],
  [`json_parse('{"a":1}').b is null`, true, 'boolean'],
  [`json_serialize(json_parse('{"a": [1, 2]}'))`, '{"a":[1,2]}', text],
  [`json_typeof(json_parse('{"a":1}'))`, 'object', text],
  ['json_typeof(array(1, 2))', 'array', text],
  ['is_array(array())', true, 'boolean'],
  ["is_object(json_parse('{}'))", true, 'boolean'],
  ["is_scalar(json_parse('1'))", true, 'boolean'],
  [`is_varchar(json_parse('"x"'))`, true, 'boolean'],
  ["is_integer(json_parse('7'))", true, 'boolean'],
  ["array(1, 50, null, 'abc')", '[1,50,null,"abc"]', 'super'],
  ["object('a', 1, 'b', array(1, 2))", '{"a":1,"b":[1,2]}', 'super'],
  ['array_concat(array(10001, 10002), array(10003))', '[10001,10002,10003]', 'super'],
  ['array_flatten(array(1, array(2, array(3, array()))))', '[1,2,3]', 'super'],
  ['get_array_length(array(1, 2, 3))', '3', 'bigint'],
  ["subarray(array('a', 'b', 'c', 'd'), 1, 2)", '["b","c"]', 'super'],
  ["split_to_array('12|345|6789', '|')", '["12","345","6789"]', 'super'],
  [`json_extract_path_text('{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}', 'f4', 'f6')`, 'star', text],
  [`json_extract_path_text('{"f4":{"f5":99}}', 'f4')`, '{"f5":99}', text],
  [`json_extract_path_text('{"farm": {"barn": {}}}', 'farm', 'barn', 'color')`, null, text],
  [`json_extract_path_text('{"f2":{"f3":1}', 'f2', true)`, null, text],
  ["json_extract_array_element_text('[111,112,113]', 2)", '113', text],
  ["json_extract_array_element_text('[111]', 5)", '', text],
  ['json_array_length(\'[11,12,13,{"f1":21,"f2":[25,26]},14]\')', 5, 'integer'],
  ["json_array_length('[11,12', true)", null, 'integer'],
  [`is_valid_json('{"a":1}')`, true, 'boolean'],
  ["is_valid_json('[1]')", false, 'boolean'],
  ["is_valid_json_array('[1]')", true, 'boolean'],
  ["can_json_parse('[1,')", false, 'boolean'],
];

const queries: readonly (readonly [sql: string, rows: unknown[][]])[] = [
  ['SELECT c.orders[0].key FROM customers c ORDER BY c.id', [['"a"'], [null]]],
  [
    'SELECT c.id, o FROM customers c, c.orders o ORDER BY 1, 2',
    [
      [1, '{"key":"a","lines":[1,2]}'],
      [1, '{"key":"b","lines":[]}'],
    ],
  ],
  [
    'SELECT c.id, o.key, i FROM customers AS c, c.orders AS o AT i ORDER BY i',
    [
      [1, '"a"', '0'],
      [1, '"b"', '1'],
    ],
  ],
  [
    'SELECT c.id, l::int FROM customers c, c.orders o, o.lines l ORDER BY 2',
    [
      [1, 1],
      [1, 2],
    ],
  ],
  ['SELECT c.id, l FROM customers c, c.orders[0].lines AS l WHERE l > 1', [[1, '2']]],
  [
    'SELECT k, v FROM customers c, UNPIVOT c.info AS v AT k ORDER BY k',
    [
      ['a', '1'],
      ['b', '"x"'],
    ],
  ],
  ["SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM c.orders o WHERE o.key = 'b')", [['1']]],
];

describe('SUPER values', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table(
      'customers',
      ['id int', 'orders super', 'info super'],
      `(1, json_parse('[{"key":"a","lines":[1,2]},{"key":"b","lines":[]}]'), json_parse('{"a":1,"b":"x"}'))`,
      '(2, NULL, NULL)',
    );
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(values)('%s', async (expression, value, type) => {
    expect(await engine.answer(`SELECT ${expression}`)).toEqual({ rows: [[value]], types: [type] });
  });

  it.each(queries)('%s', async (sql, rows) => {
    expect(await engine.rows(sql)).toEqual(rows);
  });
});
