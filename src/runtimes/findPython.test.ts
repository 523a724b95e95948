import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../test/support/tempFolder.ts';
import { findPython } from './findPython.ts';

const { signal } = new AbortController();

afterEach(() => vi.unstubAllEnvs());

/** A program that answers as a Python does, and counts in a file how often it was asked. */
async function writePython(folder: string, version: string): Promise<string> {
  const file = path.join(folder, 'python');
  const script = `#!/bin/sh\necho asked >> '${folder}/asked'\necho ${version}\necho "$0"\n`;
  await writeFile(file, script);
  await chmod(file, 0o755);
  return file;
}

const timesAsked = async (folder: string) =>
  (await readFile(path.join(folder, 'asked'), 'utf8')).split('\n').filter(Boolean).length;

test.skipIf(process.platform === 'win32')('a Python is asked once, and again when it is another file', async () => {
  await using folder = tempFolder();
  const file = await writePython(folder.path, '3.11.7');
  vi.stubEnv('STRATA_PYTHON', file);
  expect(await findPython(signal)).toEqual({ file, version: '3.11.7' });
  expect(await findPython(signal)).toEqual({ file, version: '3.11.7' });
  expect(await timesAsked(folder.path)).toBe(1);

  await writePython(folder.path, '3.12.10');
  await appendFile(file, '# longer\n');
  expect(await findPython(signal)).toEqual({ file, version: '3.12.10' });
  expect(await timesAsked(folder.path)).toBe(2);
});

test.skipIf(process.platform === 'win32')('one that is too old is named, with how to get another', async () => {
  await using folder = tempFolder();
  const file = await writePython(folder.path, '3.9.18');
  vi.stubEnv('STRATA_PYTHON', file);
  await expect(findPython(signal)).rejects.toMatchObject({
    code: 'runtime-missing',
    message: `Python 3.10 or newer is needed, and was not found (${file} is 3.9.18).`,
    hint: expect.stringContaining('STRATA_PYTHON'),
  });
});

test('what is no program is an error that says so', async () => {
  await using folder = tempFolder();
  const file = path.join(folder.path, 'none');
  vi.stubEnv('STRATA_PYTHON', file);
  await expect(findPython(signal)).rejects.toMatchObject({ code: 'runtime-missing' });
});
