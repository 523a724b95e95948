/** The folders of fetched results, in the system's folder for temporary files, named after the process that owns them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../../runtimes/isAlive.ts';

/** Processes are numbered by machine, and machines (containers) may share the folder for temporary files. */
const ours = `strata-result-${os.hostname()}-`;

/** A new folder of this process, for whoever asks to remove. */
export async function makeResultFolder(): Promise<string> {
  return await mkdtemp(path.join(os.tmpdir(), `${ours}${process.pid}-`));
}

/**
 * Removes what processes that are gone have left: one that was killed could not, and a result may have gigabytes. A
 * folder of another user stays.
 */
export async function removeLeftFolders(): Promise<void> {
  const names = await readdir(os.tmpdir()).catch(() => []);
  for (const name of names) {
    const owner = name.startsWith(ours) ? /^(\d+)-\w+$/.exec(name.slice(ours.length))?.[1] : undefined;
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(path.join(os.tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
