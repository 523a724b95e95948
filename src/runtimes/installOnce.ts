import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../core/appError.ts';
import { isAlive } from './isAlive.ts';

/** Written last, so that a folder with it is whole. */
const stampName = '.complete';
const pollMs = 200;
const staleMs = 5 * 60_000;

/**
 * A folder of the cache that is made once, by one process, whoever else waits for it: `make` fills it at its final
 * path (environments know their own path), and a stamp is written when it is done. What a killed process left is
 * thrown away and made anew.
 */
export async function installOnce(
  folder: string,
  make: (folder: string) => Promise<void>,
  options: { readonly onWait?: () => void; readonly signal: AbortSignal },
): Promise<string> {
  const stamp = path.join(folder, stampName);
  await mkdir(path.dirname(folder), { recursive: true });
  for (let waited = false; ; waited = true) {
    if (existsSync(stamp)) return folder;
    const lock = await tryLock(`${folder}.lock`);
    if (lock) {
      try {
        if (existsSync(stamp)) return folder;
        await discard(folder);
        await make(folder);
        await writeFile(stamp, new Date().toISOString());
        return folder;
      } catch (error) {
        await discard(folder);
        throw error;
      } finally {
        await lock.release();
      }
    }
    if (!waited) options.onWait?.();
    await sleep(pollMs, undefined, { signal: options.signal });
  }
}

/** Renamed first, as deleting takes a while and must not be mistaken for the folder. */
async function discard(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const aside = `${folder}.${randomUUID()}.old`;
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

async function tryLock(file: string): Promise<{ release(): Promise<void> } | undefined> {
  const beat = () => writeFile(file, String(process.pid));
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new AppError('failed', `The cache cannot be written: ${(error as Error).message}`, { cause: error });
    }
    if (await isStale(file)) await takeAway(file);
    return undefined;
  }
  // A long installation shows that it lives; a lock that was not touched for minutes belongs to nobody.
  const timer = setInterval(() => void beat().catch(() => {}), staleMs / 5);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

/** Of several who find a lock stale one takes it away; a fresh one that somebody made meanwhile is put back. */
async function takeAway(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}.old`;
  try {
    await rename(file, aside);
  } catch {
    // Another one was quicker.
    return;
  }
  if (!(await isStale(aside))) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, holder] = await Promise.all([stat(file), readFile(file, 'utf8')]);
    // The holder's id may not be written yet.
    const pid = Number(holder);
    return Date.now() - mtimeMs > staleMs || (Boolean(pid) && !isAlive(pid));
  } catch {
    // It was released just now.
    return false;
  }
}
