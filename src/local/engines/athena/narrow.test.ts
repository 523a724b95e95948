import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import type { ReadyQuery, Relation, SourceFile } from './engineApi.ts';
import { selectInto, withQuery } from './runQuery.ts';

const folder = tempFolder('strata-narrow');
afterAll(() => folder[Symbol.asyncDispose]());

const days = ['2024-01-01', '2024-01-02', '2024-01-03', `it's`];

function table(name: string): Relation {
  const files = days.map((_, partition): SourceFile => {
    const file = path.join(folder.path, name, `${partition}.csv`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${partition}\n`);
    return { file, uri: `s3://lake/${name}/${partition}.csv`, size: 2, modified: 0, partition };
  });
  return {
    kind: 'table',
    name: ['db', name],
    hidden: [],
    source: {
      columns: [{ name: 'id', type: 'int' }],
      partitionKeys: [{ name: 'day', type: 'string' }],
      partitions: days.map((day) => [day]),
      scans: [{ format: { kind: 'delimited', delimiters: [','], nullText: '\\N', skipLines: 0 }, files }],
    },
  };
}

const relations: Relation[] = [
  table('a'),
  table('b'),
  { kind: 'view', name: ['db', 'v'], sql: 'SELECT id AS n, day AS d FROM "db"."a"', columns: [] },
  {
    kind: 'view',
    name: ['db', 'daily'],
    sql: 'SELECT d, count(*) AS c FROM "db"."v" GROUP BY d',
    columns: [
      { name: 'd', type: 'string' },
      { name: 'c', type: 'bigint' },
    ],
  },
];

async function run(sql: string, more: Partial<ReadyQuery> = {}): Promise<{ rows: number; files: number }> {
  const at = { line: 1, column: 1 };
  const query: ReadyQuery = { sql, query: { sql, at }, relations, folders: [folder.path], spill: '', ...more };
  return await withQuery(query, 512, new AbortController().signal, async (prepared) => {
    const done = await selectInto(prepared, query, path.join(folder.path, 'result.csv'));
    return { rows: done.rows, files: done.scannedBytes / 2 };
  });
}

describe('files that a plan does not need', () => {
  test('are not read: conditions through views, groups and joins count', async () => {
    expect(await run('SELECT * FROM "db"."v"')).toEqual({ rows: 4, files: 4 });
    expect(await run(`SELECT * FROM "db"."v" WHERE d = '2024-01-02'`)).toEqual({ rows: 1, files: 1 });
    expect(await run(`SELECT * FROM "db"."daily" WHERE d > '2024-01-01' AND d < '2025'`)).toEqual({
      rows: 2,
      files: 2,
    });
    expect(await run(`SELECT * FROM "db"."daily" WHERE d = 'it''s'`)).toEqual({ rows: 1, files: 1 });
    const joined = `SELECT * FROM "db"."v" JOIN "db"."b" ON d = b.day WHERE b.day = '2024-01-03'`;
    expect(await run(joined)).toEqual({ rows: 1, files: 2 });
    expect(await run(`SELECT * FROM "db"."v" WHERE d = 'none'`)).toEqual({ rows: 0, files: 0 });
  });

  test('are those that no place in the query needs', async () => {
    const both = `SELECT * FROM "db"."v" WHERE d = '2024-01-01' UNION ALL SELECT * FROM "db"."v" WHERE d = '2024-01-03'`;
    expect(await run(both)).toMatchObject({ rows: 2 });
    const all = `SELECT * FROM "db"."v" WHERE d = '2024-01-01' UNION ALL SELECT * FROM "db"."v"`;
    expect(await run(all)).toEqual({ rows: 5, files: 8 });
  });
});

test('a query that would read more than it may is not run', async () => {
  await expect(run('SELECT * FROM "db"."a"', { mostBytes: 7 })).rejects.toThrow(
    'Query cancelled! : Bytes scanned limit was exceeded',
  );
  expect(await run('SELECT * FROM "db"."a"', { mostBytes: 8 })).toMatchObject({ rows: 4 });
});
