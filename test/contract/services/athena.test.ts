/** The adapter for Athena, against the local endpoint, which executes the SQL, and moto, which keeps the books. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  AthenaClient,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionOutcome } from '../../../src/core/action.ts';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import type { Ctx } from '../../../src/platform/ctx.ts';
import { fetchResult } from '../../../src/platform/results/fetchRelation.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  pagesBelow,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  for (const which of bothSides) {
    await new S3Client(sides.sdk(which)).send(new CreateBucketCommand({ Bucket: 'results' }));
  }
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const workgroups: NodeAddress = { kind: 'athena.workgroups', path: [] };
const workgroupAt = (name: string): NodeAddress => ({ kind: 'athena.workgroup', path: [name] });
/** For actions that need no node. */
const nowhere: NodeAddress = { kind: 'athena.workgroups', path: [] };
const athenaOf = (which: Which) => new AthenaClient(sides.sdk(which));

async function workgroupOn(which: Which, { stores = true, name = 'group' } = {}): Promise<string> {
  const Name = `${name}-${randomBytes(4).toString('hex')}`;
  await athenaOf(which).send(
    new CreateWorkGroupCommand({
      Name,
      Description: 'for reports',
      Configuration: stores ? { ResultConfiguration: { OutputLocation: `s3://results/${Name}/` } } : {},
    }),
  );
  return Name;
}

async function removeWorkgroups(which: Which): Promise<void> {
  const client = athenaOf(which);
  for (const { Name = '' } of (await client.send(new ListWorkGroupsCommand({}))).WorkGroups ?? []) {
    const command = new DeleteWorkGroupCommand({ WorkGroup: Name, RecursiveDeleteOption: true });
    if (Name !== 'primary') await client.send(command);
  }
}

async function queriesIn(which: Which, WorkGroup: string): Promise<string[]> {
  return (await athenaOf(which).send(new ListQueryExecutionsCommand({ WorkGroup }))).QueryExecutionIds ?? [];
}

async function namedQuery(which: Which, WorkGroup: string, Name: string): Promise<string> {
  const { NamedQueryId = '' } = await athenaOf(which).send(
    new CreateNamedQueryCommand({
      WorkGroup,
      Name,
      Description: 'what was sold',
      Database: 'shop',
      QueryString: 'SELECT *\nFROM sales',
    }),
  );
  return NamedQueryId;
}

