import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AthenaSyntaxError } from './athenaSyntaxError.ts';
import { TestEngine } from './testEngine.ts';

/** Queries and what Athena says to them. */
const cases: readonly (readonly [sql: string, message: string])[] = [
  // Names
  [
    'SELECT nope FROM sales',
    "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
  ],
  ['SELECT id\nFROM sales s\nWHERE s.nope = 1', "COLUMN_NOT_FOUND: line 3:7: Column 's.nope' cannot be resolved"],
  ['SELECT addr.street FROM sales', "COLUMN_NOT_FOUND: line 1:8: Column 'addr.street' cannot be resolved"],
  ['SELECT region r FROM sales GROUP BY r', "COLUMN_NOT_FOUND: line 1:37: Column 'r' cannot be resolved"],
  ['SELECT qty + 1 AS n FROM sales WHERE n > 2', "COLUMN_NOT_FOUND: line 1:38: Column 'n' cannot be resolved"],
  ['SELECT id FROM sales a, sales b', "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous"],
  ['SELECT id FROM nope', "TABLE_NOT_FOUND: line 1:16: Table 'awsdatacatalog.lake.nope' does not exist"],
  ['SELECT id FROM other.t', "SCHEMA_NOT_FOUND: line 1:16: Schema 'other' does not exist"],
  ['SELECT id FROM hive.lake.sales', "CATALOG_NOT_FOUND: line 1:16: Catalog 'hive' not found"],
  ['SELECT foo(id) FROM sales', "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered"],
  [
    'SELECT lower(qty) FROM sales',
    'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (integer) for function lower. Expected: lower(varchar)',
  ],
  ['SELECT sum(region) FROM sales', 'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar) for function sum'],
  ['SELECT checksum(id) FROM sales', "NOT_SUPPORTED: line 1:8: Function 'checksum' is not supported"],
  ['SELECT CAST(id AS string) FROM sales', 'TYPE_NOT_FOUND: line 1:19: Unknown type: string'],
  // Types
  ['SELECT id FROM sales WHERE region = 1', 'TYPE_MISMATCH: line 1:35: Cannot apply operator: varchar = integer'],
  [
    "SELECT id FROM sales WHERE dt >= '2024-01-01'",
    'TYPE_MISMATCH: line 1:31: Cannot apply operator: date >= varchar(10)',
  ],
  ["SELECT id FROM sales WHERE qty IN ('1')", 'TYPE_MISMATCH: line 1:36: Cannot apply operator: integer = varchar(1)'],
  ['SELECT region + 1 FROM sales', 'TYPE_MISMATCH: line 1:15: Cannot apply operator: varchar + integer'],
  ["SELECT 'a' || 1", 'TYPE_MISMATCH: line 1:12: Cannot apply operator: varchar(1) || integer'],
  [
    'SELECT 1 FROM sales WHERE id',
    'TYPE_MISMATCH: line 1:27: Logical expression term must evaluate to a boolean (actual: bigint)',
  ],
  ['SELECT CAST(dt AS integer) FROM sales', 'TYPE_MISMATCH: line 1:8: Cannot cast date to integer'],
  ["SELECT CASE WHEN true THEN 1 ELSE 'a' END", 'TYPE_MISMATCH: line 1:35: All CASE results must be the same type'],
  [
    'SELECT id FROM sales UNION SELECT region FROM sales',
    'TYPE_MISMATCH: line 1:22: column 1 in UNION query has incompatible types: bigint, varchar',
  ],
  ['SELECT * FROM UNNEST(3)', 'TYPE_MISMATCH: line 1:22: Cannot unnest type: integer'],
  // Aggregates and places
  [
    'SELECT qty FROM sales HAVING qty > 1',
    "EXPRESSION_NOT_AGGREGATE: line 1:8: 'qty' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT region, qty FROM sales GROUP BY region',
    "EXPRESSION_NOT_AGGREGATE: line 1:16: 'qty' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    'SELECT sum(max(qty)) FROM sales',
    "NESTED_AGGREGATION: line 1:12: Cannot nest aggregations inside aggregation 'sum': [max(qty)]",
  ],
  [
    'SELECT id FROM sales WHERE sum(qty) > 1',
    'EXPRESSION_NOT_SCALAR: line 1:28: WHERE clause cannot contain aggregations, window functions or grouping operations: [sum(qty)]',
  ],
  [
    'SELECT DISTINCT region FROM sales ORDER BY id',
    'EXPRESSION_NOT_IN_DISTINCT: line 1:44: For SELECT DISTINCT, ORDER BY expressions must appear in select list',
  ],
  ['SELECT id FROM sales ORDER BY 3', 'INVALID_COLUMN_REFERENCE: line 1:31: ORDER BY position 3 is not in select list'],
  ['SELECT id FROM sales GROUP BY 2', 'INVALID_COLUMN_REFERENCE: line 1:31: GROUP BY position 2 is not in select list'],
  [
    'SELECT * FROM (SELECT 1, 2) AS t(x)',
    "MISMATCHED_COLUMN_ALIASES: line 1:32: Column alias list has 1 entries but 't' has 2 columns available",
  ],
  ["SELECT date_trunc('foo', dt) FROM sales", "INVALID_FUNCTION_ARGUMENT: line 1:8: 'foo' is not a valid DATE field"],
  ['SELECT ?', 'INVALID_PARAMETER_USAGE: line 1:8: Incorrect number of parameters'],
  ["SELECT date '2024-13'", "INVALID_LITERAL: line 1:8: '2024-13' is not a valid DATE literal"],
  // While it runs
  ['SELECT 1 / (qty - qty) FROM sales', 'DIVISION_BY_ZERO: / by zero'],
  ['SELECT 1.5 % 0', 'DIVISION_BY_ZERO: / by zero'],
  ['SELECT CAST(region AS integer) FROM sales', "INVALID_CAST_ARGUMENT: Cannot cast 'North' to INT"],
  ["SELECT CAST('1.5' AS bigint)", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to BIGINT"],
  [
    "SELECT CAST('x' AS decimal(10,2))",
    "INVALID_CAST_ARGUMENT: Cannot cast VARCHAR 'x' to DECIMAL(10, 2). Value is not a number.",
  ],
  ["SELECT CAST('x' AS date)", 'INVALID_CAST_ARGUMENT: Value cannot be cast to date: x'],
  ["SELECT CAST('x' AS timestamp)", 'INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: x'],
  ['SELECT CAST(300 AS tinyint)', 'NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 300'],
  ['SELECT 2147483647 + 1', 'NUMERIC_VALUE_OUT_OF_RANGE: integer addition overflow: 2147483647 + 1'],
  [
    'SELECT ARRAY[1, 2][3]',
    'INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 3 > 2',
  ],
  ['SELECT ARRAY[1][0]', 'INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1'],
  ["SELECT MAP(ARRAY['a'], ARRAY[1])['z']", 'INVALID_FUNCTION_ARGUMENT: Key not present in map: z'],
  ["SELECT date_parse('x', '%Y')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "x"'],
  ["SELECT json_parse('{bad')", "INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{bad'"],
  ["SELECT regexp_like('a', '(?<=x)a')", 'INVALID_FUNCTION_ARGUMENT: Invalid regular expression'],
  ['SELECT (SELECT id FROM sales) FROM sales', 'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows'],
];

describe('errors of queries, in the words of Athena', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    await engine.table(
      'sales',
      ['id bigint', 'region string', 'qty int', 'dt date', 'addr struct<city:string>'],
      "(1, 'North', 2, '2024-01-01', NULL)",
      "(2, 'South', 3, '2024-01-02', NULL)",
    );
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases)('%s', async (sql, message) => {
    const error = await engine.rows(sql).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(AthenaSyntaxError);
    expect((error as AthenaSyntaxError).message.slice(0, message.length)).toBe(message);
    expect((error as AthenaSyntaxError).kind).toBe(message.slice(0, message.indexOf(':')));
  });

  it('counts from where the query begins in the statement', () => {
    const sql = 'EXPLAIN\nSELECT nope\nFROM sales';
    expect(() => engine.translate(sql)).toThrow(/line 2:8: Column 'nope'/);
  });
});
