import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import { readResultCsv } from './readResultCsv.ts';
import { readResultLines } from './readResultLines.ts';

const folder = tempFolder('strata-results');
afterAll(() => folder[Symbol.asyncDispose]());
const { signal } = new AbortController();

function file(content: string): string {
  const at = path.join(folder.path, 'result');
  writeFileSync(at, content);
  return at;
}

type Read = typeof readResultCsv;

async function pages(read: Read, at: string, limit: number): Promise<(string | null)[][][]> {
  const all: (string | null)[][][] = [];
  let from: number | undefined = 0;
  while (from !== undefined) {
    const page: Awaited<ReturnType<Read>> = await read(at, from, limit, signal);
    all.push(page.rows.map((row) => [...row]));
    from = page.next;
  }
  return all;
}

test('tells NULL from an empty text, and takes quotes, commas and line breaks within values', async () => {
  const at = file('"a","b"\n,""\n"x ""y"", z","1\n2"\n"""",\n');
  expect(await pages(readResultCsv, at, 10)).toEqual([
    [
      ['a', 'b'],
      [null, ''],
      ['x "y", z', '1\n2'],
      ['"', null],
    ],
  ]);
});

test('goes on where a page ended, at any size of page and file', async () => {
  // Longer than one read of the file, with characters of several bytes at every place.
  const rows = Array.from({ length: 5000 }, (_, i) => [`é${'ñ'.repeat(i % 50)}"${i}`, i % 3 === 0 ? null : String(i)]);
  const line = (row: (string | null)[]) => row.map((v) => (v === null ? '' : `"${v.replaceAll('"', '""')}"`)).join(',');
  const at = file(rows.map((row) => `${line(row)}\n`).join(''));
  for (const limit of [1000, 777, 5000, 4999]) {
    const read = await pages(readResultCsv, at, limit);
    expect(read.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    expect(read.flat()).toEqual(rows);
  }
});

test('reads lines of text as rows of one value', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `línea ${i}\t${'x'.repeat(i % 90)}`);
  const at = file(lines.map((text) => `${text}\n`).join(''));
  expect((await pages(readResultLines, at, 700)).flat()).toEqual(lines.map((text) => [text]));
  expect(await pages(readResultLines, file(''), 10)).toEqual([[]]);
});
