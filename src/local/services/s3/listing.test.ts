import { describe, expect, it } from 'vitest';
import { afterPrefix, compareKeys } from './keyRange.ts';
import { listPage, type Seek } from './listing.ts';

interface Item {
  readonly key: string;
}

function indexOf(keys: readonly string[], prefix: string) {
  const sorted = [...keys].sort(compareKeys);
  const reads = { rows: 0, seeks: 0 };
  const end = afterPrefix(prefix);
  const seek: Seek<Item> = (start, exclusive, limit) => {
    const found = sorted
      .filter((key) => {
        const order = compareKeys(key, start);
        return (exclusive ? order > 0 : order >= 0) && (end === undefined || compareKeys(key, end) < 0);
      })
      .slice(0, limit)
      .map((key) => ({ key }));
    reads.rows += found.length;
    reads.seeks++;
    return found;
  };
  return { seek, reads };
}

function pages(keys: readonly string[], prefix: string, delimiter: string, limit: number) {
  const { seek } = indexOf(keys, prefix);
  const result: { items: string[]; commonPrefixes: string[] }[] = [];
  let after = '';
  for (;;) {
    const page = listPage({ prefix, delimiter, after, limit }, seek);
    result.push({ items: page.items.map((item) => item.key), commonPrefixes: [...page.commonPrefixes] });
    if (page.next === undefined) return result;
    expect(page.items.length + page.commonPrefixes.length).toBe(limit);
    after = page.next;
  }
}

/** What S3 says a list is, computed the slow way. */
function expected(keys: readonly string[], prefix: string, delimiter: string) {
  const items: string[] = [];
  const commonPrefixes = new Set<string>();
  for (const key of [...keys].sort(compareKeys).filter((each) => each.startsWith(prefix))) {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (at < 0) items.push(key);
    else commonPrefixes.add(key.slice(0, at + delimiter.length));
  }
  return { items, commonPrefixes: [...commonPrefixes] };
}

describe('listPage', () => {
  const keys = [
    'a',
    'a/',
    'a/1',
    'a/2',
    'a/b/3',
    'a0',
    'b',
    'b/1',
    'é/1',
    '\ud7ff/x',
    '\ue000/x',
    '😀/1',
    '😀',
    '\uffff',
    '//',
    '/x',
    'a//b',
  ];

  it('gives all keys once and in order, at every page size', () => {
    for (const prefix of ['', 'a', 'a/', '😀', 'zz', '/']) {
      for (const delimiter of ['', '/', '/b']) {
        for (let limit = 1; limit <= keys.length + 1; limit++) {
          const all = pages(keys, prefix, delimiter, limit);
          expect({
            items: all.flatMap((page) => page.items),
            commonPrefixes: all.flatMap((page) => page.commonPrefixes),
          }).toEqual(expected(keys, prefix, delimiter));
        }
      }
    }
  });

  it('steps over a folder without reading it', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `big/${String(i).padStart(5, '0')}`);
    const { seek, reads } = indexOf([...many, 'after'.replace('a', 'z')], '');
    const page = listPage({ prefix: '', delimiter: '/', after: '', limit: 1000 }, seek);
    expect(page.commonPrefixes).toEqual(['big/']);
    expect(page.items.map((item) => item.key)).toEqual(['zfter']);
    expect(reads.rows).toBeLessThan(40);
  });

  it('starts after a key that is not there, and before the prefix', () => {
    const list = (after: string) =>
      listPage({ prefix: 'a/', delimiter: '', after, limit: 10 }, indexOf(keys, 'a/').seek).items.map(
        (item) => item.key,
      );
    expect(list('a/1x')).toEqual(['a/2', 'a/b/3']);
    expect(list('A')).toEqual(['a/', 'a//b', 'a/1', 'a/2', 'a/b/3']);
    expect(list('b')).toEqual([]);
  });

  it('has an empty page of size 0, which is not truncated', () => {
    expect(listPage({ prefix: '', delimiter: '', after: '', limit: 0 }, indexOf(keys, '').seek)).toEqual({
      items: [],
      commonPrefixes: [],
    });
  });
});

describe('afterPrefix', () => {
  it('is the first string behind a prefix', () => {
    expect(afterPrefix('a/')).toBe('a0');
    expect(afterPrefix('\ud7ff')).toBe('\ue000');
    expect(afterPrefix('a\u{10FFFF}')).toBe('b');
    expect(afterPrefix('')).toBeUndefined();
  });
});
