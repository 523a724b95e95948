import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeResultFolder, removeLeftFolders } from './resultFolders.ts';

it('are removed once their process is gone, and no others are', async () => {
  const own = await makeResultFolder();
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const inTemp = (name: string) => path.join(os.tmpdir(), name);
  const left = inTemp(`strata-result-${os.hostname()}-${gone}-AbCd12`);
  const elsewhere = inTemp(`strata-result-another-machine-${gone}-AbCd12`);
  const others = inTemp(`strata-result-${os.hostname()}-notes-${gone}`);
  try {
    for (const folder of [left, elsewhere, others]) await mkdir(folder);
    await writeFile(path.join(left, 'result.csv'), 'a');
    await removeLeftFolders();
    expect([left, own, elsewhere, others].map((folder) => existsSync(folder))).toEqual([false, true, true, true]);
  } finally {
    for (const folder of [own, left, elsewhere, others]) await rm(folder, { recursive: true, force: true });
  }
});
