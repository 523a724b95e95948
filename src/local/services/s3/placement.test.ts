import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOfPath } from './keyPath.ts';
import { placeOf, pruneParents, statInside } from './placement.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'strata-placement-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (relative: string) => {
  mkdirSync(path.dirname(path.join(folder, relative)), { recursive: true });
  writeFileSync(path.join(folder, relative), relative);
};

describe('placeOf', () => {
  it('takes the usual path when nothing is in the way', () => {
    write('raw/a.csv');
    expect(placeOf(folder, 'raw/b.csv', false)).toBe('raw/b.csv');
  });

  it('puts a folder beside the object of its name, and an object beside the folder', () => {
    write('a');
    expect(placeOf(folder, 'a/b/c', false)).toBe('a!d/b/c');
    write('x/y');
    expect(placeOf(folder, 'x', false)).toBe('x!f');
    expect(keyOfPath('a!d/b/c')).toBe('a/b/c');
  });

  it('goes round links, to folders and to files', () => {
    symlinkSync('/etc', path.join(folder, 'link'));
    symlinkSync('/etc/hosts', path.join(folder, 'hosts'));
    expect(placeOf(folder, 'link/x', false)).toBe('link!d/x');
    expect(placeOf(folder, 'hosts', false)).toBe('hosts!f');
  });

  it('spells a key in hex where another one has its name in a different case', () => {
    // As a disk that ignores case shows it: the name asked for is there, under another spelling.
    write('Data/x');
    symlinkSync('Data', path.join(folder, 'data'));
    expect(keyOfPath(placeOf(folder, 'data/x', true))).toBe('data/x');
    expect(placeOf(folder, 'data/x', true)).not.toBe('data/x');
  });
});

describe('statInside', () => {
  it('sees regular files only, and none through a link', () => {
    write('raw/a');
    symlinkSync('/etc', path.join(folder, 'link'));
    symlinkSync(path.join(folder, 'raw/a'), path.join(folder, 'b'));
    expect(statInside(folder, 'raw/a')?.size).toBe(5);
    expect(statInside(folder, 'raw')).toBeUndefined();
    expect(statInside(folder, 'link/hosts')).toBeUndefined();
    expect(statInside(folder, 'b')).toBeUndefined();
    expect(statInside(folder, 'raw/a/b')).toBeUndefined();
  });
});

describe('pruneParents', () => {
  it('removes what is empty and stops at what is not', () => {
    write('a/keep');
    mkdirSync(path.join(folder, 'a/b/c'), { recursive: true });
    pruneParents(folder, 'a/b/c/gone');
    expect(statInside(folder, 'a/keep')).toBeDefined();
    expect(() => mkdirSync(path.join(folder, 'a/b'))).not.toThrow();
  });
});
