import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readEndpointFile } from './endpointFile.ts';
import type { StateFolder } from './stateFolder.ts';

/** Another process serves the folder, or is about to. */
export class FolderServedError extends Error {
  override readonly name = 'FolderServedError';
}

/** How long one that is just ending is waited for, in milliseconds. */
const patienceMs = 3_000;

/**
 * Lets one process at a time serve a state folder. The lock is one of the operating system on an empty SQLite file: it
 * goes with its process however that ends, so there is none to be taken over, and two that start at the same moment
 * cannot both get it, as they could with a file that names a process.
 * @throws FolderServedError when another process holds it
 */
export function lockFolder(folder: StateFolder): Disposable {
  const lock = new DatabaseSync(path.join(folder.root, 'serving.lock'), { timeout: patienceMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!/is locked/.test((error as Error).message)) throw error;
    throw new FolderServedError(`Another local endpoint${processOf(folder)} already serves ${folder.root}.`);
  }
  return { [Symbol.dispose]: () => lock.close() };
}

/** As far as it is known: one that is only just starting has not written its file yet. */
function processOf(folder: StateFolder): string {
  try {
    const { pid } = readEndpointFile(folder);
    return pid > 0 ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}
