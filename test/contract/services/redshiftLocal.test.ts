/** The adapter for Redshift where statements are carried out: its tree, its rows, its views, sessions for others. */
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node, NodeAddress } from '../../../src/core/node.ts';
import type { Ctx } from '../../../src/platform/ctx.ts';
import { fetchResult } from '../../../src/platform/results/fetchRelation.ts';
import { ResultEngine } from '../../../src/platform/results/resultEngine.ts';
import { wholeRelation } from '../../../src/protocol/engineProtocol.ts';
import { redshift } from '../../../src/services/redshift/redshift.ts';
import {
  type AdapterSides,
  act,
  below,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
} from '../../support/adapterSides.ts';
import { endless, makeNumbers, makeWorkgroup, sqlDone } from '../../support/redshift.ts';

let sides: AdapterSides;
let ctx: Ctx;
let data: RedshiftDataClient;
const engine = new ResultEngine();
beforeAll(async () => {
  sides = await startAdapterSides();
  ctx = sides.ctx('local');
  data = new RedshiftDataClient(sides.sdk('local'));
  await makeWorkgroup(sides.sdk('local'));
  for (const sql of [
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.orders (id bigint NOT NULL, region varchar(20), amount numeric(12,2), note varchar(40))',
    `INSERT INTO shop.orders VALUES (1, 'Lima', 10.50, ''), (9223372036854775807, 'Cusco', NULL, NULL), (3, 'Lima', 0.10, 'a "b", c')`,
    'CREATE VIEW shop.recent AS SELECT id FROM shop.orders',
    'CREATE MATERIALIZED VIEW shop.cube AS SELECT region, sum(amount) AS total FROM shop.orders GROUP BY region',
  ]) {
    await sqlDone(data, sql);
  }
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await sides?.[Symbol.asyncDispose]();
});

const nowhere: NodeAddress = { kind: 'none.none', path: [] };
const schema: NodeAddress = { kind: 'redshift.schema', path: ['workgroup:etl', 'dev', 'shop'] };
const cube: NodeAddress = { kind: 'redshift.materialized-view', path: [...schema.path, 'cube'] };
const orders: NodeAddress = { kind: 'redshift.table', path: [...schema.path, 'orders'] };

async function started(id: string, input: object, target: NodeAddress = nowhere) {
  const ref = runOf(await act(ctx, id, target, input));
  return { ref, ...(await toTheEnd(ctx, ref)) };
}

async function cellsOf(ref: Parameters<typeof sourceOf>[0]) {
  const result = await sourceOf(ref).result!(ctx, ref, signal);
  await using fetched = await fetchResult(ctx, result, signal);
  const { handle, columns } = await engine.open(fetched.files, signal);
  const { rows } = await engine.ask('rows', { handle, query: wholeRelation, offset: 0, limit: 100 }, signal);
  await engine.close(handle);
  return { columns: columns.map(({ name, type }) => `${name} ${type}`), rows };
}

describe('the tree', () => {
  const named = (nodes: readonly Node[], label: string) => nodes.find((node) => node.label === label);

  test('leads from the workgroup to the columns', async () => {
    const root = await rootOf(ctx, 'redshift', 'pipelines');
    const workgroup = named(await below(ctx, root), 'etl');
    expect(workgroup).toMatchObject({ kind: 'redshift.workgroup', traits: ['available'] });
    expect(workgroup?.tooltip).toContain('DuckDB');
    const database = named(await below(ctx, workgroup!), 'dev');
    expect(database).toMatchObject({ kind: 'redshift.database', path: ['workgroup:etl', 'dev'] });
    const schemas = await below(ctx, database!);
    expect(schemas.map(({ label }) => label)).toEqual(['public', 'shop']);
    const relations = await below(ctx, schema);
    expect(relations.map(({ kind, label }) => [kind, label])).toEqual([
      ['redshift.materialized-view', 'cube'],
      ['redshift.table', 'orders'],
      ['redshift.view', 'recent'],
    ]);
    expect((await below(ctx, schema, 'ord')).map(({ label }) => label)).toEqual(['orders']);
    expect((await below(ctx, orders)).map(({ label, description }) => `${label} ${description}`)).toEqual([
      'id int8 not null',
      'region varchar(20)',
      'amount numeric(12,2)',
      'note varchar(40)',
    ]);
  });

  test('says which materialized view is stale, until it is refreshed', async () => {
    const shown = async () => named(await below(ctx, schema), 'cube');
    expect(await shown()).toMatchObject({ traits: ['fresh'] });
    await started('redshift.execute', { sql: `INSERT INTO shop.orders VALUES (4, 'Puno', 1, NULL)` });
    expect(await shown()).toMatchObject({ traits: ['stale'], iconColor: 'charts.yellow' });
    const { run } = await started('redshift.refresh', {}, cube);
    expect(run).toMatchObject({ state: 'succeeded', title: 'REFRESH MATERIALIZED VIEW shop.cube' });
    const now = await shown();
    expect(now).toMatchObject({ traits: ['fresh'] });
    expect(now?.description).toMatch(/refreshed/);
    await started('redshift.execute', { sql: 'DELETE FROM shop.orders WHERE id = 4' });
  });

  test('shows how a table and a view were made', async () => {
    expect(textOf(await act(ctx, 'redshift.showDdl', orders))).toMatch(
      /^-- redshift workgroup=etl database=dev\nCREATE TABLE shop\.orders[\s\S]*amount numeric\(12,2\)/,
    );
    expect(textOf(await act(ctx, 'redshift.showDdl', cube))).toMatch(/materialized view/i);
  });
});

