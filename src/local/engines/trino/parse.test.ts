import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AthenaSyntaxError } from './athenaSyntaxError.ts';
import { substituteParameters } from './parameters.ts';
import { parseStatement } from './parseStatement.ts';
import type { Statement } from './statement.ts';

const query = (sql: string, column: number, line = 1): unknown => ({ sql, at: { line, column } });
const table = { database: 'db', table: 't' };

/** Statements and what they say; partition specs as pairs. */
const statements: readonly (readonly [sql: string, statement: unknown])[] = [
  ['SELECT 1;', { kind: 'query', query: query('SELECT 1', 1) }],
  [
    '-- note\n/* and more */ WITH a AS (SELECT 1) SELECT * FROM a',
    { kind: 'query', query: query('WITH a AS (SELECT 1) SELECT * FROM a', 16, 2) },
  ],
  ['(SELECT 1) UNION (SELECT 2)', { kind: 'query', query: query('(SELECT 1) UNION (SELECT 2)', 1) }],
  ['VALUES 1, 2', { kind: 'query', query: query('VALUES 1, 2', 1) }],
  ['EXPLAIN ANALYZE SELECT 1', { kind: 'explain', analyze: true, query: query('SELECT 1', 17) }],
  ['EXPLAIN (FORMAT JSON, TYPE LOGICAL) SELECT 1', { kind: 'explain', analyze: false, query: query('SELECT 1', 37) }],
  [
    "CREATE TABLE IF NOT EXISTS Db.T WITH (format = 'PARQUET', partitioned_by = ARRAY['a', 'b'], bucket_count = 4) AS SELECT 1 AS a WITH NO DATA",
    {
      kind: 'create-table-as',
      table,
      ifNotExists: true,
      properties: { format: 'PARQUET', partitioned_by: ['a', 'b'], bucket_count: 4 },
      query: query('SELECT 1 AS a', 114),
      withData: false,
    },
  ],
  [
    'INSERT INTO db.t (A, "B") VALUES (1, 2)',
    { kind: 'insert', table, columns: ['a', 'b'], query: query('VALUES (1, 2)', 27) },
  ],
  ['INSERT INTO db.t (SELECT 1)', { kind: 'insert', table, query: query('(SELECT 1)', 18) }],
  [
    "UNLOAD (SELECT 1) TO 's3://b/p/' WITH (format = 'JSON')",
    { kind: 'unload', query: query('SELECT 1', 9), to: 's3://b/p/', properties: { format: 'JSON' } },
  ],
  [
    'CREATE OR REPLACE VIEW "db"."T" AS SELECT 1',
    { kind: 'create-view', view: table, orReplace: true, query: query('SELECT 1', 36) },
  ],
  ['DROP VIEW IF EXISTS db.t', { kind: 'drop-view', view: table, ifExists: true }],
  ['PREPARE q FROM SELECT * FROM t WHERE a = ?', { kind: 'prepare', name: 'q', sql: 'SELECT * FROM t WHERE a = ?' }],
  [
    "EXECUTE q USING 'it''s', -1, date '2024-01-01'",
    { kind: 'execute', name: 'q', values: ["'it''s'", '-1', "date '2024-01-01'"] },
  ],
  ['DEALLOCATE PREPARE q', { kind: 'deallocate', name: 'q' }],
  ['DROP TABLE IF EXISTS `db`.`t`', { kind: 'drop-table', table, ifExists: true }],
  [
    "ALTER SCHEMA db SET DBPROPERTIES ('k'='v')",
    { kind: 'set-database-properties', database: 'db', properties: { k: 'v' } },
  ],
  [
    "CREATE DATABASE IF NOT EXISTS db COMMENT 'c' LOCATION 's3://b/' WITH DBPROPERTIES ('k'='v')",
    {
      kind: 'create-database',
      database: 'db',
      ifNotExists: true,
      comment: 'c',
      location: 's3://b/',
      properties: { k: 'v' },
    },
  ],
  ['DROP SCHEMA db CASCADE', { kind: 'drop-database', database: 'db', ifExists: false, cascade: true }],
  [
    "ALTER TABLE db.t ADD IF NOT EXISTS PARTITION (y = '2024', m = 1) LOCATION 's3://b/1/' PARTITION (y = '2024', m = 2)",
    {
      kind: 'add-partitions',
      table,
      ifNotExists: true,
      partitions: [
        {
          spec: [
            ['y', '2024'],
            ['m', '1'],
          ],
          location: 's3://b/1/',
        },
        {
          spec: [
            ['y', '2024'],
            ['m', '2'],
          ],
        },
      ],
    },
  ],
  [
    "ALTER TABLE db.t DROP PARTITION (y = '1'), PARTITION (y = '2')",
    { kind: 'drop-partitions', table, ifExists: false, partitions: [[['y', '1']], [['y', '2']]] },
  ],
  [
    "ALTER TABLE db.t PARTITION (y = '1') RENAME TO PARTITION (y = '2')",
    { kind: 'rename-partition', table, from: [['y', '1']], to: [['y', '2']] },
  ],
  ["ALTER TABLE db.t SET LOCATION 's3://b/'", { kind: 'set-location', table, location: 's3://b/' }],
  [
    "ALTER TABLE db.t PARTITION (y = '1') SET LOCATION 's3://b/'",
    { kind: 'set-location', table, partition: [['y', '1']], location: 's3://b/' },
  ],
  [
    "ALTER TABLE db.t ADD COLUMNS (a INTEGER COMMENT 'x', b array<struct<C: string>>)",
    {
      kind: 'add-columns',
      table,
      columns: [
        { name: 'a', type: 'int', comment: 'x' },
        { name: 'b', type: 'array<struct<c:string>>' },
      ],
    },
  ],
  [
    'ALTER TABLE db.t REPLACE COLUMNS (a int)',
    { kind: 'replace-columns', table, columns: [{ name: 'a', type: 'int' }] },
  ],
  ["ALTER TABLE db.t SET TBLPROPERTIES ('k' = 'v')", { kind: 'set-table-properties', table, properties: { k: 'v' } }],
  ['MSCK REPAIR TABLE db.t', { kind: 'repair-table', table }],
  ["SHOW DATABASES LIKE 'a.*'", { kind: 'show-databases', like: 'a.*' }],
  ["SHOW TABLES IN db '*x*'", { kind: 'show-tables', database: 'db', like: '*x*' }],
  ['SHOW VIEWS', { kind: 'show-views' }],
  ['SHOW COLUMNS FROM t IN db', { kind: 'show-columns', table }],
  ['SHOW PARTITIONS db.t', { kind: 'show-partitions', table }],
  ['SHOW CREATE TABLE db.t', { kind: 'show-create-table', table }],
  ['SHOW CREATE VIEW db.t', { kind: 'show-create-view', view: table }],
  ["SHOW TBLPROPERTIES db.t ('k')", { kind: 'show-table-properties', table, property: 'k' }],
  [
    "DESCRIBE FORMATTED db.t PARTITION (y = '1')",
    { kind: 'describe', table, formatted: true, partition: [['y', '1']] },
  ],
];

