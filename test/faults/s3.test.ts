/** SIGKILL at any moment: every object is the old one whole or the new one whole, and nothing is left lying about. */
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
});

/** The body of a version of a key says which one it is, from its first byte to its last. */
function bodyOf(key: string, version: number): Buffer {
  return Buffer.alloc(20_000 + version * 1000, `${key} ${version};`);
}

const md5 = (body: Uint8Array) => createHash('md5').update(body).digest('hex');

/** Does it over and over until the endpoint dies, and again in the next life. */
async function killDuring(rounds: number, work: (s3: S3Client, round: number) => Promise<unknown>): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const s3 = new S3Client(endpoint.client);
    const working = work(s3, round).then(
      () => 'done',
      () => 'broken off',
    );
    // Another moment in every round; which one it hits is chance, and every one must do.
    await sleep(40 + round * 37);
    await endpoint.kill9();
    await working;
    s3.destroy();
    await endpoint.restart();
  }
}

async function read(s3: S3Client, Bucket: string, Key: string) {
  try {
    const { Body, ETag, ContentLength } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return { bytes, etag: ETag?.replaceAll('"', ''), size: ContentLength };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

test('during puts and deletes', async () => {
  const Bucket = 'kill-put';
  const first = new S3Client(endpoint.client);
  await first.send(new CreateBucketCommand({ Bucket }));
  first.destroy();
  const keys = ['a', 'a/b', 'raw/x.csv', 'raw/y.csv'];
  let version = 0;
  const acknowledged = new Map<string, number>();
  const sent = new Map<string, number>();
  const settled = (key: string, to: number) => acknowledged.set(key, Math.max(to, acknowledged.get(key) ?? 0));

  await killDuring(6, async (s3) => {
    for (;;) {
      version++;
      await Promise.all(
        keys.map(async (Key) => {
          sent.set(Key, version);
          const mine = version;
          await s3.send(new PutObjectCommand({ Bucket, Key, Body: bodyOf(Key, mine % 7), Metadata: { v: `${mine}` } }));
          settled(Key, mine);
        }),
      );
    }
  });

  const s3 = new S3Client(endpoint.client);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
  for (const key of keys) {
    const object = await read(s3, Bucket, key);
    const whole = Array.from({ length: 7 }, (_, i) => bodyOf(key, i)).find((body) => object?.bytes.equals(body));
    expect(whole).toBeDefined();
    expect(object?.etag).toBe(md5(object?.bytes ?? Buffer.alloc(0)));
    expect(listed.Contents?.find((each) => each.Key === key)).toMatchObject({
      Size: object?.size,
      ETag: `"${object?.etag}"`,
    });
    // What was acknowledged is there: this version, or one that was sent after it.
    const { Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(Number(Metadata?.v)).toBeGreaterThanOrEqual(acknowledged.get(key) ?? 0);
    expect(Number(Metadata?.v)).toBeLessThanOrEqual(sent.get(key) ?? 0);
  }
  expect(version).toBeGreaterThan(6);
  expect(filesBelow(path.join(endpoint.state, 'buckets/.strata-tmp'))).toEqual([]);
  expect(filesBelow(path.join(endpoint.state, 'buckets', Bucket))).toHaveLength(keys.length);
  s3.destroy();
});

test('during deletes of many', async () => {
  const Bucket = 'kill-delete';
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  s3.destroy();
  const keys = Array.from({ length: 60 }, (_, i) => `dt=${i % 7}/part-${i}`);
  await killDuring(4, async (client) => {
    for (;;) {
      for (let i = 0; i < keys.length; i += 20) {
        const some = keys.slice(i, i + 20);
        await Promise.all(some.map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
      }
      const Objects = keys.map((Key) => ({ Key }));
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    }
  });
  const after = new S3Client(endpoint.client);
  const { Contents } = await after.send(new ListObjectsV2Command({ Bucket }));
  const listed = (Contents ?? []).map((each) => each.Key ?? '');
  for (const key of listed) expect((await read(after, Bucket, key))?.bytes.toString()).toBe(key);
  // The folder holds the files of the objects that are listed, and no others.
  const folder = path.join(endpoint.state, 'buckets', Bucket);
  expect(
    filesBelow(folder)
      .map((file) => path.relative(folder, file))
      .sort(),
  ).toEqual([...listed].sort());
  after.destroy();
});

test('during the completion of an upload in parts', async () => {
  const Bucket = 'kill-complete';
  const Key = 'big.bin';
  const first = new S3Client(endpoint.client);
  await first.send(new CreateBucketCommand({ Bucket }));
  await first.send(new PutObjectCommand({ Bucket, Key, Body: 'old' }));
  const { UploadId } = await first.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const target = { Bucket, Key, UploadId };
  const part = (number: number) => Buffer.alloc(8 << 20, `part ${number};`);
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const PartNumber of [1, 2, 3, 4]) {
    const { ETag } = await first.send(new UploadPartCommand({ ...target, PartNumber, Body: part(PartNumber) }));
    Parts.push({ PartNumber, ETag });
  }
  first.destroy();

  const whole = Buffer.concat([1, 2, 3, 4].map(part));
  for (let round = 0; round < 4; round++) {
    const s3 = new S3Client(endpoint.client);
    const completing = s3.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } })).then(
      () => true,
      () => false,
    );
    await sleep(5 + round * 15);
    await endpoint.kill9();
    const isAcknowledged = await completing;
    s3.destroy();
    await endpoint.restart();
    const next = new S3Client(endpoint.client);
    const object = await read(next, Bucket, Key);
    const isOld = object?.bytes.toString('latin1') === 'old';
    expect(isOld || object?.bytes.equals(whole)).toBe(true);
    expect(object?.etag).toMatch(isOld ? new RegExp(`^${md5(Buffer.from('old'))}$`) : /-4$/);
    if (isAcknowledged) expect(isOld).toBe(false);
    // While the object is the old one, the parts wait for the next try.
    if (isOld) expect((await next.send(new ListPartsCommand(target))).Parts).toHaveLength(4);
    next.destroy();
  }
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  expect((await read(s3, Bucket, Key))?.bytes.equals(whole)).toBe(true);
  expect(filesBelow(path.join(endpoint.state, 'buckets/.strata-tmp'))).toEqual([]);
  s3.destroy();
});

test('files of dead uploads are removed when the endpoint starts', async () => {
  await endpoint.kill9();
  writeFileSync(path.join(endpoint.state, 'buckets/.strata-tmp/half-written'), 'half');
  await endpoint.restart();
  expect(filesBelow(path.join(endpoint.state, 'buckets/.strata-tmp'))).toEqual([]);
});