describe('statements', () => {
  test('give exact rows for the grid, NULL apart from an empty text', async () => {
    const { ref, run } = await started('redshift.query', { sql: 'SELECT * FROM shop.orders ORDER BY id' });
    expect(run).toMatchObject({ state: 'succeeded', engine: 'DuckDB', title: 'SELECT * FROM shop.orders ORDER BY id' });
    expect(run.facts).toEqual(
      expect.arrayContaining([
        { label: 'Rows', value: '3' },
        { label: 'Database', value: 'dev' },
        { label: 'Workgroup', value: 'etl' },
      ]),
    );
    expect(await cellsOf(ref)).toEqual({
      columns: ['id int8', 'region varchar(20)', 'amount numeric(12,2)', 'note varchar(40)'],
      rows: [
        ['1', 'Lima', '10.50', ''],
        ['3', 'Lima', '0.10', 'a "b", c'],
        ['9223372036854775807', 'Cusco', null, null],
      ],
    });
    const preview = await started('redshift.previewTable', {}, orders);
    expect((await cellsOf(preview.ref)).rows).toHaveLength(3);
  });

  test('without rows tell how many they changed', async () => {
    const { ref } = await started('redshift.execute', {
      sql: "UPDATE shop.orders SET note = note WHERE region = 'Lima'",
    });
    expect(await cellsOf(ref)).toEqual({ columns: ['rows_affected int8'], rows: [['2']] });
  });

  test('that fail lead to the line in the document', async () => {
    const { run } = await started('redshift.query', { sql: 'SELECT id,\n  nothing\nFROM shop.orders' });
    expect(run.state).toBe('failed');
    expect(run.error?.message).toMatch(/^line 2:3: ERROR: column "nothing" does not exist/);
  });

  test('as a script are one run whose steps are the statements', async () => {
    const statements = ['CREATE TABLE shop.tmp AS SELECT 1 AS n', 'SELECT n FROM shop.tmp', 'DROP TABLE shop.tmp'];
    const { ref, run, steps } = await started('redshift.executeScript', { statements });
    expect(run).toMatchObject({
      state: 'succeeded',
      title: 'CREATE TABLE shop.tmp AS SELECT 1 AS n; SELECT n FROM shop.…',
    });
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['1 CREATE TABLE shop.tmp AS SELECT 1 AS n', 'succeeded'],
      ['2 SELECT n FROM shop.tmp', 'succeeded'],
      ['3 DROP TABLE shop.tmp', 'succeeded'],
    ]);
    expect((await cellsOf(ref)).rows).toEqual([[1]]);
  });

  test('are listed newest first, of all and of one workgroup', async () => {
    const { ref } = await started('redshift.query', { sql: `SELECT 'the newest'` });
    const of: NodeAddress = { kind: 'redshift.workgroup', path: ['etl'] };
    const [page] = await runPages(ctx, 'redshift', 5, of);
    expect(page?.[0]?.ref).toEqual(ref);
    expect((await runPages(ctx, 'redshift', 5))[0]?.[0]).toMatchObject({ ref: { id: ref.id }, state: 'succeeded' });
  });

  test('say what to do where there is no such warehouse', async () => {
    await expect(act(ctx, 'redshift.query', nowhere, { sql: 'SELECT 1', warehouse: 'missing' })).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringMatching(/\S/),
    });
  });
});

describe('SQL for others', () => {
  test('answers in exact texts, as many rows as were asked for', async () => {
    await using session = await redshift.sql!.open(ctx, { workgroup: 'etl', database: 'dev' }, signal);
    const all = await session.query('SELECT id, amount, note FROM shop.orders ORDER BY id', 10, signal);
    expect(all).toEqual({
      columns: [
        { name: 'id', type: 'int8' },
        { name: 'amount', type: 'numeric(12,2)' },
        { name: 'note', type: 'varchar(40)' },
      ],
      rows: [
        ['1', '10.50', ''],
        ['3', '0.10', 'a "b", c'],
        ['9223372036854775807', null, null],
      ],
      more: false,
    });
    expect(await session.query('SELECT id FROM shop.orders ORDER BY id', 2, signal)).toMatchObject({
      rows: [['1'], ['3']],
      more: true,
    });
    await expect(session.query('SELECT 1 FROM nowhere', 1, signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(session.query('DROP TABLE shop.orders', 1, signal)).rejects.toMatchObject({ code: 'read-only' });
  });

  test('finds unqualified names in a schema, also after a failure and side by side', async () => {
    await using session = await redshift.sql!.open(ctx, { schema: 'shop' }, signal);
    await expect(session.query('SELECT nothing FROM orders', 1, signal)).rejects.toMatchObject({ code: 'failed' });
    const counts = ['SELECT count(*) FROM orders', 'SELECT count(*) FROM recent'].map((sql) =>
      session.query(sql, 1, signal),
    );
    expect((await Promise.all(counts)).map(({ rows }) => rows)).toEqual([[['3']], [['3']]]);
    const relation = await session.start('SELECT region FROM orders ORDER BY 1', 'regions', signal);
    if (relation.kind !== 'query') throw new Error(relation.kind);
    await toTheEnd(ctx, relation.run);
    expect((await cellsOf(relation.run)).rows).toEqual([['Cusco'], ['Lima'], ['Lima']]);
  });

  test('is given up where it runs', async () => {
    await using session = await redshift.sql!.open(ctx, {}, signal);
    const abort = new AbortController();
    await makeNumbers(data);
    const query = session.query(endless, 1, abort.signal);
    setTimeout(() => abort.abort(), 300);
    await expect(query).rejects.toThrow();
    const ended = async () =>
      (await runPages(ctx, 'redshift', 5))[0]?.find(({ title }) => title.startsWith('SELECT count(*) FROM nums a'));
    await expect.poll(async () => (await ended())?.state, { timeout: 20_000 }).toBe('stopped');
  });
});
