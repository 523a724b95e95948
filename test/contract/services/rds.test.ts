/** The adapter for RDS, against the local endpoint, whose instances are real servers, and moto, which keeps the books. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import { environmentLogins } from '../../../src/hosts/cli/environmentLogins.ts';
import { readRows } from '../../../src/hosts/verbs/readRows.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import type { Ctx } from '../../../src/platform/ctx.ts';
import { invokeAction } from '../../../src/platform/invokeAction.ts';
import { createStatement, readStatement } from '../../../src/platform/postgres/statementFiles.ts';
import { actionWithId } from '../../../src/services/index.ts';
import { rds } from '../../../src/services/rds/rds.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  refined,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

const password = 'first-Passw0rd';
const instanceAt = (id: string): NodeAddress => ({ kind: 'rds.instance', path: [id] });
const nowhere: NodeAddress = { kind: 'none.none', path: [] };
const shop = ['instance:oltp', 'shop'] as const;

let sides: AdapterSides;
/** The workspace of the endpoint. */
let root: string;
/** On the local endpoint, in its workspace. */
let ctx: Ctx;

beforeAll(async () => {
  sides = await startAdapterSides();
  root = path.dirname(sides.endpoint.state);
  ctx = sides.ctx('local', { root });
  for (const which of bothSides) {
    await create(which, 'oltp');
    await refined(ctxOn(which), await found(ctxOn(which), instanceAt('oltp')));
  }
  await done('CREATE SCHEMA "Sales"');
  await done(`CREATE TABLE "Sales"."order" (order_id bigint PRIMARY KEY, note text NOT NULL DEFAULT '-', amount numeric(12, 2),
    paid boolean, at timestamp, first date)`);
  await done(`INSERT INTO "Sales"."order"
    SELECT n, CASE WHEN n = 2 THEN 'ñ, "x"' || chr(10) || 'y' ELSE 'n' || n END, n * 1.10, n % 2 = 0, '2025-01-31 10:00:00.25', '2025-01-31'
    FROM generate_series(1, 5000) n`);
  await done('CREATE VIEW "Sales".paid AS SELECT * FROM "Sales"."order" WHERE paid');
  await done(
    'CREATE MATERIALIZED VIEW "Sales".by_day AS SELECT first, sum(amount) AS amount FROM "Sales"."order" GROUP BY 1',
  );
}, 240_000);
afterAll(() => sides?.[Symbol.asyncDispose]());

const ctxOn = (which: Which) => (which === 'local' ? ctx : sides.ctx('moto'));

async function create(which: Which, id: string): Promise<void> {
  await new RDSClient(sides.sdk(which)).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: id,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      DBName: 'shop',
      AllocatedStorage: 20,
      MasterUsername: 'shopkeeper',
      MasterUserPassword: password,
    }),
  );
}

const execute = (sql: string, as: Ctx = ctx) => act(as, 'rds.execute', nowhere, { sql, place: 'instance:oltp' });

async function done(sql: string): Promise<void> {
  const { run } = await toTheEnd(ctx, runOf(await execute(sql)));
  expect([run.state, run.error?.message]).toEqual(['succeeded', undefined]);
}

/** The rows of a statement as the results panel has them. */
async function rowsOf(sql: string) {
  const outcome = await execute(sql);
  if (outcome.kind !== 'relation') throw new Error(outcome.kind);
  return await readRows(ctx, outcome.relation, { offset: 0, limit: 20_000 }, signal);
}

async function failure(sql: string): Promise<string | undefined> {
  const { run } = await toTheEnd(ctx, runOf(await execute(sql)));
  expect(run.state).toBe('failed');
  return run.error?.message;
}

