import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { wholeRelation } from '../../protocol/engineProtocol.ts';
import { ResultEngine } from './resultEngine.ts';

const never = new AbortController().signal;
const folder = tempFolder('strata-engine');
const engine = new ResultEngine();
const file = (name: string) => path.join(folder.path, name);

async function csv(name: string, text: string): Promise<string> {
  await writeFile(file(name), text);
  return file(name);
}

beforeAll(async () => {
  const rows = Array.from(
    { length: 5000 },
    (_, i) => `${i},${i % 7 === 0 ? '' : `name ${i % 10}`},${(i * 1.5).toFixed(2)}`,
  );
  await csv('many.csv', `id,name,amount\n${rows.join('\n')}\n`);
});

afterAll(async () => {
  engine[Symbol.dispose]();
  await folder[Symbol.asyncDispose]();
});

describe('ResultEngine', () => {
  it('answers a query over files in exact texts, and nothing but a query', async () => {
    const sql = `SELECT sum(amount::DECIMAL(18,2)) AS total, 9007199254740993 AS big, NULL AS none, '' AS empty, DATE '2024-02-29' AS day FROM read_csv('${file('many.csv')}')`;
    const { columns, rows, more } = await engine.sql(sql, 10, never);
    expect(columns.map(({ type }) => type)).toEqual(['DECIMAL(38,2)', 'BIGINT', 'INTEGER', 'VARCHAR', 'DATE']);
    expect({ rows, more }).toEqual({
      rows: [['18746250.00', '9007199254740993', null, '', '2024-02-29']],
      more: false,
    });
    expect(await engine.sql('SELECT * FROM range(5)', 3, never)).toMatchObject({
      rows: [['0'], ['1'], ['2']],
      more: true,
    });
    await expect(engine.sql(`COPY (SELECT 1) TO '${file('out.csv')}'`, 1, never)).rejects.toMatchObject({
      code: 'failed',
    });
  });

  it('answers windows of a file, sorted and filtered, with every row exactly once over the pages', async () => {
    const { handle, columns } = await engine.open({ format: 'csv', files: [file('many.csv')] }, never);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'integer'],
      ['name', 'text'],
      ['amount', 'float'],
    ]);
    const query = {
      sort: [{ column: 'name', descending: true }],
      filter: [{ column: 'name', op: 'is-not-null' as const }],
    };
    const count = await engine.ask('count', { handle, filter: query.filter }, never);
    expect(count).toBe(5000 - 715);
    const seen = new Set<string>();
    for (let offset = 0; offset < count; offset += 500) {
      const window = await engine.ask('rows', { handle, query, offset, limit: 500 }, never);
      for (const [id] of window.rows) seen.add(String(id));
    }
    expect(seen.size).toBe(count);
    await engine.close(handle);
  });

  it('keeps integers, decimals, NULL and the empty text exactly as Athena wrote them', async () => {
    const text = '"n","d","s"\n"9223372036854775807","1.10",""\n,"-0.01",\n';
    const columns = [
      { name: 'n', type: 'bigint' },
      { name: 'd', type: 'decimal(10,2)' },
      { name: 's', type: 'varchar' },
    ];
    const source = { format: 'csv' as const, files: [await csv('athena.csv', text)], columns };
    const { handle } = await engine.open(source, never);
    const { rows } = await engine.ask('rows', { handle, query: wholeRelation, offset: 0, limit: 10 }, never);
    expect(rows).toEqual([
      ['9223372036854775807', '1.10', ''],
      [null, '-0.01', null],
    ]);
    await engine.close(handle);
  });

  it('takes data and names for what they are, never for SQL', async () => {
    const name = `x" FROM (SELECT 1); DROP VIEW v; --`;
    const path = await csv(`it's.csv`, `"${name.replaceAll('"', '""')}"\n"'; DROP TABLE t; --"\nplain\n`);
    const { handle, columns } = await engine.open({ format: 'csv', files: [path] }, never);
    expect(columns[0]?.name).toBe(name);
    const filter = [{ column: name, op: 'equals' as const, value: `'; DROP TABLE t; --` }];
    expect(await engine.ask('count', { handle, filter }, never)).toBe(1);
    await engine.close(handle);
  });

  it('matches nothing, and does not fail, for a filter value of another type', async () => {
    const { handle } = await engine.open({ format: 'csv', files: [file('many.csv')] }, never);
    const filter = [{ column: 'id', op: 'greater' as const, value: 'not a number' }];
    expect(await engine.ask('count', { handle, filter }, never)).toBe(0);
    await engine.close(handle);
  });

  it('gives columns of the same name names of their own', async () => {
    const source = {
      format: 'csv' as const,
      files: [await csv('twice.csv', '"a","A"\n"1","2"\n')],
      columns: [
        { name: 'a', type: 'integer' },
        { name: 'A', type: 'integer' },
      ],
    };
    const { handle, columns } = await engine.open(source, never);
    expect(columns.map(({ name }) => name)).toEqual(['a', 'A_2']);
    await engine.close(handle);
  });

  it('says what is wrong with a file that is not what its name says', async () => {
    const broken = await csv('broken.parquet', 'this is no parquet');
    await expect(engine.open({ format: 'parquet', files: [broken] }, never)).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(/broken\.parquet/),
    });
  });

  it('exports what is shown, whole or not at all', async () => {
    const { handle } = await engine.open({ format: 'csv', files: [file('many.csv')] }, never);
    const query = {
      sort: [{ column: 'id', descending: true }],
      filter: [{ column: 'id', op: 'less' as const, value: '3' }],
    };
    const target = file('out.csv');
    expect(await engine.ask('export', { handle, query, format: 'csv', file: target }, never)).toEqual({ rows: 3 });
    expect(await readFile(target, 'utf8')).toBe('id,name,amount\n2,name 2,3.0\n1,name 1,1.5\n0,,0.0\n');
    const nowhere = file('missing/out.csv');
    await expect(engine.ask('export', { handle, query, format: 'csv', file: nowhere }, never)).rejects.toThrow();
    await engine.close(handle);
  });

  it('stops a question that nobody waits for any more', async () => {
    const { handle } = await engine.open({ format: 'csv', files: [file('many.csv')] }, never);
    const abort = new AbortController();
    const asked = engine.ask('rows', { handle, query: wholeRelation, offset: 0, limit: 10 }, abort.signal);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(await engine.ask('count', { handle, filter: [] }, never)).toBe(5000);
    await engine.close(handle);
  });

  it('opens its relations again after a crash', async () => {
    const own = new ResultEngine();
    try {
      const { handle } = await own.open({ format: 'csv', files: [file('many.csv')] }, never);
      const { pid } = await own.process();
      process.kill(pid, 'SIGKILL');
      await expect(waitForCrash(own, handle)).resolves.toBe(5000);
      // A grid that is drawn anew asks for both at once, and both find the relation closed.
      process.kill(own.process().pid, 'SIGKILL');
      await own.ask('count', { handle, filter: [] }, never).catch(() => {});
      const rows = { handle, query: wholeRelation, offset: 0, limit: 10 };
      const both = [own.ask('rows', rows, never), own.ask('count', { handle, filter: [] }, never)];
      expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      expect((await own.process()).pid).not.toBe(pid);
    } finally {
      own[Symbol.dispose]();
    }
  });
});

/** The call at the moment of the crash may fail with a clear message; the next one must be answered. */
async function waitForCrash(engine: ResultEngine, handle: string): Promise<number> {
  try {
    return await engine.ask('count', { handle, filter: [] }, never);
  } catch (error) {
    expect(error).toMatchObject({ message: 'The result engine ended unexpectedly.' });
    return await engine.ask('count', { handle, filter: [] }, never);
  }
}
