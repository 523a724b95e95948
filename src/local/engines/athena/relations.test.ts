import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import type { FileFormat, SourceColumn, SourceFile } from './engineApi.ts';
import { describeColumns, withQuery } from './runQuery.ts';

const folder = tempFolder('strata-athena');
afterAll(() => folder[Symbol.asyncDispose]());

function file(name: string, content: string | Uint8Array, partition = 0): SourceFile {
  const at = path.join(folder.path, name);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, content);
  return { file: at, uri: `s3://lake/${name}`, size: Buffer.byteLength(content), modified: 0, partition };
}

const columns = (...pairs: [string, string][]): SourceColumn[] => pairs.map(([name, type]) => ({ name, type }));

const csv: FileFormat = { kind: 'delimited', delimiters: [','], nullText: '\\N', skipLines: 0 };
const openCsv: FileFormat = { kind: 'quoted', separator: ',', quote: '"', escape: '\\', skipLines: 0 };
const json: FileFormat = { kind: 'json', caseSensitive: false, ignoreMalformed: false, dotsInKeys: false, keys: {} };

interface Table {
  readonly columns: SourceColumn[];
  readonly format: FileFormat;
  readonly files: SourceFile[];
  readonly keys?: SourceColumn[];
  readonly partitions?: (string | null)[][];
  readonly hidden?: string[];
}

async function rows(table: Table, sql = 'SELECT * FROM "db"."t"'): Promise<unknown[][]> {
  const source = {
    columns: table.columns,
    partitionKeys: table.keys ?? [],
    partitions: table.partitions ?? [],
    scans: [{ format: table.format, files: table.files }],
  };
  const query = {
    sql,
    query: { sql, at: { line: 1, column: 1 } },
    relations: [{ kind: 'table' as const, name: ['db', 't'], source, hidden: table.hidden ?? [] }],
    folders: [folder.path],
    spill: path.join(folder.path, 'spill'),
  };
  const signal = new AbortController().signal;
  return await withQuery(query, 512, signal, async ({ connection }) =>
    (await connection.runAndReadAll(sql)).getRowsJson(),
  );
}

describe('LazySimpleSerDe', () => {
  test('has no quotes, fills up short lines, ignores further fields, and gives NULL for what is none of its type', async () => {
    const files = [file('lazy.csv', '1,"a,2.5\n\\N,\\N,\n3\nx,y,z,more\r\n1.5,,1e2\n')];
    const got = await rows({
      columns: columns(['id', 'int'], ['name', 'string'], ['n', 'double']),
      format: csv,
      files,
    });
    expect(got).toEqual([
      [1, '"a', 2.5],
      [null, null, null],
      [3, null, null],
      [null, 'y', null],
      [null, '', 100],
    ]);
  });

  test('skips header lines of every file, gzipped ones too', async () => {
    const files = [file('a.csv', 'id\n1\n'), file('b.csv.gz', gzipSync('id\n2\n'))];
    const format: FileFormat = { ...csv, skipLines: 1 };
    expect(await rows({ columns: columns(['id', 'bigint']), format, files })).toEqual([['1'], ['2']]);
  });

  test('reads scalars in their own forms only', async () => {
    const files = [
      file('types.csv', 'true,2024-01-31,2024-01-31 10:00:00.5,12.345,-7\nyes,2024/01/31,31.01.2024,abc, 8\n'),
    ];
    const shape = columns(
      ['b', 'boolean'],
      ['d', 'date'],
      ['t', 'timestamp'],
      ['n', 'decimal(6,2)'],
      ['i', 'smallint'],
    );
    expect(await rows({ columns: shape, format: csv, files })).toEqual([
      [true, '2024-01-31', '2024-01-31 10:00:00.5', '12.35', -7],
      [null, null, null, null, null],
    ]);
  });

  test('takes nested values apart by the delimiters of their level', async () => {
    const files = [file('nested.txt', 'a\u00021\u0001k\u0003x\u0002l\u0003\\N\u0001u\u00027\n\u0001\u0001\n')];
    const shape = columns(['a', 'array<string>'], ['m', 'map<string,string>'], ['s', 'struct<name:string,n:int>']);
    const format: FileFormat = { ...csv, delimiters: ['\u0001', '\u0002', '\u0003'] };
    expect(await rows({ columns: shape, format, files })).toEqual([
      [
        ['a', '1'],
        [
          { key: 'k', value: 'x' },
          { key: 'l', value: null },
        ],
        { name: 'u', n: 7 },
      ],
      [[], [], { name: '', n: null }],
    ]);
  });

  test('keeps escaped delimiters', async () => {
    const files = [file('escaped.csv', 'a\\,b,c\\\\d,\\N\nx,y\n')];
    const shape = columns(['a', 'string'], ['b', 'string'], ['c', 'string']);
    expect(await rows({ columns: shape, format: { ...csv, escape: '\\' }, files })).toEqual([
      ['a,b', 'c\\d', null],
      ['x', 'y', null],
    ]);
  });
});

