import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Kernel } from '../../../../kernel.ts';
import { SparkHistory } from './sparkHistory.ts';

let root: string;
let events: string;
let history: SparkHistory;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'strata-history-'));
  events = path.join(root, 'events');
  await mkdir(events);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  history = new SparkHistory({ folder: { root }, log } as unknown as Kernel);
});

afterEach(async () => {
  await history.close();
  await rm(root, { recursive: true, force: true });
});

const kept = async () => (await readdir(path.join(root, 'spark-history')).catch(() => [])).sort();

it('keeps what a driver left under the name of its run, whether that ended by itself or not', async () => {
  await writeFile(path.join(events, 'local-1.zstd'), 'a');
  await writeFile(path.join(events, 'local-2.zstd.inprogress'), 'b');
  await history.keep('jr_1', events);
  expect(await kept()).toEqual(['local-1.jr_1.zstd', 'local-2.jr_1.zstd.inprogress']);
  expect(await readdir(events)).toEqual([]);
});

it('has none of a run that left nothing, or that it does not know', async () => {
  await history.keep('jr_1', events);
  await history.keep('jr_2', path.join(root, 'none'));
  expect(await kept()).toEqual([]);
  expect(await history.url('jr_1')).toBeUndefined();
});

it('keeps the newest hundred', async () => {
  for (let i = 0; i < 104; i++) {
    const file = path.join(events, `local-${i}.zstd`);
    await writeFile(file, 'x');
    await utimes(file, 1000 + i, 1000 + i);
  }
  await history.keep('jr_1', events);
  const names = await kept();
  expect(names).toHaveLength(100);
  expect(names).not.toContain('local-3.jr_1.zstd');
  expect(names).toContain('local-4.jr_1.zstd');
});
