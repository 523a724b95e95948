import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
const cases: readonly (readonly [expression: string, value: unknown, type: string])[] = [
  ["'a' || 'bc'", 'abc', 'character varying(3)'],
  ["'a' || null", null, 'character varying(2)'],
  ["'a' || 1", 'a1', 'character varying(12)'],
  ["concat('December 25, ', '2008')", 'December 25, 2008', 'character varying(17)'],
  ["concat('a', null)", null, 'character varying(2)'],
  ["ascii('A')", 65, 'integer'],
  ['chr(65)', 'A', 'character varying(10)'],
  ["charindex('fish', 'dogfish')", 4, 'integer'],
  ["charindex('dog', 'fish')", 0, 'integer'],
  ["strpos('dogfish', 'fish')", 4, 'integer'],
  ["position('fish' in 'dogfish')", 4, 'integer'],
  ["len('français')", 8, 'integer'],
  ["octet_length('français')", 9, 'integer'],
  ["length('cat   '::char(10))", 3, 'integer'],
  ["length('cat   '::varchar(10))", 6, 'integer'],
  ["lower('ABC')", 'abc', 'character varying(3)'],
  ["upper('abc'::varchar(5))", 'ABC', 'character varying(5)'],
  ["initcap('MaRy hAd-a.little')", 'Mary Had-A.Little', 'character varying(17)'],
  ["left('Chicago', 3)", 'Chi', 'character varying(7)'],
  ["right('Chicago', 3)", 'ago', 'character varying(7)'],
  ["lpad('cat', 5)", '  cat', 'character varying(65535)'],
  ["lpad('caterpillar', 3)", 'cat', 'character varying(65535)'],
  ["rpad('cat', 7, 'xy')", 'catxyxy', 'character varying(65535)'],
  ["btrim('     abc     ')", 'abc', 'character varying(13)'],
  ["btrim('xyzaxyzbxyzcxyz', 'xyz')", 'axyzbxyzc', 'character varying(15)'],
  ["trim('    dog    ')", 'dog', 'character varying(11)'],
  ["trim(both 'CDG' from 'GDlightC')", 'light', 'character varying(8)'],
  ["ltrim('2008-01-24', '2008-')", '1-24', 'character varying(10)'],
  ["rtrim('abcxx', 'x')", 'abc', 'character varying(5)'],
  ["repeat('ab', 3)", 'ababab', 'character varying(65535)'],
  ["replicate('-', 4)", '----', 'character varying(65535)'],
  ["replace('Shows Group', 'Shows', 'Theatre')", 'Theatre Group', 'character varying(65535)'],
  ["reverse('abc')", 'cba', 'character varying(3)'],
  ["split_part('abc$def$ghi', '$', 2)", 'def', 'character varying(11)'],
  ["split_part('abc$def$ghi', '$', 4)", '', 'character varying(11)'],
  ["substring('caterpillar', 6, 4)", 'pill', 'character varying(11)'],
  ["substring('caterpillar', 6, 8)", 'pillar', 'character varying(11)'],
  ["substring('caterpillar', -2, 5)", 'ca', 'character varying(11)'],
  ["substring('caterpillar' from 6 for 4)", 'pill', 'character varying(11)'],
  ["substr('caterpillar', 6)", 'pillar', 'character varying(11)'],
  ["translate('mint tea', 'inea', 'osin')", 'most tin', 'character varying(8)'],
  ["strtol('abcd1234', 16)", '2882343476', 'bigint'],
  ["strtol('0xf', 16)", '15', 'bigint'],
  ["strtol('110101', 2)", '53', 'bigint'],
  ['quote_ident(\'"CAT"\')', '"""CAT"""', 'character varying(65535)'],
  ["quote_ident('cat')", 'cat', 'character varying(65535)'],
  ["quote_literal('''CAT''')", "'''CAT'''", 'character varying(65535)'],
  ["md5('Amazon Redshift')", 'f7415e33f972c03abd4f3fed36748f7a', 'character varying(32)'],
  ["sha1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d', 'character varying(40)'],
  ["sha2('', 256)", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'character varying(64)'],
  ["from_varbyte(to_varbyte('6162', 'hex'), 'utf8')", 'ab', 'character varying(65535)'],
  // Regular expressions; a backslash in a literal is written twice
  ["regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')", 8, 'integer'],
  ["regexp_count('the fox', 'FOX', 1, 'i')", 1, 'integer'],
  ["regexp_instr('the fox', 'FOX', 1, 1, 0, 'i')", 5, 'integer'],
  ["regexp_instr('a1b22', '[0-9]+', 1, 2)", 4, 'integer'],
  ["regexp_instr('a1b22', '[0-9]+', 1, 2, 1)", 6, 'integer'],
  ["regexp_replace('the fox', 'FOX', 'quick brown fox', 1, 'i')", 'the quick brown fox', 'character varying(65535)'],
  ["regexp_replace('a@b.com', '@.*\\\\.(org|com)$')", 'a', 'character varying(65535)'],
  ["regexp_replace('John Doe', '(\\\\w+) (\\\\w+)', '$2 $1')", 'Doe John', 'character varying(65535)'],
  ["regexp_substr('the fox', 'FOX', 1, 1, 'i')", 'fox', 'character varying(7)'],
  ["regexp_substr('a1b22', '[0-9]+', 1, 2)", '22', 'character varying(5)'],
  ["regexp_substr('abc', '[0-9]')", '', 'character varying(3)'],
  ["regexp_substr('x=12', '=([0-9]+)', 1, 1, 'e')", '12', 'character varying(4)'],
  // Literals
  ["'it''s'", "it's", 'character varying(4)'],
  ["'a\\\\b'", 'a\\b', 'character varying(3)'],
  ["'a\\nb'", 'a\nb', 'character varying(3)'],
  ["$$it's$$", "it's", 'character varying(4)'],
  ['$x$a $$ b$x$', 'a $$ b', 'character varying(6)'],
  ["E'a\\tb'", 'a\tb', 'character varying(3)'],
];

describe('text functions of Redshift', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases)('%s', async (expression, value, type) => {
    expect(await engine.answer(`SELECT ${expression}`)).toEqual({ rows: [[value]], types: [type] });
  });
});