describe.each(bothSides)('on %s', (which) => {
  test('instances are listed with what they are, narrowed by a prefix, and found by name', async () => {
    const server = await rootOf(ctxOn(which), 'rds', 'pipelines');
    const node = (await below(ctxOn(which), server, 'ol')).find(({ label }) => label === 'oltp');
    expect(node).toMatchObject({
      kind: 'rds.instance',
      description: expect.stringMatching(/^PostgreSQL \d+(\.\d+)* · db\.t4g\.micro$/),
      traits: ['available', 'postgres', 'reachable'],
      expandable: true,
    });
    expect(await below(ctxOn(which), server, 'nothing-begins-so')).toEqual([]);
    await expect(found(ctxOn(which), instanceAt('missing'))).rejects.toMatchObject({ code: 'not-found' });
    expect(textOf(await act(ctxOn(which), 'rds.copyEndpoint', instanceAt('oltp')))).toMatch(/^[\w.-]+:\d+$/);
    expect(textOf(await act(ctxOn(which), 'rds.copyArn', instanceAt('oltp')))).toMatch(
      /^arn:aws:rds:us-east-1:\d{12}:db:oltp$/,
    );
    const definition = JSON.parse(textOf(await act(ctxOn(which), 'rds.showDefinition', instanceAt('oltp'))));
    expect(definition).toMatchObject({ DBInstanceIdentifier: 'oltp', MasterUsername: 'shopkeeper', DBName: 'shop' });
  });

  test('an instance is stopped, started and rebooted, and its row follows until it is so', async () => {
    const id = 'spare';
    await create(which, id);
    const settled = async () => await refined(ctxOn(which), await found(ctxOn(which), instanceAt(id)));
    expect(await settled()).toMatchObject({ expandable: true });
    await act(ctxOn(which), 'rds.stop', instanceAt(id));
    expect(await settled()).toMatchObject({ traits: expect.arrayContaining(['stopped']), expandable: false });
    await act(ctxOn(which), 'rds.start', instanceAt(id));
    expect(await settled()).toMatchObject({ traits: expect.arrayContaining(['available']) });
    await act(ctxOn(which), 'rds.reboot', instanceAt(id));
    expect(await settled()).toMatchObject({ traits: expect.arrayContaining(['available']) });
  });

  test.each(restrictions)('nothing is changed where it is %s', async (restriction) => {
    await expectRefusals(sides.ctx(which, { restriction }), restriction, 'rds', {
      'rds.execute': [nowhere, { sql: 'DROP TABLE t', place: 'instance:oltp' }],
      'rds.start': [instanceAt('oltp')],
      'rds.stop': [instanceAt('oltp')],
      'rds.reboot': [instanceAt('oltp')],
    });
  });
});

describe('the catalog', () => {
  test('leads from the instance to the columns', async () => {
    expect((await below(ctx, instanceAt('oltp'))).map(({ label }) => label)).toEqual(['postgres', 'shop']);
    const schemas = await below(ctx, { kind: 'rds.database', path: shop });
    expect(schemas.map(({ label }) => label)).toEqual(['Sales', 'public']);
    const relations = await below(ctx, schemas[0]!);
    expect(relations.map(({ kind, label }) => [kind, label])).toEqual([
      ['rds.materialized-view', 'by_day'],
      ['rds.table', 'order'],
      ['rds.view', 'paid'],
    ]);
    const columns = await below(ctx, relations[1]!);
    expect(columns.map(({ label, description, icon }) => [label, description, icon])).toEqual([
      ['order_id', 'bigint not null', 'key'],
      ['note', 'text not null', 'symbol-field'],
      ['amount', 'numeric(12,2)', 'symbol-field'],
      ['paid', 'boolean', 'symbol-field'],
      ['at', 'timestamp', 'symbol-field'],
      ['first', 'date', 'symbol-field'],
    ]);
  });

  test('comes page by page, narrowed at the server', async () => {
    await done("DO $$ BEGIN FOR n IN 1..25 LOOP EXECUTE format('CREATE TABLE many_%s ()', n); END LOOP; END $$");
    const schema: NodeAddress = { kind: 'rds.schema', path: [...shop, 'public'] };
    const pages = await pagesBelow(ctx, schema, { limit: 10, prefix: 'many_' });
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(new Set(pages.flat().map(({ label }) => label)).size).toBe(25);
    expect((await below(ctx, schema, 'many_2')).map(({ label }) => label)).toEqual([
      'many_2',
      ...[0, 1, 2, 3, 4, 5].map((n) => `many_2${n}`),
    ]);
    const columns = await pagesBelow(ctx, { kind: 'rds.table', path: [...shop, 'Sales', 'order'] }, { limit: 4 });
    expect(columns.map((page) => page.length)).toEqual([4, 2]);
  });
});