const hive = 'org.apache.hadoop.hive';
const textFormats = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: `${hive}.ql.io.HiveIgnoreKeyTextOutputFormat`,
};

/** Storage clauses and what the catalog keeps of them. */
const storages: readonly (readonly [clauses: string, storage: unknown])[] = [
  [
    '',
    {
      ...textFormats,
      serializationLibrary: `${hive}.serde2.lazy.LazySimpleSerDe`,
      serdeParameters: { 'serialization.format': '1' },
    },
  ],
  [
    "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' STORED AS TEXTFILE",
    {
      ...textFormats,
      serializationLibrary: `${hive}.serde2.lazy.LazySimpleSerDe`,
      serdeParameters: { 'field.delim': '\t', 'serialization.format': '\t', 'escape.delim': '\\', 'line.delim': '\n' },
    },
  ],
  [
    "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar' = ',', 'quoteChar' = '\"')",
    {
      ...textFormats,
      serializationLibrary: `${hive}.serde2.OpenCSVSerde`,
      serdeParameters: { 'serialization.format': '1', separatorChar: ',', quoteChar: '"' },
    },
  ],
  [
    'STORED AS PARQUET',
    {
      inputFormat: `${hive}.ql.io.parquet.MapredParquetInputFormat`,
      outputFormat: `${hive}.ql.io.parquet.MapredParquetOutputFormat`,
      serializationLibrary: `${hive}.ql.io.parquet.serde.ParquetHiveSerDe`,
      serdeParameters: { 'serialization.format': '1' },
    },
  ],
  [
    "STORED AS INPUTFORMAT 'a' OUTPUTFORMAT 'b'",
    {
      inputFormat: 'a',
      outputFormat: 'b',
      serializationLibrary: `${hive}.serde2.lazy.LazySimpleSerDe`,
      serdeParameters: { 'serialization.format': '1' },
    },
  ],
];

/** Maps as pairs, to compare them. */
function plain(statement: Statement): unknown {
  return JSON.parse(JSON.stringify(statement, (_, value: unknown) => (value instanceof Map ? [...value] : value)));
}

