import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeclaredUpload, requireUploads, uploadsOf } from './declaredUploads.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'strata-uploads-'));
  await mkdir(path.join(folder, 'raw/day=1'), { recursive: true });
  for (const name of ['raw/a.csv', 'raw/day=1/b.csv', 'raw/.hidden']) await writeFile(path.join(folder, name), name);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function placesOf(from: string, to: string): Promise<string[]> {
  const declaring = { folder, declared: { version: 1 as const, uploads: [{ from, to }] } };
  await requireUploads(declaring);
  const uploads: DeclaredUpload[] = [];
  for await (const each of uploadsOf(declaring, { Bucket: 'lake' })) uploads.push(each);
  return uploads.map(({ bucket, key }) => `${bucket}/${key}`).sort();
}

describe('declared uploads', () => {
  it.each(['s3://${Bucket}/in/', 's3://${Bucket}/in'])('put a folder below %s', async (to) => {
    expect(await placesOf('raw', to)).toEqual(['lake/in/a.csv', 'lake/in/day=1/b.csv']);
    expect(await placesOf('raw/', to)).toEqual(['lake/in/a.csv', 'lake/in/day=1/b.csv']);
  });

  it('put a folder at the top of a bucket', async () => {
    expect(await placesOf('raw', 's3://lake')).toEqual(['lake/a.csv', 'lake/day=1/b.csv']);
  });

  it('put a file into a folder, or where its key says', async () => {
    expect(await placesOf('raw/a.csv', 's3://lake/in/')).toEqual(['lake/in/a.csv']);
    expect(await placesOf('raw/a.csv', 's3://lake/in/first.csv')).toEqual(['lake/in/first.csv']);
  });

  it('name what is missing before anything is deployed', async () => {
    await expect(placesOf('rwa/', 's3://lake/in/')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('rwa/'),
      hint: expect.stringContaining('strata.yaml'),
    });
  });
});
