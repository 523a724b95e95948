/** dbt's processes killed while they work: each run says so, and the next command works. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRef } from '../../src/core/run.ts';
import { dbt } from '../../src/services/dbt/dbt.ts';
import { type DbtRunRecord, readRun, runsFolder } from '../../src/services/dbt/runFolder.ts';
import { type DbtShop, dbtShop } from '../support/dbtShop.ts';

const { signal } = new AbortController();
const slow = 'select count(*) as many from range(100000) a, range(100000) b where (a.range * b.range) % 7 = 3';

let shop: DbtShop;
beforeAll(async () => {
  shop = await dbtShop();
  await shop.end(await shop.run('deps'));
  await writeFile(path.join(shop.project, 'models/slow.sql'), `{{ config(materialized='table') }} ${slow}\n`);
});
afterAll(() => shop?.[Symbol.asyncDispose]());

/** A run of the slow model, once its statement runs. */
async function startSlow(): Promise<{ readonly ref: RunRef; readonly record: DbtRunRecord & { pid: number } }> {
  const ref = await shop.run('run', 'model.shop.slow');
  for (;;) {
    const steps = await dbt.runs!.steps!(shop.ctx, ref, signal);
    if (steps.some(({ state }) => state === 'running')) break;
    await sleep(50);
  }
  return { ref, record: (await readRun(shop.root, ref.id)) as DbtRunRecord & { pid: number } };
}

const residentFile = (name: string) => path.join(path.dirname(runsFolder(shop.root)), name);

async function works(): Promise<void> {
  const ref = await shop.run('seed');
  expect((await shop.end(ref)).run.state).toBe('succeeded');
}

test('the process of a run is killed: the run was interrupted, and the next command works', async () => {
  await works();
  const { ref, record } = await startSlow();
  process.kill(record.pid, 'SIGKILL');
  const { run, steps } = await shop.end(ref);
  expect(run.state).toBe('interrupted');
  expect(steps.find(({ name }) => name === 'slow')?.state).toBe('stopped');
  await works();
});

test('the resident process is killed: its runs were interrupted, and the next command starts another', async () => {
  const { ref, record } = await startSlow();
  const { pid } = JSON.parse(await readFile(residentFile(record.resident), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  expect((await shop.end(ref)).run.state).toBe('interrupted');
  await works();
});

test('a run that waits for another is stopped before it begins', async () => {
  const { ref } = await startSlow();
  const second = await shop.run('seed');
  expect((await dbt.runs!.describe(shop.ctx, second, signal)).state).toBe('queued');
  await dbt.runs!.stop!(shop.ctx, second, signal);
  expect((await shop.end(second)).run.state).toBe('stopped');
  await dbt.runs!.stop!(shop.ctx, ref, signal);
  expect((await shop.end(ref)).run.state).toBe('stopped');
});

test.skipIf(process.platform === 'win32')('an address that others could have written is not used', async () => {
  const { record } = await startSlow().then(async (started) => {
    await dbt.runs!.stop!(shop.ctx, started.ref, signal);
    await shop.end(started.ref);
    return started;
  });
  const file = residentFile(record.resident);
  const before = JSON.parse(await readFile(file, 'utf8')) as { pid: number };
  // As git would check it out.
  await chmod(file, 0o644);
  await works();
  expect((JSON.parse(await readFile(file, 'utf8')) as { pid: number }).pid).not.toBe(before.pid);
});
