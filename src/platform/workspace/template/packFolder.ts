import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Zippable, zip } from 'fflate';

/** The oldest that a zip can say, so that the same files always make the same bytes. */
const fixedTime = new Date(1980, 0, 1, 12);

/** Left behind by tools, never part of the code. */
const skipped = new Set(['__pycache__', '.git', '.DS_Store', '.pytest_cache']);

/** A file or a folder as a zip whose bytes depend on names, contents and the executable bit only. */
export async function packPath(target: string, signal: AbortSignal): Promise<Uint8Array> {
  const entries: Zippable = {};
  if ((await stat(target)).isDirectory()) await addFolder(entries, target, '', signal);
  else await addFile(entries, target, path.basename(target));
  return await new Promise((resolve, reject) => {
    zip(entries, { level: 6, mtime: fixedTime }, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

async function addFolder(entries: Zippable, folder: string, prefix: string, signal: AbortSignal): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !skipped.has(name) && !name.endsWith('.pyc'));
  for (const name of names.sort()) {
    signal.throwIfAborted();
    const full = path.join(folder, name);
    if ((await stat(full)).isDirectory()) await addFolder(entries, full, `${prefix}${name}/`, signal);
    else await addFile(entries, full, `${prefix}${name}`);
  }
}

async function addFile(entries: Zippable, file: string, name: string): Promise<void> {
  const executable = ((await stat(file)).mode & 0o111) !== 0;
  const mode = executable ? 0o100755 : 0o100644;
  // Unix permissions stand in the upper half; Lambda wants its files readable.
  entries[name] = [new Uint8Array(await readFile(file)), { os: 3, attrs: mode << 16 }];
}