describe('statements', () => {
  it.each(statements)('%s', (sql, statement) => {
    expect(plain(parseStatement(sql))).toEqual(statement);
  });

  it.each(storages)('CREATE EXTERNAL TABLE … %s', (clauses, storage) => {
    const sql = `CREATE EXTERNAL TABLE db.t (a int, \`b c\` decimal(10, 2)) PARTITIONED BY (y string) ${clauses} LOCATION 's3://b/p/' TBLPROPERTIES ('k'='v')`;
    expect(parseStatement(sql)).toEqual({
      kind: 'create-table',
      table,
      ifNotExists: false,
      columns: [
        { name: 'a', type: 'int' },
        { name: 'b c', type: 'decimal(10,2)' },
      ],
      partitionedBy: [{ name: 'y', type: 'string' }],
      storage,
      location: 's3://b/p/',
      properties: { k: 'v' },
    });
  });

  it('knows all of the sample workspace', () => {
    const folder = path.resolve(import.meta.dirname, '../../../../sample-workspace/batch-datalake/sql');
    const kinds = readdirSync(folder).map((name) => parseStatement(readFileSync(path.join(folder, name), 'utf8')).kind);
    expect(new Set(kinds)).toEqual(new Set(['query', 'create-view']));
  });
});

const from =
  "',', '.', 'AS', 'CROSS', 'EXCEPT', 'FETCH', 'FOR', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>, <identifier>";

/** What is no statement, and what Athena says to it. */
const errors: readonly (readonly [sql: string, message: string])[] = [
  ['SELECT * FORM t', "line 1:10: mismatched input 'FORM'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', "],
  ['SELECT FROM t', "line 1:8: mismatched input 'FROM'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ['select *\nfrom x\nfrom', `line 3:1: mismatched input 'from'. Expecting: ${from}`],
  ['select *\nfrom x\nwhere from', "line 3:7: mismatched input 'from'. Expecting: <expression>"],
  ['select * from', "line 1:14: mismatched input '<EOF>'. Expecting: '(', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"],
  [
    'select * from `foo`',
    'line 1:15: backquoted identifiers are not supported; use double quotes to quote identifiers',
  ],
  ['select 1x', 'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes'],
  ["select 'open", "line 1:8: mismatched input '''. Expecting: '*', 'ALL', 'DISTINCT', <expression>"],
  ['select a from t limit 10 order by a', "line 1:26: mismatched input 'order'. Expecting: <EOF>"],
  ['select foo(DISTINCT ,1)', "line 1:21: mismatched input ','. Expecting: <expression>"],
  [
    'SELECT x() over (ROWS select) FROM t',
    "line 1:23: mismatched input 'select'. Expecting: 'BETWEEN', 'CURRENT', 'UNBOUNDED', <expression>",
  ],
  [
    "SELECT interval '1' days",
    "line 1:21: mismatched input 'days'. Expecting: 'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'",
  ],
  ['SELEC 1', "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', "],
  ['', "line 1:1: mismatched input '<EOF>'. Expecting: 'ALTER', "],
  ['SELECT 1; SELECT 2', 'Only one sql statement is allowed. Got: SELECT 1; SELECT 2'],
  ['DELETE FROM t', 'Queries of this type are not supported'],
  ['CREATE TABLE t (a int)', 'Queries of this type are not supported'],
  ['CREATE EXTERNAL TABLE t (a int)', 'No location was specified for table. An S3 location must be specified'],
  ['DROP TABLE my-table', "FAILED: ParseException line 1:13 missing EOF at '-' near 'my'"],
  [
    "CREATE EXTERNAL TABLE t (a text) LOCATION 's3://b/'",
    "FAILED: ParseException line 1:27 cannot recognize input near 'text' ')' 'LOCATION' in column type",
  ],
  [
    'MSCK REPAIR t',
    "FAILED: ParseException line 1:12 mismatched input 't' expecting TABLE near 'REPAIR' in msck statement",
  ],
  [
    'SHOW NOTHING',
    "FAILED: ParseException line 1:5 cannot recognize input near 'NOTHING' '<EOF>' '<EOF>' in ddl statement",
  ],
  ['DESCRIBE "t"', "FAILED: ParseException line 1:9 cannot recognize input near '\"t\"' '<EOF>' '<EOF>' in table name"],
];

describe('what is no statement', () => {
  it.each(errors)('%s', (sql, message) => {
    let error: unknown;
    try {
      parseStatement(sql);
    } catch (failure) {
      error = failure;
    }
    expect(error).toBeInstanceOf(AthenaSyntaxError);
    expect((error as AthenaSyntaxError).message.slice(0, message.length)).toBe(message);
  });
});

describe('parameters', () => {
  it('take the places of question marks, and of nothing else', () => {
    const sql = 'SELECT \'?\' AS "?", a - ? FROM t -- ?\nWHERE b = ?';
    expect(substituteParameters(sql, ['-1', "'it''s'"])).toBe(
      "SELECT '?' AS \"?\", a - (-1) FROM t -- ?\nWHERE b = 'it''s'",
    );
  });

  it('are counted, and are expressions', () => {
    const count = 'INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 2';
    expect(() => substituteParameters('SELECT ?', ['1', '2'])).toThrow(count);
    expect(() => substituteParameters('SELECT ?', ['1; DROP TABLE t'])).toThrow('Invalid parameter value');
  });
});
