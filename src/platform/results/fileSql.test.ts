import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { fileSql } from './fileSql.ts';

const { signal } = new AbortController();

test('sessions share an engine, and the end of one is not that of another', async () => {
  await using folder = tempFolder('strata-file-sql');
  const file = path.join(folder.path, 'sales.csv');
  await writeFile(file, 'region,amount\nLima,1.50\nCusco,2.25\n');
  const sql = `SELECT region, sum(amount) AS total FROM read_csv('${file}') GROUP BY region ORDER BY region`;
  await using first = await fileSql.open({} as never, {}, signal);
  {
    await using second = await fileSql.open({} as never, {}, signal);
    const giveUp = new AbortController();
    const endless = second.query('SELECT sum(a.range) FROM range(10000000) a, range(100000) b', 1, giveUp.signal);
    giveUp.abort();
    await expect(endless).rejects.toThrow();
  }
  expect((await first.query(sql, 10, signal)).rows).toEqual([
    ['Cusco', '2.25'],
    ['Lima', '1.5'],
  ]);
  expect(await first.query(sql, 1, signal)).toMatchObject({ rows: [['Cusco', '2.25']], more: true });
});
