import { readFileSync } from 'node:fs';
import type { StateFolder } from './stateFolder.ts';

const pauseMs = 2000;

/** Whether the file is still there and names this process; one that cannot be read is nobody else's. */
export function isOurs(folder: Pick<StateFolder, 'endpointFile'>): boolean {
  try {
    return (JSON.parse(readFileSync(folder.endpointFile, 'utf8')) as { pid?: unknown }).pid === process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/**
 * Calls back once when the state folder was removed, or replaced by one that another endpoint serves: whatever this
 * process went on to do would be seen by nobody and kept nowhere.
 */
export function watchEndpointFile(folder: Pick<StateFolder, 'endpointFile'>, onGone: () => void): Disposable {
  const timer = setInterval(() => {
    if (isOurs(folder)) return;
    clearInterval(timer);
    onGone();
  }, pauseMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