describe('OpenCSVSerde', () => {
  test('takes quotes and escapes off, and leaves empty values empty', async () => {
    const files = [file('open.csv', '"1","a,b","say ""hi"""\n"2",plain,\n"3","back\\"slash"\n')];
    const shape = columns(['id', 'int'], ['a', 'string'], ['b', 'string']);
    expect(await rows({ columns: shape, format: openCsv, files })).toEqual([
      [1, 'a,b', 'say "hi"'],
      [2, 'plain', ''],
      [3, 'back"slash', null],
    ]);
  });

  test('fails for what is no number, naming the value and the field', async () => {
    const files = [file('bad.csv', '"x","1"\n"y",""\n')];
    const shape = columns(['a', 'string'], ['n', 'int']);
    await expect(rows({ columns: shape, format: openCsv, files })).rejects.toThrow(
      `HIVE_BAD_DATA: Error parsing field value '' for field 1: For input string: ""`,
    );
    expect(await rows({ columns: shape, format: openCsv, files }, 'SELECT a FROM "db"."t"')).toEqual([['x'], ['y']]);
  });

  test('reads dates as days and timestamps as milliseconds', async () => {
    const files = [file('epoch.csv', '"18276","1579059880000"\n')];
    const shape = columns(['d', 'date'], ['t', 'timestamp']);
    expect(await rows({ columns: shape, format: openCsv, files })).toEqual([['2020-01-15', '2020-01-15 03:44:40']]);
  });
});

