import { describe, expect, it } from 'vitest';
import { keyOfPath, namesOfSegment, pathOfKey } from './keyPath.ts';

describe('pathOfKey', () => {
  it.each([
    'raw/orders.csv',
    'dt=2024-01-01 00%3A00/part-0000.parquet',
    'a b/ü.txt',
    '...a',
    '.hidden',
    '~x',
    'é',
    'A/a',
  ])('keeps the ordinary key %s as it is', (key) => expect(pathOfKey(key)).toBe(key));

  it.each([
    ['..', '!2e!2e'],
    ['../../etc/passwd', '!2e!2e/!2e!2e/etc/passwd'],
    ['a/./b', 'a/!2e/b'],
    ['/etc', '!/etc'],
    ['a//b', 'a/!/b'],
    ['folder/', 'folder/!'],
    ['CON', '!43ON'],
    ['lpt1.txt', '!6cpt1.txt'],
    ['end.', 'end!2e'],
    ['end ', 'end!20'],
    ['a\\b', 'a!5cb'],
    ['a:b', 'a!3ab'],
    ['wow!', 'wow!21'],
    ['nul\u0000', 'nul!00'],
  ])('escapes %j as %s', (key, path) => expect(pathOfKey(key)).toBe(path));

  it('cuts long segments into names that every file system takes', () => {
    for (const key of ['x'.repeat(1024), '\u0001'.repeat(1024), '😀'.repeat(256), `${'ü'.repeat(300)}/b`]) {
      const names = pathOfKey(key).split('/');
      for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(253);
      expect(keyOfPath(names.join('/'))).toBe(key);
    }
  });
});

describe('keyOfPath', () => {
  it('gives back every key, and different paths for different keys', () => {
    const pieces = [
      '',
      'a',
      'A',
      '.',
      '..',
      '!',
      '!d',
      '!f',
      '!2e',
      'CON',
      'con.x',
      ' ',
      'x.',
      'é',
      '\u0000',
      '\n',
      '%2F',
      'y'.repeat(251),
    ];
    const paths = new Map<string, string>();
    for (const a of pieces) {
      for (const b of pieces) {
        for (const key of [a, `${a}/${b}`, `${a}${b}`, `${a}/${b}/`]) {
          if (key === '') continue;
          const path = pathOfKey(key);
          expect(keyOfPath(path)).toBe(key);
          expect(paths.get(path) ?? key).toBe(key);
          paths.set(path, key);
          expect(path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')).toBe(true);
        }
      }
    }
  });

  it('reads the other spellings of a name', () => {
    expect(keyOfPath('a!d/b')).toBe('a/b');
    expect(keyOfPath('a!f')).toBe('a');
    expect(keyOfPath('a/!!f')).toBe('a/');
    expect(keyOfPath(namesOfSegment('Readme', 'hex').join('/'))).toBe('Readme');
  });

  it.each(['a!', 'x!/!', 'a!zz', '!ff', 'b!4', '!A0'])('knows that %s is no path of a key', (path) =>
    expect(keyOfPath(path)).toBeUndefined(),
  );
});
