import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../../../../../test/support/tempFolder.ts';
import { classifyFile } from './classifyFile.ts';
import { CorruptFile } from './fileSchema.ts';

let folder: ReturnType<typeof tempFolder>;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const { signal } = new AbortController();

async function classify(name: string, content: string | Buffer) {
  const file = path.join(folder.path, name);
  writeFileSync(file, content);
  return await classifyFile(file, name, [], signal);
}

const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i},some text of row ${i}\n`).join('');

test('CSV, plain and compressed', async () => {
  const text = `id,note\n${rows(10)}`;
  const expected = { records: 10, recordBytes: text.length - 'id,note\n'.length };
  expect(await classify('a.csv', text)).toMatchObject({ ...expected, schema: { compression: 'none' } });
  expect(await classify('a.csv.gz', gzipSync(text))).toMatchObject({ ...expected, schema: { compression: 'gzip' } });
  expect(await classify('a.zst', zstdCompressSync(text))).toMatchObject({
    ...expected,
    schema: { compression: 'zstd' },
  });
});

test('of a long file the beginning is read, and the rest reckoned', async () => {
  const text = `id,note\n${rows(100_000)}`;
  for (const [name, content] of [
    ['long.csv', text],
    ['long.csv.gz', gzipSync(text)],
  ] as const) {
    const found = await classify(name, content);
    if ('unknown' in found) throw new Error(found.unknown);
    expect(found.records / 100_000).toBeGreaterThan(0.7);
    expect(found.records / 100_000).toBeLessThan(1.4);
    expect(found.recordBytes / text.length).toBeGreaterThan(0.7);
    expect(found.recordBytes / text.length).toBeLessThan(1.4);
  }
});

test('JSON on lines, and one long list', async () => {
  expect(await classify('a.json', '\uFEFF{"a":1}\n')).toMatchObject({ schema: { classification: 'json' }, records: 1 });
  const list = JSON.stringify(Array.from({ length: 100_000 }, (_, id) => ({ id, note: 'x'.repeat(20) })));
  const found = await classify('list.json', list);
  expect(found).toMatchObject({ schema: { columns: [{ name: 'array' }] }, records: 1 });
});

test('text beyond ASCII that is cut in the middle of a character', async () => {
  const text = `id,note\n${Array.from({ length: 80_000 }, (_, i) => `${i},ñandú ${i}\n`).join('')}`;
  const found = await classify('utf8.csv', text);
  expect(found).toMatchObject({ schema: { columns: [{ name: 'id', type: 'bigint' }, { type: 'string' }] } });
});

test.each([
  ['notes.txt', 'only some words\nin two lines\n', /neither Parquet/],
  ['data.avro', 'Obj\u0001rest', /Avro/],
  ['data.orc', 'ORC and more', /ORC/],
  ['data.bz2', 'BZh91AY', /bzip2/],
  ['image.png', Buffer.from([0x89, 0x50, 0, 0, 1]), /neither text/],
])('%s is left out, with the reason', async (name, content, reason) => {
  expect(await classify(name, content)).toEqual({ unknown: expect.stringMatching(reason) as string });
});

test.each([
  ['torn.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7)])],
  ['short.parquet', Buffer.from('PAR1')],
  ['renamed.parquet', Buffer.from('a,b\n1,2\n')],
  ['torn.csv.gz', gzipSync(rows(5000)).subarray(0, 4000)],
])('%s is damaged', async (name, content) => {
  await expect(classify(name, content)).rejects.toThrow(CorruptFile);
});
