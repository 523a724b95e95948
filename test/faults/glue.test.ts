/** SIGKILL while jobs and crawlers run, and machines without Python or network: each is said, and nothing is lost. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateCrawlerCommand,
  GetCrawlerCommand,
  GetJobRunsCommand,
  GetPartitionsCommand,
  GetTableCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cacheDir } from '../../src/runtimes/cacheDir.ts';
import { startTestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { isGone } from '../support/isGone.ts';
import { tempFolder } from '../support/tempFolder.ts';

const interrupted = /the local endpoint stopped while the (run|crawl) was going on/;

describe('SIGKILL', () => {
  test('during a run: it has failed, with the reason, and all that it started is ended', async () => {
    await using endpoint = await startTestEndpoint();
    const lake = new GlueLake(endpoint);
    await lake.create();
    await lake.job('done', 'print("done")\n');
    const done = await lake.start('done');
    await lake.until('done', done);
    await lake.job(
      'long',
      `import os, subprocess, sys, time
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
children = [subprocess.Popen(sleeper), subprocess.Popen(sleeper, start_new_session=True)]
print("pids", os.getpid(), *(child.pid for child in children))
time.sleep(600)
`,
      { MaxRetries: 1 },
    );
    const id = await lake.start('long');
    const pids = await vi.waitFor(
      async () => {
        const line = (await lake.output(id)).find((each) => each.startsWith('pids '));
        expect(line).toBeDefined();
        return line!.split(' ').slice(1).map(Number);
      },
      { timeout: 30_000, interval: 50 },
    );
    const folder = path.join(endpoint.state, 'work', 'glue', id);
    expect(existsSync(folder)).toBe(true);

    await endpoint.kill9();
    await endpoint.restart();
    const run = await lake.until('long', id);
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toMatch(interrupted);
    expect(run.CompletedOn).toBeInstanceOf(Date);
    // Which of them is found depends on the system only for what left the run's process group.
    const sure = process.platform === 'linux' ? pids : pids.slice(0, 2);
    for (const pid of sure) expect(await isGone(pid)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    // The log keeps what was said, and what had ended has ended as it did.
    expect((await lake.output(id)).some((line) => line.startsWith('pids '))).toBe(true);
    expect((await lake.run('done', done)).JobRunState).toBe('SUCCEEDED');
    expect(await lake.output(done)).toEqual(['done']);
    const { JobRuns } = await lake.glue.send(new GetJobRunsCommand({ JobName: 'long' }));
    expect(JobRuns).toHaveLength(1);
    // Its place is free again.
    await lake.start('long');
  });

  test('during a crawl: the crawler is ready again, its crawl has failed, and the next one brings all in order', async () => {
    await using endpoint = await startTestEndpoint();
    const lake = new GlueLake(endpoint);
    await lake.create();
    const folder = path.join(endpoint.state, 'buckets/lake/long');
    for (let index = 0; index < 2000; index++) {
      mkdirSync(path.join(folder, `day=${index}`), { recursive: true });
      writeFileSync(path.join(folder, `day=${index}`, 'a.csv'), 'id,total\n1,2\n');
    }
    const Targets = { S3Targets: [{ Path: 's3://lake/long/' }] };
    await lake.glue.send(new CreateCrawlerCommand({ Name: 'long', Role: 'r', DatabaseName: 'lake', Targets }));
    const crawlerOf = async () => (await lake.glue.send(new GetCrawlerCommand({ Name: 'long' }))).Crawler!;
    // Once while it reads, once while it writes.
    for (const isFarEnough of [
      async () => (await crawlerOf()).State === 'RUNNING',
      async () => (await partitionsSoFar(lake)) > 0,
    ]) {
      await lake.glue.send(new StartCrawlerCommand({ Name: 'long' }));
      await vi.waitFor(async () => expect(await isFarEnough()).toBe(true), { timeout: 30_000, interval: 5 });
      await endpoint.kill9();
      await endpoint.restart();
      const crawler = await crawlerOf();
      expect(crawler.State).toBe('READY');
      if (crawler.LastCrawl?.Status === 'SUCCEEDED') continue;
      expect(crawler.LastCrawl).toMatchObject({ Status: 'FAILED', ErrorMessage: expect.stringMatching(interrupted) });
      const { Crawls } = await lake.glue.send(new ListCrawlsCommand({ CrawlerName: 'long' }));
      expect(Crawls![0]).toMatchObject({ State: 'FAILED', ErrorMessage: expect.stringMatching(interrupted) });
    }
    expect(await lake.crawl('long')).toMatchObject({ Status: 'SUCCEEDED' });
    const { Table } = await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'long' }));
    expect(Table!.Parameters).toMatchObject({ objectCount: '2000', recordCount: '2000' });
    expect(await partitionsSoFar(lake)).toBe(2000);
  });
});

async function partitionsSoFar(lake: GlueLake): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  try {
    do {
      const page = await lake.glue.send(
        new GetPartitionsCommand({
          DatabaseName: 'lake',
          TableName: 'long',
          ExcludeColumnSchema: true,
          ...(NextToken ? { NextToken } : {}),
        }),
      );
      count += page.Partitions!.length;
      NextToken = page.NextToken;
    } while (NextToken);
  } catch {
    // There is no such table yet.
  }
  return count;
}

describe('a Python environment that cannot be made', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** How a run ends on an endpoint whose process sees the environment as it is now. */
  async function failureOfRun(): Promise<string | undefined> {
    await using endpoint = await startTestEndpoint();
    const lake = new GlueLake(endpoint);
    await lake.create();
    await lake.job('any', 'print("never")\n');
    const id = await lake.start('any');
    const run = await vi.waitFor(() => lake.until('any', id), { timeout: 60_000 });
    expect(run.JobRunState).toBe('FAILED');
    expect(await lake.output(id)).not.toContain('never');
    expect((await lake.lines('/aws-glue/python-jobs/error', id)).join('\n')).toContain(run.ErrorMessage);
    return run.ErrorMessage;
  }

  test('no Python', async () => {
    vi.stubEnv('STRATA_PYTHON', '/no/such/python');
    expect(await failureOfRun()).toMatch(/Python 3\.10 or newer is needed.*Install it.*STRATA_PYTHON/s);
  });

  test('a Python that is too old', async () => {
    await using folder = tempFolder();
    const old = path.join(folder.path, 'python3');
    writeFileSync(old, '#!/bin/sh\necho 3.8.1\n', { mode: 0o755 });
    vi.stubEnv('STRATA_PYTHON', old);
    expect(await failureOfRun()).toMatch(/Python 3\.10 or newer is needed.*is 3\.8\.1/s);
  });

  test('no network', async () => {
    await using cache = tempFolder();
    // The installer is there, the packages are not.
    for (const name of readdirSync(cacheDir()).filter((each) => /^uv-[\d.]+$/.test(each))) {
      symlinkSync(path.join(cacheDir(), name), path.join(cache.path, name));
    }
    vi.stubEnv('STRATA_CACHE', cache.path);
    vi.stubEnv('UV_CACHE_DIR', path.join(cache.path, 'uv'));
    vi.stubEnv('UV_INDEX_URL', 'http://127.0.0.1:9/simple');
    vi.stubEnv('UV_DEFAULT_INDEX', 'http://127.0.0.1:9/simple');
    vi.stubEnv('UV_HTTP_RETRIES', '0');
    const message = await failureOfRun();
    expect(message).toMatch(/could not be installed.*check the connection and try again/s);
    expect(message).toContain('http://127.0.0.1:9/simple');
    // Nothing half-made is left that a later run would take for whole.
    expect(readdirSync(path.join(cache.path, 'python'))).toEqual([]);
  });

  test('no network and no installer', async () => {
    await using cache = tempFolder();
    vi.stubEnv('STRATA_CACHE', cache.path);
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
    vi.stubEnv('PIP_RETRIES', '0');
    expect(await failureOfRun()).toMatch(/could install uv.*check the connection.*No matching distribution/s);
  });
});