describe('JsonSerDe', () => {
  const shape = columns(
    ['id', 'bigint'],
    ['name', 'string'],
    ['tags', 'array<string>'],
    ['who', 'struct<userid:int,at:timestamp>'],
    ['counts', 'map<string,int>'],
  );

  test('finds keys in any case, at any depth, and reads what is nested', async () => {
    const lines = [
      { ID: 1, Name: 'a', tags: ['x', null], who: { userId: 5, at: '2024-01-01T10:00:00' }, counts: { k: 2 } },
      { id: '2', name: { x: 1 }, tags: null },
    ];
    const files = [file('a.json', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`)];
    expect(await rows({ columns: shape, format: json, files })).toEqual([
      ['1', 'a', ['x', null], { userid: 5, at: '2024-01-01 10:00:00' }, [{ key: 'k', value: 2 }]],
      ['2', '{"x":1}', null, null, null],
    ]);
  });

  test('fails for a line that is no object, unless told to ignore it', async () => {
    const files = [file('broken.json', '{"id":1}\nnot json\n')];
    const table = { columns: columns(['id', 'int']), format: json, files };
    await expect(rows(table)).rejects.toThrow('HIVE_CURSOR_ERROR: Row is not a valid JSON Object');
    expect(await rows({ ...table, format: { ...json, ignoreMalformed: true } })).toEqual([[1], [null]]);
  });

  test('fails for a value of another type', async () => {
    const files = [file('types.json', '{"id":"abc"}\n')];
    await expect(rows({ columns: columns(['id', 'int']), format: json, files })).rejects.toThrow(
      'HIVE_BAD_DATA: Error parsing a column in the table (id): For input string: "abc"',
    );
  });

  test('follows the mappings of keys', async () => {
    const files = [file('mapped.json', '{"the-id":1,"a.b":2}\n')];
    const format: FileFormat = { ...json, dotsInKeys: true, keys: { id: 'the-id' } };
    expect(await rows({ columns: columns(['id', 'int'], ['a_b', 'int']), format, files })).toEqual([[1, 2]]);
  });
});

describe('Parquet', () => {
  async function parquet(name: string, select: string, partition = 0): Promise<SourceFile> {
    const at = path.join(folder.path, name);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (${select}) TO '${at}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return { file: at, uri: `s3://lake/${name}`, size: 1, modified: 0, partition };
  }
  const format: FileFormat = { kind: 'parquet' };

  test('finds columns by name in files of different shapes, in any case, and gives NULL for missing ones', async () => {
    const files = [
      await parquet('p1.parquet', `SELECT 1 AS "Id", 'a' AS name, 2.5 AS extra`),
      await parquet('p2.parquet', `SELECT 'b' AS name, 2::BIGINT AS id`),
      await parquet('p3.parquet', `SELECT 'c' AS name`),
    ];
    const shape = columns(['id', 'bigint'], ['name', 'string']);
    const got = await rows({ columns: shape, format, files }, 'SELECT * FROM "db"."t" ORDER BY name');
    expect(got).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      [null, 'c'],
    ]);
  });

  test('fails for a column of another type when it is read, naming the file', async () => {
    const files = [await parquet('wrong.parquet', `SELECT 'x' AS amount, 1 AS id`)];
    const table = { columns: columns(['amount', 'double'], ['id', 'int']), format, files };
    await expect(rows(table)).rejects.toThrow(
      "HIVE_BAD_DATA: Field amount's type BINARY in parquet file s3://lake/wrong.parquet is incompatible with type double defined in table schema",
    );
    expect(await rows(table, 'SELECT id FROM "db"."t"')).toEqual([[1]]);
  });

  test('reads nested columns, zoned timestamps and binary text', async () => {
    const files = [
      await parquet(
        'nested.parquet',
        `SELECT {a: 1, b: [1, 2]} AS s, MAP {'k': 1} AS m, TIMESTAMPTZ '2024-01-01 10:00:00+02' AS t, 'x'::BLOB AS b`,
      ),
    ];
    const shape = columns(
      ['s', 'struct<b:array<bigint>,a:int,c:string>'],
      ['m', 'map<string,int>'],
      ['t', 'timestamp'],
      ['b', 'string'],
    );
    expect(await rows({ columns: shape, format, files })).toEqual([
      [{ b: ['1', '2'], a: 1, c: null }, [{ key: 'k', value: 1 }], '2024-01-01 08:00:00', 'x'],
    ]);
  });
});

describe('partitions', () => {
  const files = [file('y/a.csv', '1\n', 0), file('y/b.csv', '2\n', 1), file('y/c.csv', '3\n', 2)];
  const table: Table = {
    columns: columns(['id', 'int']),
    format: csv,
    files,
    keys: columns(['day', 'date'], ['region', 'string']),
    partitions: [
      ['2024-01-01', 'Pacífica'],
      ['2024-01-02', 'a/b=c'],
      ['2024-01-03', null],
    ],
  };

  test('give their values, typed, from the catalog', async () => {
    expect(await rows(table, 'SELECT * FROM "db"."t" ORDER BY id')).toEqual([
      [1, '2024-01-01', 'Pacífica'],
      [2, '2024-01-02', 'a/b=c'],
      [3, '2024-01-03', null],
    ]);
  });

  test('and files say where a row comes from', async () => {
    const sql = 'SELECT "$path", "$file_size", "$partition" FROM "db"."t" WHERE id = 2';
    expect(await rows({ ...table, hidden: ['$path', '$file_size', '$partition'] }, sql)).toEqual([
      ['s3://lake/y/b.csv', '2', 'day=2024-01-02/region=a/b=c'],
    ]);
  });

  test('of a wrong type fail the query', async () => {
    const wrong = {
      ...table,
      partitions: [
        ['monday', 'x'],
        ['2024-01-02', 'x'],
        ['2024-01-03', 'x'],
      ],
    };
    await expect(rows(wrong)).rejects.toThrow(
      "HIVE_INVALID_PARTITION_VALUE: Invalid partition value 'monday' for DATE partition key: day",
    );
  });
});

test('a table without files has its columns', async () => {
  const shape = columns(['id', 'int'], ['m', 'map<string,int>']);
  expect(await rows({ columns: shape, format: csv, files: [], keys: columns(['d', 'date']) })).toEqual([]);
});

test('a query reaches no file but those of its folders', async () => {
  const query = (sql: string) => rows({ columns: columns(['id', 'int']), format: csv, files: [] }, sql);
  for (const sql of [
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM glob('/etc/*')`,
    `COPY (SELECT 1) TO '${path.join(folder.path, '../escaped.csv')}'`,
    `SELECT * FROM read_text('${folder.path}/../../etc/passwd')`,
    'INSTALL httpfs',
    `ATTACH '/tmp/strata-other.db' AS other`,
    'SET enable_external_access = true',
  ]) {
    await expect(query(sql), sql).rejects.toThrow(/disabled|locked|Permission/);
  }
});

test('columns are known before a query runs', async () => {
  const sql = `SELECT 1::DECIMAL(10,2) AS a, 'x' AS b`;
  const query = { sql, query: { sql, at: { line: 1, column: 1 } }, relations: [], folders: [], spill: '' };
  const described = await withQuery(query, 256, new AbortController().signal, async ({ columns }) =>
    describeColumns(columns),
  );
  expect(described).toEqual([
    { name: 'a', type: 'DECIMAL(10,2)' },
    { name: 'b', type: 'VARCHAR' },
  ]);
});
