import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

type Case = readonly [expression: string, value: unknown, type: string];

/** Values and types as the Redshift guide has them, in its examples or by its rules. */
const numbers: readonly Case[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
  ['7 / 2', 3, 'integer'],
  ['-7 / 2', -3, 'integer'],
  ['-7 % 3', -1, 'integer'],
  ['1::smallint + 1::smallint', 2, 'smallint'],
  ['1::smallint + 1', 2, 'integer'],
  ['1 + 1::bigint', '2', 'bigint'],
  ['2147483648', '2147483648', 'bigint'],
  ['9223372036854775808', '9223372036854775808', 'numeric(19,0)'],
  ['1::real + 1::real', 2, 'real'],
  ['1::real + 1', 2, 'double precision'],
  ['1.5 + 1e0', 2.5, 'double precision'],
  ['7.5::decimal(8,2) / 2.5::decimal(8,2)', '3.000000000', 'numeric(17,9)'],
  ['10::decimal(8,2) / 3::decimal(8,2)', '3.333333333', 'numeric(17,9)'],
  ['2::decimal(8,2) / 3::decimal(8,2)', '0.666666666', 'numeric(17,9)'],
  ['2.5::decimal(8,2) * 4::smallint', '10.00', 'numeric(14,2)'],
  ['1.5::decimal(8,2) + 1', '2.50', 'numeric(13,2)'],
  ['1.25::decimal(7,2) - 0.125::decimal(15,3)', '1.125', 'numeric(16,3)'],
  ['1.5::decimal(19,2) / (2::decimal(19,0) / 3::decimal(19,0))', '2.2500', 'numeric(38,4)'],
  ['7.5::decimal(4,1) % 2', '1.5', 'numeric(11,1)'],
  ['2 ^ 10', 1024, 'double precision'],
  ['6 & 3', 2, 'integer'],
  ['6 | 3', 7, 'integer'],
  ['6 # 3', 5, 'integer'],
  ['~ 5', -6, 'integer'],
  ['1 << 4', 16, 'integer'],
  ['|/ 25.0', 5, 'double precision'],
  ['@ -5', 5, 'integer'],
  ['-2147483647 - 1', -2147483648, 'integer'],
  // https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html
  ['abs(-38)', 38, 'integer'],
  ['abs(-1.5)', '1.5', 'numeric(2,1)'],
  ['ceiling(28.05)', '29', 'numeric(3,0)'],
  ['floor(28.05)', '28', 'numeric(3,0)'],
  ['round(28.05, 1)', '28.1', 'numeric(4,1)'],
  ['round(28.05)', '28', 'numeric(3,0)'],
  ['round(5)', 5, 'integer'],
  ['round(2.5::float)', 3, 'double precision'],
  ['trunc(111.15, 1)', '111.1', 'numeric(5,1)'],
  ['trunc(111.15)', '111', 'numeric(4,0)'],
  ['trunc(1234::float, -2)', 1200, 'double precision'],
  ['mod(7, 3)', 1, 'integer'],
  ['sign(-17)', -1, 'integer'],
  ['sqrt(16)', 4, 'double precision'],
  ['power(2, 3)', 8, 'double precision'],
  ['pow(9, 0.5)', 3, 'double precision'],
  ['log(100)', 2, 'double precision'],
  ['ln(1)', 0, 'double precision'],
  ['dlog10(1000)', 3, 'double precision'],
  ['exp(0)', 1, 'double precision'],
  ['cbrt(27)', 3, 'double precision'],
  ['degrees(pi())', 180, 'double precision'],
  ['to_hex(2147483647)', '7fffffff', 'character varying(16)'],
  ['greatest(1, 3, null)', 3, 'integer'],
  ['least(1, 2.5)', '1.0', 'numeric(11,1)'],
  ['random() between 0 and 1', true, 'boolean'],
];

