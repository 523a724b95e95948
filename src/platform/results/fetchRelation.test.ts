import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Ctx } from '../ctx.ts';
import { fetchResult } from './fetchRelation.ts';

const mebibyte = Buffer.alloc(2 ** 20, 'a,b\n');
const result = { kind: 'object' as const, uri: 's3://results/1.csv', columns: [{ name: 'a', type: 'varchar' }] };

/** A service that gives one object of so many mebibytes. */
function serving(size: number, onReport: (message: string) => void = () => {}) {
  const reports: string[] = [];
  const report = (message: string) => {
    reports.push(message);
    onReport(message);
  };
  const send = async () => ({
    Body: Readable.from(Array.from({ length: size }, () => mebibyte)),
    ContentLength: size * 2 ** 20,
  });
  const ctx = { connection: { kind: 'local' }, aws: { client: async () => ({ send }) }, report } as unknown as Ctx;
  return { ctx, reports };
}

it('tells how large a large result is before it has come, and says nothing of a small one', async () => {
  const { signal } = new AbortController();
  const large = serving(20);
  await using fetched = await fetchResult(large.ctx, result, signal);
  expect(large.reports[0]).toBe('Fetching the rows: 0 B of 20 MB…');
  expect((await stat(fetched.files.files[0] ?? '')).size).toBe(20 * 2 ** 20);
  const small = serving(1);
  await using _ = await fetchResult(small.ctx, result, signal);
  expect(small.reports).toEqual([]);
});

it('can be given up half-way, and its folder goes when it is disposed of', async () => {
  const abort = new AbortController();
  const large = serving(20, () => abort.abort());
  await expect(fetchResult(large.ctx, result, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  const fetched = await fetchResult(serving(1).ctx, result, new AbortController().signal);
  const folder = path.dirname(fetched.files.files[0] ?? '');
  expect(existsSync(folder)).toBe(true);
  await fetched[Symbol.asyncDispose]();
  expect(existsSync(folder)).toBe(false);
});
