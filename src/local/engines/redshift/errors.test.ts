import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedshiftError } from './redshiftError.ts';
import { TestEngine } from './testEngine.ts';

/** Statements, the SQLSTATE and words that Redshift has for them, and the place of the error where it tells one. */
const cases: readonly (readonly [sql: string, sqlState: string, message: string, at?: string])[] = [
  // Syntax
  ['SELEC 1', '42601', 'syntax error at or near "SELEC"', 'SELEC'],
  ['SELECT FROM sales', '42601', 'syntax error at or near "FROM"', 'FROM'],
  ['SELECT 1 +', '42601', 'syntax error at end of input'],
  ["SELECT 'abc", '42601', `unterminated quoted string at or near "'abc"`, "'abc"],
  ['SELECT (1', '42601', 'syntax error at end of input'],
  ['SELECT id FROM sales WHERE', '42601', 'syntax error at end of input'],
  ['SELECT id tag FROM sales', '42601', 'syntax error at or near "tag"', 'tag'],
  ['SELECT 1 2', '42601', 'syntax error at or near "2"', '2'],
  // Names
  ['SELECT nope FROM sales', '42703', 'column "nope" does not exist in sales', 'nope'],
  ['SELECT nope FROM sales s, dates', '42703', 'column "nope" does not exist in s, dates', 'nope'],
  ['SELECT s.nope FROM sales s', '42703', 'column s.nope does not exist', 's.nope'],
  ['SELECT x.id FROM sales s', '42P01', 'missing FROM-clause entry for table "x"', 'x.id'],
  ['SELECT id FROM sales a, sales b', '42702', 'column reference "id" is ambiguous', 'id'],
  ['SELECT 1 FROM nope', '42P01', 'relation "nope" does not exist', 'nope'],
  ['SELECT 1 FROM public.nope', '42P01', 'relation "public.nope" does not exist', 'public.nope'],
  ['SELECT 1 FROM other.t', '3F000', 'schema "other" does not exist', 'other'],
  ['SELECT 1 FROM sales, sales', '42712', 'table name "sales" specified more than once'],
  ['SELECT qty + 1 AS n FROM sales WHERE m > 1', '42703', 'column "m" does not exist in sales', 'm > 1'],
  ['SELECT *', '42601', 'SELECT * with no tables specified is not valid', '*'],
  ['SELECT foo(id) FROM sales', '42883', 'function foo(integer) does not exist', 'foo'],
  ["SELECT sum('2024-01-01'::date)", '42883', 'function sum(date) does not exist', 'sum'],
  ['SELECT x::blob FROM sales', '42704', 'type "blob" does not exist', 'blob'],
  // Types
  [
    "SELECT 1 WHERE date '2024-01-01' = 5 + interval '1 day'",
    '42883',
    'operator does not exist: integer + interval day to second',
  ],
  ['SELECT day = qty FROM sales, dates', '42883', 'operator does not exist: date = smallint', '='],
  ['SELECT region + 1 FROM sales', '42883', 'operator does not exist: character varying + integer', '+'],
  ['SELECT id FROM sales WHERE qty', '42804', 'argument of WHERE must be type boolean, not type smallint', 'qty'],
  [
    'SELECT CASE WHEN true THEN 1 ELSE region END FROM sales',
    '42804',
    'CASE types integer and character varying cannot be matched',
    'region',
  ],
  ['SELECT id FROM sales UNION SELECT day FROM dates', '42804', 'UNION types integer and date cannot be matched'],
  [
    'SELECT id FROM sales UNION SELECT id, qty FROM sales',
    '42601',
    'each UNION query must have the same number of columns',
  ],
  ['SELECT true::varchar', '42846', 'cannot cast type boolean to character varying', 'true'],
  ["SELECT 'abc'::int", '22P02', 'invalid input syntax for integer: "abc"', "'abc'"],
  ['SELECT 99999999999999999999::bigint', '22003', 'bigint out of range'],
  ["SELECT '2024-13-01'::date", '22007', 'invalid input syntax for type date: "2024-13-01"', "'2024"],
  ["SELECT interval 'two days'", '22007', 'invalid input syntax for type interval: "two days"', 'interval'],
  // Aggregates and windows
  [
    'SELECT region, qty FROM sales GROUP BY region',
    '42803',
    'column "qty" must appear in the GROUP BY clause or be used in an aggregate function',
    'qty',
  ],
  ['SELECT id FROM sales WHERE sum(qty) > 1', '42803', 'aggregates not allowed in WHERE clause', 'sum'],
  ['SELECT sum(max(qty)) FROM sales', '42803', 'aggregate function calls may not be nested', 'max'],
  ['SELECT id FROM sales GROUP BY 2', '42P10', 'GROUP BY position 2 is not in select list', '2'],
  ['SELECT id FROM sales ORDER BY 3', '42P10', 'ORDER BY position 3 is not in select list', '3'],
  [
    'SELECT DISTINCT id FROM sales ORDER BY qty',
    '42P10',
    'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
    'qty',
  ],
  [
    'SELECT sum(qty) OVER (ORDER BY id) FROM sales',
    '0A000',
    'Aggregate window functions with an ORDER BY clause require a frame clause',
    'sum',
  ],
  ['SELECT row_number() FROM sales', '42809', 'window function row_number requires an OVER clause', 'row_number'],
  ['SELECT (SELECT id, qty FROM sales)', '42601', 'subquery has too many columns', 'SELECT id'],
  ["SELECT dateadd(foo, 1, '2024-01-01')", '22023', 'Invalid datepart "foo"', 'dateadd'],
  // While it runs
  ['SELECT 1 / (qty - qty) FROM sales', '22012', 'division by zero'],
  ['SELECT 1.5 / 0', '22012', 'division by zero'],
  ['SELECT 1e0 / 0', '22012', 'division by zero'],
  ['SELECT 2147483647 + 1', '22003', 'integer out of range'],
  ['SELECT 9223372036854775807 + 1', '22003', 'bigint out of range'],
  ['SELECT 32767::smallint + 1::smallint', '22003', 'smallint out of range'],
  ['SELECT 70000::smallint', '22003', 'smallint out of range'],
  ['SELECT 1234.5::decimal(5,2)', '22003', 'Numeric data overflow (result precision)'],
  ['SELECT region::int FROM sales', 'XX000', "Invalid digit, Value 'N', Pos 0, Type: Integer"],
  ["SELECT ('1' || region)::int FROM sales", 'XX000', "Invalid digit, Value 'N', Pos 1, Type: Integer"],
  ['SELECT region::decimal(5,2) FROM sales', 'XX000', "Invalid digit, Value 'N', Pos 0, Type: Decimal"],
  ['SELECT region::date FROM sales', '22007', 'invalid input syntax for type date: "North"'],
  ['SELECT region::boolean FROM sales', '22P02', 'invalid input syntax for type boolean: "North"'],
  ['SELECT (SELECT id FROM sales)', '21000', 'more than one row returned by a subquery used as an expression'],
  ['SELECT sqrt(-1)', '2201F', 'cannot take square root of a negative number'],
  ['SELECT ln(0)', '2201E', 'cannot take logarithm of a number less than or equal to zero'],
  ["SELECT split_part('a', 'b', 0)", '22023', 'field position must be greater than zero'],
  ["SELECT json_parse('{')", 'XX000', 'JSON parsing failed: invalid JSON: {'],
  ["SELECT json_extract_path_text('{', 'a')", '22P02', 'JSON parsing error: invalid JSON object {'],
  ["SELECT to_date('x', 'YYYY-MM-DD')", '22007', 'invalid value "x" for format "YYYY-MM-DD"'],
  ["SELECT convert_timezone('Nowhere/City', '2024-01-01')", '22023', 'time zone "Nowhere/City" not recognized'],
  // What the local warehouse has not
  ['SELECT st_point(1, 2)', '0A000', 'function st_point is not supported by the local warehouse', 'st_point'],
  ['SELECT "$path" FROM sales', '0A000', 'pseudocolumn "$path" is not supported by the local warehouse', '"$path"'],
  [
    `SELECT object_transform(json_parse('{"a":1}') KEEP '"a"')`,
    '0A000',
    'function object_transform is not supported by the local warehouse',
    'object_transform',
  ],
  ["SELECT fnv_hash('x')", '0A000', 'function fnv_hash is not supported by the local warehouse', 'fnv_hash'],
  [
    'SELECT DISTINCT ON (id) id FROM sales',
    '0A000',
    'SELECT DISTINCT ON is not supported by the local warehouse',
    'ON',
  ],
  [
    'SELECT id FROM sales START WITH id = 1 CONNECT BY PRIOR id = qty',
    '0A000',
    'CONNECT BY is not supported by the local warehouse',
    'START',
  ],
  [
    "SELECT 'x' ~ '(?=x)'",
    '0A000',
    'look-around and back references in regular expressions are not supported by the local warehouse',
    '~',
  ],
  ['SELECT x::geometry FROM sales', '0A000', 'type geometry is not supported by the local warehouse', 'geometry'],
];

describe('errors, in the words of Redshift', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table('sales', ['id int', 'region varchar(20)', 'qty smallint'], "(1, 'North', 2)", "(2, 'South', 3)");
    await engine.table('dates', ['day date'], "('2024-01-01')");
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases.map(([sql, sqlState, message, at]) => ({ sql, sqlState, message, at })))('$sql', async (each) => {
    const { sql, sqlState, message, at } = each;
    const error = await engine.rows(sql).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(RedshiftError);
    expect(error).toMatchObject({ message, sqlState });
    if (at !== undefined) expect(sql.slice((error as RedshiftError).position).startsWith(at)).toBe(true);
  });

  it('gives a parameter that nobody gave a value for its name', () => {
    engine.parameters = new Map();
    expect(() => engine.translate('SELECT :missing')).toThrow('there is no parameter :missing');
    engine.parameters = undefined;
  });
});
