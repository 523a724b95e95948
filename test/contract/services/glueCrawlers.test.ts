/** The adapter for crawlers, against the local endpoint, which really crawls, and moto, which keeps the books. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  DeleteCrawlerCommand,
  GetCrawlerCommand,
  GetCrawlersCommand,
  GlueClient,
  ListCrawlsCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  logOf,
  pagesBelow,
  prepare,
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

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  for (const which of bothSides) {
    await new S3Client(sides.sdk(which)).send(new CreateBucketCommand({ Bucket: 'lake' }));
    await glueOf(which).send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lake' } }));
  }
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const crawlers: NodeAddress = { kind: 'glue-crawlers.crawlers', path: [] };
const crawlerAt = (name: string): NodeAddress => ({ kind: 'glue-crawlers.crawler', path: [name] });
const glueOf = (which: Which) => new GlueClient(sides.sdk(which));
const Role = 'arn:aws:iam::123456789012:role/crawler';

/** A crawler over a folder of its own name, with these files in it. */
async function crawlerOver(which: Which, files: Readonly<Record<string, string>>): Promise<string> {
  const Name = `crawled_${randomBytes(4).toString('hex')}`;
  await putInto(which, Name, files);
  const Targets = { S3Targets: [{ Path: `s3://lake/${Name}/` }] };
  await glueOf(which).send(new CreateCrawlerCommand({ Name, Role, DatabaseName: 'lake', Targets }));
  return Name;
}

async function putInto(which: Which, folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const s3 = new S3Client(sides.sdk(which));
  for (const [name, Body] of Object.entries(files)) {
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: `${folder}/${name}`, Body }));
  }
}

async function crawlsOf(which: Which, CrawlerName: string): Promise<string[]> {
  const { Crawls = [] } = await glueOf(which).send(new ListCrawlsCommand({ CrawlerName }));
  return Crawls.map(({ CrawlId = '' }) => CrawlId);
}

async function stateOf(which: Which, Name: string): Promise<string | undefined> {
  return (await glueOf(which).send(new GetCrawlerCommand({ Name }))).Crawler?.State;
}

async function removeCrawlers(which: Which): Promise<void> {
  const glue = glueOf(which);
  const { Crawlers = [] } = await glue.send(new GetCrawlersCommand({}));
  for (const { Name } of Crawlers) await glue.send(new DeleteCrawlerCommand({ Name }));
}

const orders = { 'day=1/a.csv': 'id,total\n1,2.5\n', 'day=2/a.csv': 'id,total\n2,3\n' };