describe.each(bothSides)('%s', (which) => {
  test('the workgroups are a group of Pipelines', async () => {
    await removeWorkgroups(which);
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'athena', 'pipelines');
    expect(group).toMatchObject({ ...workgroups, label: 'Athena workgroups', expandable: true });
    const name = await workgroupOn(which);
    const nodes = await below(ctx, group);
    expect(nodes.map(({ label }) => label).sort()).toEqual([name, 'primary']);
    expect(await below(ctx, group, 'group-')).toEqual([
      {
        kind: 'athena.workgroup',
        path: [name],
        label: name,
        description: 'for reports',
        icon: 'beaker',
        expandable: true,
      },
    ]);
  });

  test('a statement becomes a run in its workgroup, and its rows lie where that stores them', async () => {
    const workgroup = await workgroupOn(which);
    const ctx = sides.ctx(which);
    const sql = '-- the first one\nSELECT 1 AS one;\n';
    const outcome = await act(ctx, 'athena.query', nowhere, { sql, database: 'default', workgroup });
    expect(outcome).toMatchObject({ kind: 'relation', relation: { kind: 'query', title: 'SELECT 1 AS one;', sql } });
    const ref = runOf(outcome);
    expect(ref).toMatchObject({ service: 'athena', of: workgroupAt(workgroup) });
    expect(await queriesIn(which, workgroup)).toEqual([ref.id]);
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ ref, title: 'SELECT 1 AS one', state: 'succeeded', stateLabel: 'SUCCEEDED' });
    expect(run.engine).toBe(which === 'local' ? 'DuckDB' : 'Athena');
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(JSON.parse(run.input ?? '')).toEqual({ sql: '-- the first one\nSELECT 1 AS one', database: 'default' });
    expect(run.facts).toEqual(
      expect.arrayContaining([
        { label: 'Scanned', value: '0 B' },
        { label: 'Database', value: 'default' },
        { label: 'Workgroup', value: workgroup },
      ]),
    );
  });

  test('without a workgroup, the first that stores results is taken; with none, that is said', async () => {
    await removeWorkgroups(which);
    await workgroupOn(which, { stores: false });
    const ctx = sides.ctx(which);
    const ask = () => act(ctx, 'athena.query', nowhere, { sql: 'SELECT 1' });
    await expect(ask()).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('location for query results'),
      hint: expect.stringContaining('workgroup=NAME'),
    });
    const storing = await workgroupOn(which, { name: 'zz' });
    expect(runOf(await ask()).of).toEqual(workgroupAt(storing));
    expect(await queriesIn(which, storing)).toHaveLength(1);
  });

  test('a table’s preview reads its first rows, and a new query is written for it', async () => {
    await removeWorkgroups(which);
    await workgroupOn(which);
    const ctx = sides.ctx(which);
    const table: NodeAddress = { kind: 'glue-catalog.table', path: ['shop', 'ord"ers'] };
    const outcome = await act(ctx, 'athena.previewTable', table);
    expect(outcome).toMatchObject({ relation: { title: 'ord"ers' } });
    const { QueryExecution } = await athenaOf(which).send(
      new GetQueryExecutionCommand({ QueryExecutionId: runOf(outcome).id }),
    );
    expect(QueryExecution).toMatchObject({
      Query: 'SELECT * FROM "shop"."ord""ers" LIMIT 1000',
      QueryExecutionContext: { Database: 'shop' },
    });
    expect(await act(ctx, 'athena.newQuery', table)).toEqual({
      kind: 'document',
      title: 'ord"ers.sql',
      language: 'sql',
      text: '-- athena database=shop\nSELECT *\nFROM "shop"."ord""ers"\nLIMIT 100;\n',
      editable: true,
    });
  });

  test('a saved query opens with where it runs', async () => {
    const workgroup = await workgroupOn(which);
    const id = await namedQuery(which, workgroup, 'daily');
    const saved: NodeAddress = { kind: 'athena.named-query', path: [workgroup, id] };
    expect(await act(sides.ctx(which), 'athena.openNamedQuery', saved)).toEqual({
      kind: 'document',
      title: 'daily.sql',
      language: 'sql',
      text: `-- athena database=shop workgroup=${workgroup}\nSELECT *\nFROM sales\n`,
      editable: true,
    });
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'athena.openInConsole', workgroupAt(workgroup))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`/workgroups/details/${workgroup}`),
    });
  });

  test.each(restrictions)('only statements that read are sent when %s', async (restriction) => {
    const workgroup = await workgroupOn(which);
    const ctx = sides.ctx(which, { restriction });
    const changing = { sql: 'CREATE DATABASE never_made', workgroup };
    await expectRefusals(ctx, restriction, 'athena', { 'athena.execute': [nowhere, changing] });
    const writing = [
      'CREATE DATABASE never_made',
      'WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a',
      'DROP TABLE b',
    ];
    for (const sql of writing) {
      await expect(act(ctx, 'athena.query', nowhere, { sql, workgroup }), sql).rejects.toMatchObject({
        code: 'read-only',
      });
    }
    expect(await queriesIn(which, workgroup)).toEqual([]);
    const ref = runOf(await act(ctx, 'athena.query', nowhere, { sql: 'SELECT 1', workgroup }));
    expect((await toTheEnd(ctx, ref)).run.state).toBe('succeeded');
    // Whoever started a query that reads may end it; nobody else's.
    await sourceOf(ref).stop!(ctx, ref, signal);
    const { QueryExecutionId: another } = await athenaOf(which).send(
      new StartQueryExecutionCommand({ QueryString: 'SELECT 2', WorkGroup: workgroup }),
    );
    await expect(sourceOf(ref).stop!(ctx, { ...ref, id: another as RunId }, signal)).rejects.toMatchObject({
      code: 'read-only',
    });
    const { DatabaseList = [] } = await new GlueClient(sides.sdk(which)).send(new GetDatabasesCommand({}));
    expect(DatabaseList.map(({ Name }) => Name)).not.toContain('never_made');
  });

  test('a statement that is missing is asked for, as is a workgroup that does not exist', async () => {
    const ctx = sides.ctx(which);
    await expect(act(ctx, 'athena.query', nowhere, { sql: '' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(act(ctx, 'athena.query', nowhere, { sql: 'SELECT 1', workgroup: 'gone' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/workgroup/i),
    });
  });
});

// moto executes no SQL, and lacks BatchGetQueryExecution and BatchGetNamedQuery.
describe('queries that really run', () => {
  const ask = async (ctx: Ctx, sql: string, workgroup: string): Promise<ActionOutcome> =>
    await act(ctx, 'athena.query', nowhere, { sql, workgroup });

  test('have columns with their types, and rows', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    const sql = `SELECT * FROM (VALUES (1, DECIMAL '2.50', 'a,"b"', DATE '2026-01-31', true), (2, NULL, 'ö', NULL, false))
      AS t (id, total, note, day, paid) ORDER BY id`;
    const ref = runOf(await ask(ctx, sql, workgroup));
    const { run } = await toTheEnd(ctx, ref);
    expect(run.state).toBe('succeeded');
    const result = await sourceOf(ref).result!(ctx, ref, signal);
    expect(result.kind === 'object' && result.uri).toBe(`s3://results/${workgroup}/${ref.id}.csv`);
    expect(result.columns).toEqual([
      { name: 'id', type: 'integer' },
      { name: 'total', type: 'decimal(3,2)' },
      { name: 'note', type: 'varchar' },
      { name: 'day', type: 'date' },
      { name: 'paid', type: 'boolean' },
    ]);
    await using fetched = await fetchResult(ctx, result, signal);
    expect(await readFile(fetched.files.files[0]!, 'utf8')).toBe(
      ['"id","total","note","day","paid"', '"1","2.50","a,""b""","2026-01-31","true"', '"2",,"ö",,"false"', ''].join(
        '\n',
      ),
    );
  });

  test('change the catalog where they may, and show it as text', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    const execute = async (sql: string) =>
      await toTheEnd(ctx, runOf(await act(ctx, 'athena.execute', nowhere, { sql, workgroup })));
    expect((await execute('CREATE DATABASE made')).run.state).toBe('succeeded');
    expect((await execute('CREATE DATABASE made_too')).run.state).toBe('succeeded');
    const { DatabaseList = [] } = await new GlueClient(sides.sdk('local')).send(new GetDatabasesCommand({}));
    expect(DatabaseList.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['made', 'made_too']));
    const ref = runOf(await ask(ctx, "SHOW DATABASES LIKE 'made*'", workgroup));
    await toTheEnd(ctx, ref);
    const result = await sourceOf(ref).result!(ctx, ref, signal);
    expect(result.columns).toEqual([{ name: 'database_name', type: 'string' }]);
    await using fetched = await fetchResult(ctx, result, signal);
    const lines = (await readFile(fetched.files.files[0]!, 'utf8')).split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ database_name: 'made' }, { database_name: 'made_too' }]);
  });

  test('of what writes a table tell how many rows it wrote', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    for (const sql of [
      'CREATE TABLE made.two AS SELECT n FROM (VALUES 1, 2) AS t (n)',
      'INSERT INTO made.two SELECT n FROM (VALUES 3, 4) AS t (n)',
    ]) {
      const ref = runOf(await act(ctx, 'athena.execute', nowhere, { sql, workgroup }));
      expect((await toTheEnd(ctx, ref)).run.state, sql).toBe('succeeded');
      await using fetched = await fetchResult(ctx, await sourceOf(ref).result!(ctx, ref, signal), signal);
      expect(await readFile(fetched.files.files[0]!, 'utf8')).toMatch(/^"?rows_affected"?\s+"?2"?\s*$/);
    }
  });

  test('fail in Athena’s words, with the position', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    const failures = {
      'SELECT nothing FROM (VALUES 1) AS t (a)': /^COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved/,
      'SELECT * FROM gone.away': /^(SCHEMA|TABLE)_NOT_FOUND: line 1:15: .*gone/,
      "SELECT CAST(a AS integer) FROM (VALUES 'x') AS t (a)": /INVALID_CAST_ARGUMENT/,
    };
    for (const [sql, message] of Object.entries(failures)) {
      const ref = runOf(await ask(ctx, sql, workgroup));
      const { run } = await toTheEnd(ctx, ref);
      expect(run, sql).toMatchObject({ state: 'failed', error: { message: expect.stringMatching(message) } });
      await expect(sourceOf(ref).result!(ctx, ref, signal)).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await expect(ask(ctx, 'SELEC 1', workgroup)).rejects.toMatchObject({
      code: 'read-only',
    });
    await expect(act(ctx, 'athena.execute', nowhere, { sql: 'SELEC 1', workgroup })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^line 1:1: mismatched input 'SELEC'/),
    });
  });

  test('are stopped', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    const forever = `SELECT count(*) FROM UNNEST(sequence(1, 100000)) a (x), UNNEST(sequence(1, 100000)) b (y),
      UNNEST(sequence(1, 1000)) c (z) WHERE x * y % 7 = z % 5`;
    const ref = runOf(await ask(ctx, forever, workgroup));
    await sourceOf(ref).stop!(grant(ctx, 'write'), ref, signal);
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ state: 'stopped', stateLabel: 'CANCELLED' });
    expect(run.error).toBeUndefined();
  });

  test('are listed newest first, by workgroup and over those that are on', async () => {
    await removeWorkgroups('local');
    const [one, two, off] = [await workgroupOn('local'), await workgroupOn('local'), await workgroupOn('local')];
    const ctx = sides.ctx('local');
    const ids: string[] = [];
    for (const workgroup of [one, two, off, one, one]) {
      const ref = runOf(await ask(ctx, `SELECT ${ids.length}`, workgroup));
      await toTheEnd(ctx, ref);
      ids.unshift(ref.id);
    }
    const pages = await runPages(ctx, 'athena', 2, workgroupAt(one));
    expect(pages.map((page) => page.map(({ ref }) => ref.id))).toEqual([[ids[0], ids[1]], [ids[4]]]);
    await athenaOf('local').send(new UpdateWorkGroupCommand({ WorkGroup: off, State: 'DISABLED' }));
    const all = (await runPages(ctx, 'athena', 50)).flat().filter(({ ref }) => ids.includes(ref.id));
    expect(all.map(({ ref }) => ref.id)).toEqual(ids.filter((_, i) => i !== 2));
    const [node] = await below(ctx, workgroups, off);
    expect(node?.description).toBe('turned off');
  });

  test('are saved in their workgroup, page by page and by the beginning of their names', async () => {
    const workgroup = await workgroupOn('local');
    const names = Array.from({ length: 60 }, (_, i) => `query-${String(i).padStart(2, '0')}`);
    for (const name of names) await namedQuery('local', workgroup, name);
    const ctx = sides.ctx('local');
    const pages = await pagesBelow(ctx, workgroupAt(workgroup), { limit: 200 });
    expect(pages.map((page) => page.length)).toEqual([50, 10]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    expect(pages[0]?.[0]).toMatchObject({
      kind: 'athena.named-query',
      description: 'shop',
      tooltip: 'what was sold\n\nSELECT *\nFROM sales',
      expandable: false,
    });
    const filtered = await below(ctx, workgroupAt(workgroup), 'query-5');
    expect(filtered.map(({ label }) => label).sort()).toEqual(names.slice(50));
  });

  test('and are gone or not allowed, are said to be', async () => {
    const workgroup = await workgroupOn('local');
    const ctx = sides.ctx('local');
    const ref: RunRef = {
      service: 'athena',
      id: '00000000-0000-4000-8000-000000000000' as RunId,
      of: workgroupAt(workgroup),
    };
    await expect(sourceOf(ref).describe(ctx, ref, signal)).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no query ${ref.id}.`,
    });
    const saved: NodeAddress = { kind: 'athena.named-query', path: [workgroup, ref.id] };
    await expect(act(ctx, 'athena.openNamedQuery', saved)).rejects.toMatchObject({
      message: expect.stringContaining(ref.id),
    });
    await sides.asStranger('local', async (stranger) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(stranger, workgroups)).rejects.toMatchObject(refused);
      await expect(ask(stranger, 'SELECT 1', workgroup)).rejects.toMatchObject(refused);
    });
    expect(await queriesIn('local', workgroup)).toEqual([]);
  });
});
