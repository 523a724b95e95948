import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { StateFolder } from './stateFolder.ts';

/**
 * Lets one process at a time serve a state folder. A lock whose process is gone (killed, crashed) is taken over.
 * @throws Error naming the process that holds it
 */
export function lockFolder(folder: StateFolder): Disposable {
  const file = path.join(folder.root, 'endpoint.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(file, 'utf8')) || 0;
      if (attempt > 3 || isAlive(holder)) {
        throw new Error(`Another local endpoint (process ${holder}) already serves ${folder.root}.`);
      }
      rmSync(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