describe.each(bothSides)('%s', (which) => {
  test('the crawlers are a group of Pipelines, and come page by page', async () => {
    await removeCrawlers(which);
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'glue-crawlers', 'pipelines');
    expect(group).toMatchObject({ ...crawlers, label: 'Crawlers', expandable: true });
    expect(await below(ctx, group)).toEqual([]);
    const names = Array.from({ length: 45 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    const Targets = { S3Targets: [{ Path: 's3://lake/one/' }, { Path: 's3://lake/two/' }] };
    const glue = glueOf(which);
    await prepare(which, names, (Name) =>
      glue.send(new CreateCrawlerCommand({ Name, Role, DatabaseName: 'lake', Targets })),
    );
    const pages = await pagesBelow(ctx, group, { limit: 20 });
    // moto gives all crawlers at once.
    if (which === 'local') expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    expect(await below(ctx, group, 'many-03')).toHaveLength(10);
    const [first] = await below(ctx, group, 'many-007');
    expect(first).toEqual({
      kind: 'glue-crawlers.crawler',
      path: ['many-007'],
      label: 'many-007',
      description: '',
      tooltip: '→ lake\ns3://lake/one/\ns3://lake/two/',
      icon: 'search',
      expandable: false,
      traits: [],
    });
    const arn = expect.stringMatching(/^arn:aws:glue:us-east-1:\d{12}:crawler\/many-007$/);
    expect(await found(ctx, first!)).toEqual({ ...first, arn });
    expect(textOf(await act(ctx, 'glue-crawlers.copyArn', first!))).toEqual(arn);
    await removeCrawlers(which);
  });

  test('a crawl is started, followed to its end and shown at the crawler', async () => {
    const name = await crawlerOver(which, orders);
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'glue-crawlers.openLastRun', crawlerAt(name))).toMatchObject({
      kind: 'done',
      message: 'This crawler has not run yet.',
    });
    const ref = runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name)));
    expect(ref).toMatchObject({ service: 'glue-crawlers', of: crawlerAt(name) });
    expect(await crawlsOf(which, name)).toEqual([ref.id]);
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ ref, title: name, state: 'succeeded', stateLabel: 'COMPLETED' });
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(runOf(await act(ctx, 'glue-crawlers.openLastRun', crawlerAt(name)))).toEqual(ref);
    expect(await found(ctx, crawlerAt(name))).toMatchObject({
      icon: 'pass',
      traits: [],
      description: expect.stringMatching(/^succeeded (now|\d+ sec\. ago)$/),
    });
    const [listed] = (await runPages(ctx, 'glue-crawlers', 10, crawlerAt(name))).flat();
    expect(listed).toEqual(run);
  });

  test('its definition and its page of the console are offered', async () => {
    const name = await crawlerOver(which, {});
    const definition = await act(sides.ctx(which), 'glue-crawlers.showDefinition', crawlerAt(name));
    expect(definition).toMatchObject({ kind: 'document', title: `${name}.json`, language: 'json' });
    expect(JSON.parse(textOf(definition))).toMatchObject({ Name: name, DatabaseName: 'lake' });
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'glue-crawlers.openInConsole', crawlerAt(name))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`/crawlers/view/${name}`),
    });
  });

  test.each(restrictions)('nothing is started or stopped when %s', async (restriction) => {
    const name = await crawlerOver(which, orders);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'glue-crawlers', {
      'glue-crawlers.run': [crawlerAt(name)],
      'glue-crawlers.stop': [crawlerAt(name)],
    });
    const ref: RunRef = { service: 'glue-crawlers', id: 'any' as RunId, of: crawlerAt(name) };
    await expect(sourceOf(ref).stop!(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    expect(await crawlsOf(which, name)).toEqual([]);
    expect(await stateOf(which, name)).toBe('READY');
  });

  test('what is missing or idle is said to be', async () => {
    const ctx = sides.ctx(which);
    const missing = { code: 'not-found', message: expect.stringContaining('gone') };
    await expect(found(ctx, crawlerAt('gone'))).rejects.toMatchObject(missing);
    await expect(act(ctx, 'glue-crawlers.run', crawlerAt('gone'))).rejects.toMatchObject(missing);
    const name = await crawlerOver(which, {});
    await expect(act(ctx, 'glue-crawlers.stop', crawlerAt(name))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(name),
    });
    const ref: RunRef = { service: 'glue-crawlers', id: 'none' as RunId, of: crawlerAt(name) };
    await expect(sourceOf(ref).describe(ctx, ref, signal)).rejects.toMatchObject({
      code: 'not-found',
      message: `The crawler ${name} has no crawl none.`,
    });
  });
});

