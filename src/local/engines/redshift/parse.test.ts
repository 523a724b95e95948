import { describe, expect, it } from 'vitest';
import { parseCases } from './parseCases.ts';
import { parseOne, parseScript } from './parseScript.ts';
import { RedshiftError } from './redshiftError.ts';
import { sessionCases } from './sessionCases.ts';
import { typeText } from './types/typeNames.ts';

/** A statement without trees and places, which other tests look at. */
function parsed(sql: string): unknown {
  const plain = (value: unknown): unknown => {
    if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]));
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => !['tree', 'at', 'queryAt'].includes(key));
    return Object.fromEntries(entries.map(([key, each]) => [key, plain(each)]));
  };
  return plain(parseOne(sql).statement);
}

/** What Redshift has and the local warehouse refuses by its name. */
const unsupported = [
  ['CREATE PROCEDURE p() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql', 'CREATE PROCEDURE', 'one after the other'],
  ['CALL p(1)', 'CALL', 'one after the other'],
  [
    'CREATE OR REPLACE FUNCTION f(int) RETURNS int STABLE AS $$ SELECT $1 $$ LANGUAGE sql',
    'CREATE FUNCTION',
    'dbt macro',
  ],
  ["CREATE MODEL m FROM t TARGET x FUNCTION f IAM_ROLE 'r' SETTINGS (S3_BUCKET 'b')", 'CREATE MODEL', 'on AWS'],
  ['CREATE DATASHARE d', 'CREATE DATASHARE', 'on AWS'],
  ["CREATE LIBRARY l LANGUAGE plpythonu FROM 's3://b/l.zip'", 'CREATE LIBRARY', 'on AWS'],
  ['CREATE MASKING POLICY p WITH (a int) USING (0)', 'CREATE MASKING POLICY', 'on AWS'],
  ['CREATE RLS POLICY p USING (true)', 'CREATE RLS POLICY', 'on AWS'],
] as const;

describe('statements of Redshift', () => {
  it.each([...parseCases, ...sessionCases])('%s', (sql, statement) => {
    expect(parsed(sql)).toMatchObject(statement);
  });

  it.each(unsupported)('%s', (sql, name, advice) => {
    expect(parsed(sql)).toMatchObject({ kind: 'unsupported', name, message: expect.stringContaining(advice) });
  });

  it.each([
    ['COPY t FROM', 'syntax error at end of input'],
    ["COPY t FROM 's3://b' NONSENSE", 'syntax error at or near "NONSENSE"'],
    ["COPY t FROM 's3://b' CSV JSON 'auto'", 'JSON is not compatible with CSV'],
    ["COPY t FROM 's3://b' JOB CREATE j AUTO ON", 'COPY JOB is not supported by the local warehouse'],
    ['CREATE TABLE t (a blob)', 'type "blob" does not exist'],
    ['CREATE TABLE t (a varchar(70000))', 'length for type varchar cannot exceed 65535'],
    ['CREATE TABLE t (a decimal(40,2))', 'NUMERIC precision 40 must be between 1 and 38'],
    ['CREATE TABLE t (a int) DISTSTYLE ALL DISTKEY (a)', 'Cannot specify DISTKEY for a DISTSTYLE ALL table.'],
    ['CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS a', 'syntax error at or near "AS"'],
    ['CREATE TABLE t (a int', 'syntax error at end of input'],
    ['DROP TABLE', 'syntax error at end of input'],
    ['COMMENT ON COLUMN c IS NULL', 'column name must be qualified'],
  ])('%s is refused', (sql, message) => {
    expect(() => parseOne(sql)).toThrow(message);
    expect(() => parseOne(sql)).toThrow(RedshiftError);
  });

  it('tells where each statement of a script stands', () => {
    const text = "-- first\nSELECT 1; ;\nSELECT ';' /* ; /* nested */ ; */ , 2;\nBEGIN";
    const { statements } = parseScript(text);
    expect(statements.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      'SELECT 1',
      "SELECT ';' /* ; /* nested */ ; */ , 2",
      'BEGIN',
    ]);
  });

  it('lists the values that a statement wants', () => {
    expect(parseOne("SELECT :a, b::int, ':c', :a, :d").parameters).toEqual({ names: ['a', 'd'], count: 0 });
    expect(parseOne('SELECT $2, $1').parameters).toEqual({ names: [], count: 2 });
  });

  it('folds names, quoted ones too unless the session keeps their case', () => {
    expect(parsed('TRUNCATE "Mixed".T')).toMatchObject({ table: { schema: 'mixed', name: 't' } });
    const { statement } = parseOne('TRUNCATE "Mixed".T', { caseSensitiveIdentifiers: true });
    expect(statement).toMatchObject({ table: { schema: 'Mixed', name: 't' } });
  });

  it('reads types by all their names', () => {
    const types =
      'int2|int|int8|decimal|numeric(5,2)|float4|float|char|varchar|varchar(max)|text|bpchar|timestamptz|time with time zone|super|varbyte(5)|datetime|interval year to month';
    const { statement } = parseOne(
      `CREATE TABLE t (${types
        .split('|')
        .map((type, index) => `c${index} ${type}`)
        .join(', ')})`,
    );
    const columns = statement.kind === 'create-table' ? statement.columns : [];
    expect(columns.map(({ type }) => typeText(type))).toEqual([
      ...['smallint', 'integer', 'bigint', 'numeric(18,0)', 'numeric(5,2)', 'real', 'double precision', 'character(1)'],
      ...['character varying(256)', 'character varying(65535)', 'character varying(256)', 'character(256)'],
      ...[
        'timestamp with time zone',
        'time with time zone',
        'super',
        'binary varying(5)',
        'timestamp without time zone',
      ],
      'interval year to month',
    ]);
  });
});
