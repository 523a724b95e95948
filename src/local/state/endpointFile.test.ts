import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadOrCreateEndpointFile, readEndpointFile, saveEndpointFile } from './endpointFile.ts';
import { openStateFolder, type StateFolder } from './stateFolder.ts';

let folder: StateFolder;
beforeEach(async () => {
  folder = openStateFolder(await mkdtemp(path.join(os.tmpdir(), 'strata-file-')));
});
afterEach(() => rm(folder.root, { recursive: true, force: true }));

it('keeps its keys over a restart, readable by their owner only', async () => {
  const first = { ...loadOrCreateEndpointFile(folder), url: 'http://127.0.0.1:23000' };
  saveEndpointFile(folder, first);
  expect(loadOrCreateEndpointFile(folder)).toEqual(first);
  if (process.platform !== 'win32') expect((await stat(folder.endpointFile)).mode & 0o077).toBe(0);
});

it('is not read where it came along with a repository: fresh keys and the own port take its place', async () => {
  const shipped = {
    ...{ ...loadOrCreateEndpointFile(folder), url: 'http://127.0.0.1:4000', port: 4000, region: 'eu-west-1' },
    ...{ accessKeyId: 'KNOWN', secretAccessKey: 'to others' },
  };
  await writeFile(folder.endpointFile, JSON.stringify(shipped), { mode: 0o600 });
  expect(() => readEndpointFile(folder)).toThrow();
  const made = loadOrCreateEndpointFile(folder);
  expect(made.port).not.toBe(4000);
  expect([made.accessKeyId, made.secretAccessKey]).not.toContain('KNOWN');
  expect(made.accessKeyId).toMatch(/^STRATA/);
});