// moto crawls nothing: it finds no tables, writes no lines, lists crawls oldest first and never lasts.
describe('crawls that really happen', () => {
  test('make tables that the catalog opens, and log what they did, each for itself', async () => {
    const name = await crawlerOver('local', orders);
    const ctx = sides.ctx('local');
    const first = runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name)));
    await toTheEnd(ctx, first);
    const table: NodeAddress = { kind: 'glue-catalog.table', path: ['lake', name] };
    const parts = await below(ctx, table);
    expect(parts.map(({ label, description }) => [label, description])).toEqual([
      ['id', 'bigint'],
      ['total', 'double'],
      ['day', 'string · partition'],
      ['Partitions', 'day'],
      ['Location', `s3://lake/${name}/`],
    ]);
    expect((await below(ctx, parts[3]!)).map(({ label }) => label)).toEqual(['day=1', 'day=2']);
    expect(await found(ctx, table)).toMatchObject({ description: 'csv, about 2 rows' });

    await putInto('local', name, { 'day=3/a.csv': 'id,total\n3,3\n' });
    const second = runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name)));
    const { run } = await toTheEnd(ctx, second);
    expect(run.output).toContain('PARTITION');
    expect((await below(ctx, parts[3]!)).map(({ label }) => label)).toEqual(['day=1', 'day=2', 'day=3']);
    const pages = await runPages(ctx, 'glue-crawlers', 1, crawlerAt(name));
    expect(pages.map((page) => page.map(({ ref }) => ref.id))).toEqual([[second.id], [first.id]]);
    for (const ref of [first, second]) {
      const log = (await logOf(ctx, ref)).map(({ message }) => message);
      expect(log.length).toBeGreaterThan(1);
      expect(log.filter((line) => line.includes('Running Start Crawl'))).toHaveLength(1);
      expect(log.join('\n')).toContain(ref.id);
      expect(log.join('\n')).not.toContain(ref === first ? second.id : first.id);
    }
  });

  test('are listed newest first over all crawlers', async () => {
    await removeCrawlers('local');
    const ctx = sides.ctx('local');
    const ids: string[] = [];
    for (const name of [await crawlerOver('local', orders), await crawlerOver('local', orders)]) {
      const ref = runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name)));
      await toTheEnd(ctx, ref);
      ids.unshift(ref.id);
    }
    const all = (await runPages(ctx, 'glue-crawlers', 50)).flat();
    expect(all.map(({ ref }) => ref.id)).toEqual(ids);
  });

  test('fail with the reason, and are shown as failed', async () => {
    const name = await crawlerOver('local', { 'day=1/torn.parquet': `PAR1${'x'.repeat(100)}` });
    const ctx = sides.ctx('local');
    const { run } = await toTheEnd(ctx, runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name))));
    const reason = `s3://lake/${name}/day=1/torn.parquet cannot be read`;
    expect(run).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(reason) } });
    const node = await found(ctx, crawlerAt(name));
    expect(node).toMatchObject({ icon: 'error', description: expect.stringMatching(/^failed /) });
    expect(node.tooltip).toContain(reason);
    const errors = (await logOf(ctx, run.ref)).filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message).join()).toContain(reason);
  });

  test('are stopped while they go on', async () => {
    const name = await crawlerOver('local', orders);
    const ctx = sides.ctx('local');
    await toTheEnd(ctx, runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name))));
    // A bucket is a folder; so many objects are made faster there.
    for (let i = 0; i < 3000; i++) {
      const folder = path.join(sides.endpoint.state, 'buckets', 'lake', name, `day=${10 + i}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'a.csv'), 'id,total\n1,2\n');
    }
    const ref = runOf(await act(ctx, 'glue-crawlers.run', crawlerAt(name)));
    const running = await found(ctx, crawlerAt(name));
    expect(running).toMatchObject({ traits: ['running'], description: 'running' });
    await expect(act(ctx, 'glue-crawlers.run', crawlerAt(name))).rejects.toMatchObject({ code: 'conflict' });
    await sourceOf(ref).stop!(grant(ctx, 'write'), ref, signal);
    expect((await toTheEnd(ctx, ref)).run).toMatchObject({ state: 'stopped', stateLabel: 'STOPPED' });
    expect(await found(ctx, crawlerAt(name))).toMatchObject({ icon: 'circle-slash', traits: [] });
  });

  test('are refused to whom they are not allowed', async () => {
    const name = await crawlerOver('local', orders);
    await sides.asStranger('local', async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, crawlers)).rejects.toMatchObject(refused);
      await expect(act(ctx, 'glue-crawlers.run', crawlerAt(name))).rejects.toMatchObject(refused);
    });
    expect(await crawlsOf('local', name)).toEqual([]);
  });
});
