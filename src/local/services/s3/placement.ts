/** Finds the place of a key in a bucket's folder as it is on disk now, and keeps every path inside that folder. */
import { lstatSync, mkdirSync, realpathSync, rmdirSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import path from 'node:path';
import { namesOfSegment } from './keyPath.ts';

/**
 * The relative path (with `/`) for a key that has no file yet: the usual one, or one of its other spellings where a
 * folder, a file, a link or another key's case is in the way.
 * @param foldsCase whether the disk takes `A` and `a` for one name
 */
export function placeOf(folder: string, key: string, foldsCase: boolean): string {
  const segments = key.split('/');
  const names: string[] = [];
  segments.forEach((segment, i) => {
    const kind = i === segments.length - 1 ? 'file' : 'directory';
    names.push(...namesThatFit(path.join(folder, ...names), segment, kind, foldsCase));
  });
  return names.join('/');
}

function namesThatFit(parent: string, segment: string, kind: 'file' | 'directory', foldsCase: boolean): string[] {
  const suffix = kind === 'file' ? '!f' : '!d';
  const plain = namesOfSegment(segment, 'plain');
  const hex = namesOfSegment(segment, 'hex');
  for (const names of [plain, suffixed(plain, suffix), hex, suffixed(hex, suffix)]) {
    if (fits(parent, names, kind, foldsCase)) return names;
  }
  throw new Error(
    `No free name for ${JSON.stringify(segment)} in ${parent}: files that are no objects are in the way.`,
  );
}

function suffixed(names: readonly string[], suffix: string): string[] {
  return names.map((name, i) => (i === names.length - 1 ? name + suffix : name));
}

function fits(parent: string, names: readonly string[], kind: 'file' | 'directory', foldsCase: boolean): boolean {
  let at = parent;
  for (const [i, name] of names.entries()) {
    at = path.join(at, name);
    const stats = lstatOf(at);
    if (!stats) return true;
    const wanted = i === names.length - 1 ? kind : 'directory';
    if (!(wanted === 'file' ? stats.isFile() : stats.isDirectory())) return false;
    if (foldsCase && path.basename(realpathSync.native(at)) !== name) return false;
  }
  return true;
}

/** The state of a regular file that is reached through real folders only; undefined for anything else. */
export function statInside(folder: string, relative: string): Stats | undefined {
  const names = relative.split('/');
  let at = folder;
  for (const [i, name] of names.entries()) {
    at = `${at}${path.sep}${name}`;
    const stats = lstatOf(at);
    if (i === names.length - 1) return stats?.isFile() ? stats : undefined;
    if (!stats?.isDirectory()) return undefined;
  }
  return undefined;
}

/** Whether the disk, which takes `A` for `a`, holds this path in this very spelling. */
export function isSpelledSo(folder: string, relative: string): boolean {
  return realpathSync.native(path.join(folder, relative)) === path.join(realpathSync.native(folder), relative);
}

/** Makes the folders of a relative path. */
export function makeParents(folder: string, relative: string): void {
  mkdirSync(path.dirname(path.join(folder, relative)), { recursive: true });
}

/** Removes the folders above a relative path that are empty now, up to and without the bucket's own. */
export function pruneParents(folder: string, relative: string): void {
  for (let at = path.dirname(relative); at !== '.'; at = path.dirname(at)) {
    try {
      rmdirSync(path.join(folder, at));
    } catch (error) {
      // Not empty (as on most deletes), or gone already: nothing above can be empty then either, but look no further.
      if (isCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EBUSY')) return;
      throw error;
    }
  }
}

/** Undefined when nothing is there. */
export function lstatOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (isCode(error, 'ENOTDIR', 'ENOENT')) return undefined;
    throw error;
  }
}

/** Tries whether this disk takes names that differ only in case for one. */
export function doesFoldCase(folder: string): boolean {
  const file = path.join(folder, 'case-probe');
  writeFileSync(file, '');
  try {
    return lstatOf(path.join(folder, 'CASE-PROBE')) !== undefined;
  } finally {
    rmSync(file, { force: true });
  }
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