describe('statements', () => {
  test('give every value as PostgreSQL has it', async () => {
    const { columns, rows } = await rowsOf(
      `SELECT 12345678901234567890.12 AS money, 9007199254740993 AS long, true AS yes, NULL AS nothing, '' AS empty,
         'ñ "q"' || chr(10) || 'x' AS text, date '2025-01-31' AS day, interval '1 day' AS span, ARRAY[1, 2] AS list, 'NaN'::numeric AS nan,
         '1.5'::numeric AS money`,
    );
    expect(columns.map(({ type }) => type)).toEqual([
      'numeric(22,2)',
      'bigint',
      'boolean',
      'text',
      'text',
      'text',
      'date',
      'interval',
      'integer[]',
      'numeric',
      'numeric(2,1)',
    ]);
    expect(rows).toEqual([
      [
        '12345678901234567890.12',
        '9007199254740993',
        true,
        null,
        '',
        'ñ "q"\nx',
        '2025-01-31',
        '1 day',
        '{1,2}',
        'NaN',
        '1.5',
      ],
    ]);
  });

  test('bring many rows, and say how many they changed', async () => {
    const { rows } = await rowsOf('SELECT order_id, note, amount FROM "Sales"."order" ORDER BY order_id');
    expect(rows).toHaveLength(5000);
    expect(rows[1]).toEqual(['2', 'ñ, "x"\ny', '2.20']);
    expect((await rowsOf(`UPDATE "Sales"."order" SET paid = true WHERE order_id <= 3`)).rows).toEqual([['3']]);
  });

  test('a preview is of the first rows, whatever the names', async () => {
    const outcome = await act(ctx, 'rds.previewTable', { kind: 'rds.table', path: [...shop, 'Sales', 'order'] });
    if (outcome.kind !== 'relation') throw new Error(outcome.kind);
    const { rows } = await readRows(ctx, outcome.relation, { offset: 0, limit: 5000 }, signal);
    expect(rows).toHaveLength(1000);
  });

  test('say where they are wrong', async () => {
    expect(await failure('SELECT \'ñandú 🚀\',\n  nope FROM "Sales"."order"')).toEqual(
      expect.stringMatching(/^line 2:3: column "nope" does not exist/),
    );
    expect(await failure('SELEC 1')).toMatch(/^line 1:1: syntax error/);
    expect(await failure('SELECT 1; SELECT 2')).toMatch(/cannot insert multiple commands/);
    expect(await failure('INSERT INTO "Sales"."order" VALUES (1)')).toMatch(
      /duplicate key.*\nDetail: Key \(order_id\)=\(1\)/,
    );
  });

  test('are cancelled where they run', async () => {
    const ref: RunRef = runOf(await execute('SELECT pg_sleep(600)'));
    using granted = grant(ctx, 'write').aws;
    await sourceOf(ref).stop!({ ...ctx, granted: 'write', aws: granted }, ref, signal);
    expect((await toTheEnd(ctx, ref)).run.state).toBe('stopped');
    const { rows } = await rowsOf("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'");
    expect(rows).toEqual([['0']]);
  });

  test('that the server itself ends have failed', async () => {
    await done("ALTER ROLE shopkeeper SET statement_timeout = '200ms'");
    expect(await failure('SELECT pg_sleep(60)')).toMatch(/statement timeout/);
    await done('ALTER ROLE shopkeeper RESET statement_timeout');
  });

  test('end with who waits for them', async () => {
    const waiting = new AbortController();
    const input = { sql: 'SELECT pg_sleep(601)', place: 'instance:oltp' };
    const action = actionWithId('rds.execute')!;
    const ref = runOf(await invokeAction(action, ctx, { target: nowhere, input }, waiting.signal));
    waiting.abort();
    expect((await toTheEnd(ctx, ref)).run.state).toBe('stopped');
    const lost = {
      ...(await readStatement(ctx, ref.id)),
      id: randomUUID(),
      state: 'running',
      owner: 2 ** 22 + 1,
    } as const;
    await createStatement(ctx, lost);
    const told = await sourceOf(ref).describe(ctx, { ...ref, id: lost.id as RunId }, signal);
    expect(told).toMatchObject({ state: 'interrupted', error: { message: expect.stringMatching(/is gone/) } });
    const outside = { ...ref, id: '../../endpoint' as RunId };
    await expect(sourceOf(ref).describe(ctx, outside, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('are listed, newest first', async () => {
    await done('SELECT 1 AS newest');
    const [page] = await runPages(ctx, 'rds', 10, instanceAt('oltp'));
    expect(page?.[0]).toMatchObject({
      title: 'SELECT 1 AS newest',
      engine: expect.stringMatching(/^PostgreSQL 1\d\./),
    });
  });

  test('that claim to read and do not are stopped, by their words and by the server', async () => {
    const refusal = act(ctx, 'rds.query', nowhere, { sql: 'SELECT 1; DROP TABLE t', place: 'instance:oltp' });
    await expect(refusal).rejects.toMatchObject({ code: 'read-only' });
    await done(
      'CREATE FUNCTION sneak() RETURNS int LANGUAGE sql AS $$ INSERT INTO "Sales"."order" VALUES (0) RETURNING 1 $$',
    );
    const ref = runOf(await act(ctx, 'rds.query', nowhere, { sql: 'SELECT sneak()', place: 'instance:oltp' }));
    expect((await toTheEnd(ctx, ref)).run.error?.message).toMatch(/read-only transaction/);
  });

  test('others may ask one after another on one connection', async () => {
    await using session = await rds.sql!.open(ctx, { workgroup: 'oltp', schema: 'Sales' }, signal);
    const answer = await session.query('SELECT amount, amount > 2 AS paid FROM "order" ORDER BY order_id', 2, signal);
    expect(answer).toEqual({
      columns: [
        { name: 'amount', type: 'numeric(12,2)' },
        { name: 'paid', type: 'boolean' },
      ],
      rows: [
        ['1.10', 'false'],
        ['2.20', 'true'],
      ],
      more: true,
    });
    await expect(session.query('SELECT * FROM nothing', 1, signal)).rejects.toMatchObject({ code: 'not-found' });
    const plan = await session.query('EXPLAIN SELECT * FROM "order"', 100, signal);
    expect(plan.rows[0]?.[0]).toMatch(/^Seq Scan on "order"/);
    const given = AbortSignal.timeout(200);
    await expect(session.query('SELECT pg_sleep(600)', 1, given)).rejects.toThrow();
    expect((await session.query('SELECT 1', 1, signal)).rows).toEqual([['1']]);
  });
});

describe('a database that strata.yaml names', () => {
  const port = async () => textOf(await act(ctx, 'rds.copyEndpoint', instanceAt('oltp'))).split(':')[1];
  const declare = async (url: string) =>
    await writeFile(path.join(root, 'strata.yaml'), `version: 1\nsources:\n  shop:\n    url: ${url}\n`);

  test('is in the tree beside instances, and is signed in to as the user says', async () => {
    await declare(`postgres://127.0.0.1:${await port()}/shop`);
    const as = (env: NodeJS.ProcessEnv): Ctx => ({
      ...ctx,
      logins: environmentLogins({ PGPASSFILE: '/dev/null', ...env }),
    });
    const [node] = await below(ctx, await rootOf(ctx, 'rds', 'pipelines'), 'shop');
    expect(node).toMatchObject({ kind: 'rds.source', label: 'shop' });
    await expect(below(ctx, node!)).rejects.toMatchObject({ code: 'access-denied' });
    expect(
      (await below(as({ PGUSER: 'shopkeeper', PGPASSWORD: password }), node!)).map(({ label }) => label),
    ).toContain('shop');
    const elsewhere = as({ PGHOST: 'db.example.com', PGUSER: 'shopkeeper', PGPASSWORD: password });
    await expect(below(elsewhere, node!)).rejects.toMatchObject({ code: 'access-denied' });
    await expect(below(as({ PGUSER: 'shopkeeper', PGPASSWORD: 'wrong' }), node!)).rejects.toMatchObject({
      code: 'access-denied',
    });
    expect(textOf(await act(ctx, 'rds.newQuery', node!))).toMatch(/^-- rds source=shop\n/);
  });

  test('is not believed without TLS where TLS was asked for, and nothing of an untrusted workspace is used', async () => {
    await declare(`postgres://127.0.0.1:${await port()}/shop?sslmode=verify-full`);
    const source: NodeAddress = { kind: 'rds.source', path: ['shop'] };
    const able = { ...ctx, logins: environmentLogins({ PGUSER: 'shopkeeper', PGPASSWORD: password }) };
    await expect(below(able, source)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/TLS/),
    });
    const untrusted = { ...able, workspace: { root, trusted: false } };
    await expect(below(untrusted, source)).rejects.toMatchObject({ code: 'not-found' });
    await expect(below(untrusted, instanceAt('oltp'))).rejects.toMatchObject({ code: 'untrusted-workspace' });
  });

  test('that is not there is said to be so', async () => {
    await declare('postgres://127.0.0.1:1/shop');
    const able = { ...ctx, logins: environmentLogins({ PGUSER: 'a', PGPASSWORD: 'b' }) };
    const refusal = below(able, { kind: 'rds.source', path: ['shop'] });
    await expect(refusal).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/127\.0\.0\.1:1/),
    });
  });
});

test('documents say where they run and name the relation', async () => {
  const table: NodeAddress = { kind: 'rds.table', path: [...shop, 'Sales', 'order'] };
  expect(textOf(await act(ctx, 'rds.newQuery', table))).toBe(
    '-- rds instance=oltp database=shop\nSELECT *\nFROM "Sales"."order"\nLIMIT 100;\n',
  );
  expect(textOf(await act(ctx, 'rds.copyName', table))).toBe('"Sales"."order"');
  expect(textOf(await act(ctx, 'rds.queryInstance', instanceAt('oltp')))).toMatch(/^-- rds instance=oltp\n/);
  const view: NodeAddress = { kind: 'rds.view', path: [...shop, 'Sales', 'paid'] };
  expect(textOf(await act(ctx, 'rds.showView', view))).toMatch(/CREATE OR REPLACE VIEW "Sales".paid AS\n +SELECT/);
});
