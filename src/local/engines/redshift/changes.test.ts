import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

describe('statements that change rows', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await TestEngine.start();
    await engine.table(
      'target',
      ['id int', 'name varchar(5)', 'price decimal(8,2)'],
      "(1, 'Bob', 1.5)",
      "(2, 'John', 2)",
    );
    await engine.table('source', ['id int', 'name varchar(5)', 'price decimal(8,2)'], "(2, 'Jo', 3)", "(3, 'Bill', 4)");
    await engine.table('log', ['n bigint', 'at timestamp', 'note varchar(10)', 'code char(3)', 'ok boolean']);
  });
  afterAll(() => engine[Symbol.dispose]());

  const target = (): Promise<unknown[][]> => engine.rows('SELECT * FROM target ORDER BY 1, 2');

  it('INSERT takes several rows, columns in any order, and queries', async () => {
    await engine.run("INSERT INTO target (name, id) VALUES ('x', 7), (upper('y'), 4 + 4)");
    await engine.run('INSERT INTO target SELECT id + 100, name FROM source');
    await engine.run('INSERT INTO target (SELECT 200, NULL, 1.005)');
    expect((await target()).slice(2)).toEqual([
      [7, 'x', null],
      [8, 'Y', null],
      [102, 'Jo', null],
      [103, 'Bill', null],
      [200, null, '1.01'],
    ]);
  });

  it('INSERT fills in defaults and identities', async () => {
    engine.column('log', 'n', { identity: 'always', default: '41 + 1' });
    engine.column('log', 'note', { default: "'none'" });
    await engine.run("INSERT INTO log (at, code) VALUES ('2024-01-05', 'ab')");
    await engine.run("INSERT INTO log VALUES (DEFAULT, '2024-01-06 10:00', DEFAULT, 'cd   ', 't')");
    await engine.run('INSERT INTO log DEFAULT VALUES');
    expect(await engine.rows("SELECT n, at, note, code || '|', ok FROM log ORDER BY at")).toEqual([
      ['42', '2024-01-05 00:00:00', 'none', 'ab|', null],
      ['42', '2024-01-06 10:00:00', 'none', 'cd|', true],
      ['42', null, 'none', null, null],
    ]);
    await expect(engine.run('INSERT INTO log (n) VALUES (1)')).rejects.toThrow(
      'cannot set an identity column to a value',
    );
  });

  it('INSERT takes a WITH of its query', async () => {
    await engine.run('INSERT INTO target WITH s AS (SELECT 9 AS id) SELECT id FROM s');
    expect((await target()).at(-1)).toEqual([9, null, null]);
  });

  it.each([
    ["INSERT INTO target (name) VALUES ('too long')", '22001', 'value too long for type character varying(5)'],
    ['INSERT INTO target (nope) VALUES (1)', '42703', 'column "nope" of relation "target" does not exist'],
    ['INSERT INTO target (id) VALUES (1, 2)', '42601', 'INSERT has more expressions than target columns'],
    ['INSERT INTO target (id, name) SELECT 1', '42601', 'INSERT has more target columns than expressions'],
    [
      "INSERT INTO target (id) VALUES (date '2024-01-01')",
      '42804',
      'column "id" is of type integer but expression is of type date',
    ],
    ["INSERT INTO target (id) VALUES ('x')", '22P02', 'invalid input syntax for integer: "x"'],
    ['INSERT INTO nope VALUES (1)', '42P01', 'relation "nope" does not exist'],
    ['INSERT INTO target (price) VALUES (10000000)', '22003', 'Numeric data overflow (result precision)'],
  ])('%s is refused', async (sql, sqlState, message) => {
    await expect(engine.run(sql)).rejects.toMatchObject({ sqlState, message });
  });

  it('blanks that are too many for a column are cut off', async () => {
    await engine.run("INSERT INTO target (id, name) VALUES (5, 'abc     ')");
    expect(await engine.rows('SELECT len(name) FROM target WHERE id = 5')).toEqual([[5]]);
  });

  it('UPDATE sets columns, from other tables too', async () => {
    await engine.run("UPDATE target SET name = 'X', price = price + 1 WHERE id = 1");
    await engine.run('UPDATE target SET price = s.price FROM source s WHERE target.id = s.id');
    expect(await target()).toEqual([
      [1, 'X', '2.50'],
      [2, 'John', '3.00'],
    ]);
    await engine.run(
      'WITH s AS (SELECT max(id) AS id FROM source) UPDATE target t SET id = s.id FROM s WHERE t.id = 1',
    );
    expect((await target())[1]).toEqual([3, 'X', '2.50']);
  });

  it('a table is called by its database too', async () => {
    await engine.run(
      'UPDATE "dev"."public"."target" SET price = s.price FROM source s WHERE s.id = "dev"."public"."target".id',
    );
    await engine.run(
      'DELETE FROM dev.public.target USING dev.public.source WHERE dev.public.source.id = dev.public.target.id',
    );
    await engine.run(
      'MERGE INTO dev.public.target USING source ON dev.public.target.id = source.id WHEN MATCHED THEN DELETE',
    );
    expect(await target()).toEqual([[1, 'Bob', '1.50']]);
  });

  it('UPDATE takes a join with the table itself', async () => {
    await engine.run(
      'UPDATE target SET name = b.name FROM target a JOIN source b ON a.id = b.id WHERE target.id = a.id',
    );
    expect(await target()).toEqual([
      [1, 'Bob', '1.50'],
      [2, 'Jo', '2.00'],
    ]);
  });

  it('DELETE takes other tables, subqueries and common tables', async () => {
    await engine.run('DELETE FROM target USING source WHERE target.id = source.id');
    expect(await target()).toEqual([[1, 'Bob', '1.50']]);
    await engine.run('DELETE target WHERE id IN (SELECT id - 2 FROM source)');
    expect(await target()).toEqual([]);
  });

  it('MERGE updates and inserts', async () => {
    await engine.run(`MERGE INTO target USING source s ON target.id = s.id
      WHEN MATCHED THEN UPDATE SET name = s.name, price = target.price + s.price
      WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)`);
    expect(await target()).toEqual([
      [1, 'Bob', '1.50'],
      [2, 'Jo', '5.00'],
      [3, 'Bill', null],
    ]);
  });

  it('MERGE deletes, and inserts all columns', async () => {
    await engine.run(`MERGE INTO target USING source ON target.id = source.id
      WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (source.id, source.name, source.price)`);
    expect(await target()).toEqual([
      [1, 'Bob', '1.50'],
      [3, 'Bill', '4.00'],
    ]);
  });

  it('MERGE refuses a row with several matches', async () => {
    await engine.run("INSERT INTO source VALUES (2, 'Two', 2)");
    const merge = 'MERGE INTO target USING source ON target.id = source.id WHEN MATCHED THEN DELETE';
    await expect(engine.run(merge)).rejects.toThrow('Found multiple matches to update the same tuple.');
    expect(await target()).toHaveLength(2);
  });

  it('MERGE with REMOVE DUPLICATES replaces rows', async () => {
    await engine.run("INSERT INTO target VALUES (2, 'John', 2)");
    await engine.run('MERGE INTO target USING source ON target.id = source.id REMOVE DUPLICATES');
    expect(await target()).toEqual([
      [1, 'Bob', '1.50'],
      [2, 'Jo', '3.00'],
      [3, 'Bill', '4.00'],
    ]);
  });

  it('tells what is read and what is written', () => {
    const { reads, writes, columns } = engine.translate('INSERT INTO target SELECT * FROM source');
    expect([reads.map(({ name }) => name), writes?.name, columns]).toEqual([['source'], 'target', []]);
  });
});
