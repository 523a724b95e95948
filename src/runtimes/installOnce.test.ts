import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installOnce } from './installOnce.ts';

const { signal } = new AbortController();
let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'strata-install-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

/** Fills a folder slowly, and counts how often. */
function maker() {
  let made = 0;
  const make = async (folder: string) => {
    made++;
    await mkdir(folder);
    await sleep(50);
    await writeFile(path.join(folder, 'tool'), 'whole');
  };
  return { make, count: () => made };
}

describe('installOnce', () => {
  it('makes a folder once for all who want it at the same time', async () => {
    const folder = path.join(cache, 'tool');
    const { make, count } = maker();
    await Promise.all([1, 2, 3].map(() => installOnce(folder, make, { signal })));
    await installOnce(folder, make, { signal });
    expect(count()).toBe(1);
  });

  it('takes over what a killed process left, its lock included, and makes it anew once', async () => {
    const folder = path.join(cache, 'tool');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(`${folder}.lock`, String(gone));
    await mkdir(folder);
    await writeFile(path.join(folder, 'tool'), 'half');
    const { make, count } = maker();
    await Promise.all([1, 2, 3].map(() => installOnce(folder, make, { signal })));
    expect([count(), await readFile(path.join(folder, 'tool'), 'utf8')]).toEqual([1, 'whole']);
    expect(await readdir(cache)).toEqual(['tool']);
  });

  it('leaves nothing of what could not be made, and tries again', async () => {
    const folder = path.join(cache, 'tool');
    const broken = async (to: string) => {
      await mkdir(to);
      throw new Error('no network');
    };
    await expect(installOnce(folder, broken, { signal })).rejects.toThrow('no network');
    expect(await readdir(cache)).toEqual([]);
    await installOnce(folder, maker().make, { signal });
    expect(await readdir(cache)).toEqual(['tool']);
  });

  it('waits no longer for another than its caller does', async () => {
    const folder = path.join(cache, 'tool');
    await writeFile(`${folder}.lock`, String(process.pid));
    const abort = new AbortController();
    const waiting = installOnce(folder, maker().make, { signal: abort.signal, onWait: () => abort.abort() });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