const conversions: readonly Case[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/r_CAST_function.html
  ['cast(109.652 as decimal(4,1))', '109.7', 'numeric(4,1)'],
  ['cast(162.00 as integer)', 162, 'integer'],
  ['2.5::int', 3, 'integer'],
  ['cast(2008 as char(4))', '2008', 'character(4)'],
  ['convert(integer, 12.6)', 13, 'integer'],
  ["'5'::int + '7'::int", 12, 'integer'],
  ["'12'::varchar::bigint", '12', 'bigint'],
  ["' 7 '::varchar::int", 7, 'integer'],
  ["'1.5'::decimal", '2', 'numeric(18,0)'],
  ["'1.25'::decimal(5,1)", '1.3', 'numeric(5,1)'],
  ["1 + '2'", 3, 'integer'],
  ["'abcdef'::varchar(3)", 'abc', 'character varying(3)'],
  ["'añb'::varchar(2)", 'a', 'character varying(2)'],
  ["'ab'::char(5) || '|'", 'ab|', 'character varying(6)'],
  ['1.50::varchar', '1.50', 'character varying(5)'],
  ['1.0::float8::varchar', '1', 'character varying(65535)'],
  ['1e20::varchar', '1e+20', 'character varying(65535)'],
  ["'t'::bool", true, 'boolean'],
  ["'no'::boolean", false, 'boolean'],
  ['5::bool', true, 'boolean'],
  ['true::int', 1, 'integer'],
  ["'yes'::varchar::boolean", true, 'boolean'],
  ["try_cast('x' as int)", null, 'integer'],
  ["'616263'::varchar::varbyte::varchar", '616263', 'character varying(64000)'],
  ['null::int', null, 'integer'],
];

const conditions: readonly Case[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
  ["'a ' = 'a'", true, 'boolean'],
  ["'a ' || 'b' = 'a b'", true, 'boolean'],
  ["'a' in ('a ', 'b')", true, 'boolean'],
  ["'ab'::char(5) = 'ab'", true, 'boolean'],
  ["' a' = 'a'", false, 'boolean'],
  ["'' is null", false, 'boolean'],
  ["'B' < 'a'", true, 'boolean'],
  ["'5'::varchar = 5", true, 'boolean'],
  ["date '2008-01-01' < '2008-01-02'", true, 'boolean'],
  ['1 = 1.0', true, 'boolean'],
  ["null = 'a'", null, 'boolean'],
  ['true is not false', true, 'boolean'],
  ['null::boolean is unknown', true, 'boolean'],
  ['null is distinct from 1', true, 'boolean'],
  ['5 between 1 and 10', true, 'boolean'],
  ['5 not between 1 and 10', false, 'boolean'],
  ['(1, 2) = (1, 2)', true, 'boolean'],
  ['(1, 2) in ((1, 2), (3, 4))', true, 'boolean'],
  ['2 = any(array[1, 2])', true, 'boolean'],
  ["'abc' like 'A%'", false, 'boolean'],
  ["'abc' ilike 'A%'", true, 'boolean'],
  ["'a_c' like 'a\\\\_c'", true, 'boolean'],
  ["'abc' like 'a\\\\_c'", false, 'boolean'],
  ["'a%' like 'a^%' escape '^'", true, 'boolean'],
  ["'abc' similar to '(b|a)%'", true, 'boolean'],
  ["'abc' similar to 'b'", false, 'boolean'],
  ["'a.c' similar to 'a.c'", true, 'boolean'],
  ["'abc' similar to 'a.c'", false, 'boolean'],
  ["'abc' ~ '^a.c$'", true, 'boolean'],
  ["'abc' ~* 'B'", true, 'boolean'],
  ["'abc' !~ 'x'", true, 'boolean'],
  ["'a1' ~ '\\\\d'", true, 'boolean'],
  // https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html
  ["case 1 when 1 then 'one' else 'other' end", 'one', 'character varying(5)'],
  ['case when false then 1 else 0.5 end', '0.5', 'numeric(11,1)'],
  ['case when false then 1 end', null, 'integer'],
  ['coalesce(null, 2, 3)', 2, 'integer'],
  ["nvl(null, 'x')", 'x', 'character varying(1)'],
  ["nvl('abc'::varchar(5), 'unknown')", 'abc', 'character varying(7)'],
  ["case when false then 'ab'::char(2) else 'longer' end", 'longer', 'character varying(6)'],
  ["greatest('a'::varchar(1), 'bcd')", 'bcd', 'character varying(3)'],
  ["nvl2(null, 'a', 'b')", 'b', 'character varying(1)'],
  ["nvl2('', 'a', 'b')", 'a', 'character varying(1)'],
  ["nullif('a ', 'a')", null, 'character varying(2)'],
  ["decode(2, 1, 'a', 2, 'b', 'c')", 'b', 'character varying(1)'],
  ["decode(null, null, 'x', 'y')", 'x', 'character varying(1)'],
  ["decode(3, 1, 'a')", null, 'character varying(1)'],
];

describe('expressions of Redshift', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each([...numbers, ...conversions, ...conditions])('%s', async (expression, value, type) => {
    expect(await engine.answer(`SELECT ${expression}`)).toEqual({ rows: [[value]], types: [type] });
  });
});
