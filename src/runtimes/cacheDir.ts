import os from 'node:os';
import path from 'node:path';

/** Where what was downloaded is kept, outside of every workspace and checkout, so that it is downloaded once. */
export function cacheDir(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME, STRATA_CACHE } = process.env;
  if (STRATA_CACHE) return path.resolve(STRATA_CACHE);
  if (process.platform === 'win32' && LOCALAPPDATA) return path.join(LOCALAPPDATA, 'strata', 'Cache');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'strata');
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'strata');
}
