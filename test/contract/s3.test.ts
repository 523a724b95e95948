/** S3 through the SDK, against the local endpoint and against moto, so that both cannot agree on a mistake of ours. */
import { randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new S3Client(endpoint.client),
  moto: () => new S3Client({ ...endpoint.client, endpoint: moto.url }),
};

let made = 0;
async function bucketIn(s3: S3Client, objects: Readonly<Record<string, string>> = {}): Promise<string> {
  const Bucket = `lake-${++made}-${randomBytes(3).toString('hex')}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [Key, Body] of Object.entries(objects)) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return Bucket;
}

async function textOf(s3: S3Client, Bucket: string, Key: string, more: { Range?: string } = {}): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? '';
}

const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024, 'strata');

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('buckets are created, found, listed and deleted', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3);
    await s3.send(new HeadBucketCommand({ Bucket }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.find((each) => each.Name === Bucket)?.CreationDate).toBeInstanceOf(Date);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('a bucket of another region tells its location', async () => {
    const s3 = new S3Client({
      ...endpoint.client,
      ...(which === 'moto' && { endpoint: moto.url }),
      region: 'eu-west-1',
    });
    const Bucket = await bucketIn(s3);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });

  test('an object comes back with its headers and metadata', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3);
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'raw/orders.csv',
        Body: 'a,b\n1,2\n',
        ContentType: 'text/csv',
        CacheControl: 'no-cache',
        ContentDisposition: 'attachment; filename="orders.csv"',
        ContentLanguage: 'en',
        Metadata: { Source: 'shop', run: '7' },
        Tagging: 'team=data&layer=raw%20one',
      }),
    );
    // printf 'a,b\n1,2\n' | md5sum
    expect(put.ETag).toBe('"e5ebd4c02cefbe7955977c67ada242b7"');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'raw/orders.csv' }));
    expect(got).toMatchObject({
      ContentType: 'text/csv',
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment; filename="orders.csv"',
      ContentLanguage: 'en',
      Metadata: { source: 'shop', run: '7' },
      ContentLength: 8,
      ETag: put.ETag,
      AcceptRanges: 'bytes',
      TagCount: 2,
    });
    expect(Date.now() - (got.LastModified?.getTime() ?? 0)).toBeLessThan(60_000);
    expect(await got.Body?.transformToString()).toBe('a,b\n1,2\n');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'raw/orders.csv' }));
    expect(head).toMatchObject({ ContentType: 'text/csv', ContentLength: 8, Metadata: { source: 'shop', run: '7' } });
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'raw/orders.csv' }));
    expect(TagSet).toEqual([
      { Key: 'team', Value: 'data' },
      { Key: 'layer', Value: 'raw one' },
    ]);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'nope' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nope' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('ranges', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3, { digits: '0123456789' });
    expect(await textOf(s3, Bucket, 'digits', { Range: 'bytes=2-4' })).toBe('234');
    expect(await textOf(s3, Bucket, 'digits', { Range: 'bytes=7-' })).toBe('789');
    expect(await textOf(s3, Bucket, 'digits', { Range: 'bytes=-2' })).toBe('89');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=8-99' }));
    expect(got).toMatchObject({ ContentRange: 'bytes 8-9/10', ContentLength: 2, $metadata: { httpStatusCode: 206 } });
    await expect(textOf(s3, Bucket, 'digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('conditions of reads and writes', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3, { a: 'one' });
    const { ETag, LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    const get = (more: object) => s3.send(new GetObjectCommand({ Bucket, Key: 'a', ...more }));
    await get({ IfMatch: ETag });
    await expect(get({ IfMatch: '"x"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get({ IfModifiedSince: LastModified })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get({ IfUnmodifiedSince: new Date(0) })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    const put = (Key: string, more: object) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'two', ...more }));
    await expect(put('a', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf(s3, Bucket, 'a')).toBe('one');
    await put('b', { IfNoneMatch: '*' });
    await put('a', { IfMatch: ETag });
    await expect(put('a', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf(s3, Bucket, 'a')).toBe('two');
  });

  test('lists by prefix and delimiter, page by page', async () => {
    const s3 = clients[which]();
    const keys = ['a', 'a/1', 'a/2', 'a/b/3', 'b/1', 'c', 'd//x', 'é/1'];
    const Bucket = await bucketIn(s3, Object.fromEntries(keys.map((key) => [key, key])));
    const names = async (input: object) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
      return {
        keys: (page.Contents ?? []).map((each) => each.Key),
        prefixes: (page.CommonPrefixes ?? []).map((each) => each.Prefix),
        count: page.KeyCount,
        token: page.NextContinuationToken,
        truncated: page.IsTruncated,
      };
    };
    expect((await names({})).keys).toEqual(keys);
    expect(await names({ Delimiter: '/' })).toEqual({
      keys: ['a', 'c'],
      prefixes: ['a/', 'b/', 'd/', 'é/'],
      count: 6,
      token: undefined,
      truncated: false,
    });
    expect(await names({ Prefix: 'a/', Delimiter: '/' })).toMatchObject({ keys: ['a/1', 'a/2'], prefixes: ['a/b/'] });
    expect((await names({ StartAfter: 'a/2', Prefix: 'a' })).keys).toEqual(['a/b/3']);
    const seen: unknown[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await names({ MaxKeys: 3, ...(token && { ContinuationToken: token }) });
      expect(page.count).toBe(page.keys.length);
      expect(page.truncated).toBe(page.token !== undefined);
      seen.push(...page.keys);
      token = page.token;
    }
    expect(seen).toEqual(keys);
    expect(await names({ MaxKeys: 0 })).toMatchObject({ keys: [], count: 0, truncated: false });
    const encoded = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url', Prefix: 'é' }));
    expect(encoded).toMatchObject({ EncodingType: 'url', Contents: [{ Key: '%C3%A9/1' }] });
  });

  test('copies keep or replace what describes the object', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3);
    const described = { ContentType: 'text/csv', Metadata: { a: '1' } };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from é+ /x', Body: 'data', ...described, Tagging: 'k=v' }));
    const CopySource = `${Bucket}/${encodeURIComponent('from é+ /x')}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource }));
    expect(copied.CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).toMatchObject(described);
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'kept' }))).TagSet).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'new', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    );
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'new' }))).Metadata).toEqual({ b: '2' });
    expect(await textOf(s3, Bucket, 'new')).toBe('data');
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/kept` })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: 'x', CopySource: `${Bucket}/nope` })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('many objects are deleted at once, those that are not there too', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3, { a: '1', 'b/<&>"': '2', c: '3' });
    const Objects = ['a', 'b/<&>"', 'nope'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map((each) => each.Key)).toEqual(['a', 'b/<&>"', 'nope']);
    expect(Errors ?? []).toEqual([]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map((each) => each.Key)).toEqual(['c']);
    expect((await s3.send(new DeleteObjectCommand({ Bucket, Key: 'nope' }))).$metadata.httpStatusCode).toBe(204);
  });

  test('an upload in parts becomes one object', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3, { source: '0123456789' });
    const Key = 'big/é.bin';
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'x/y', Metadata: { m: '1' } }),
    );
    const target = { Bucket, Key, UploadId };
    const one = await s3.send(new UploadPartCommand({ ...target, PartNumber: 2, Body: megabytes(5) }));
    const copied = await s3.send(
      new UploadPartCopyCommand({
        ...target,
        PartNumber: 7,
        CopySource: `${Bucket}/source`,
        CopySourceRange: 'bytes=2-5',
      }),
    );
    const listed = await s3.send(new ListPartsCommand(target));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [2, 5 * 1024 * 1024],
      [7, 4],
    ]);
    const open = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(open.Uploads?.map((each) => [each.Key, each.UploadId])).toEqual([[Key, UploadId]]);
    const Parts = [
      { PartNumber: 2, ETag: one.ETag },
      { PartNumber: 7, ETag: copied.CopyPartResult?.ETag },
    ];
    const complete = (parts: typeof Parts) =>
      s3.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: parts } }));
    await expect(complete([{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    const done = await complete(Parts);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ETag: done.ETag, ContentType: 'x/y', Metadata: { m: '1' } });
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([megabytes(5), Buffer.from('2345')]))).toBe(true);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  test('an upload in parts is aborted, and small parts are refused', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const target = { Bucket, Key: 'k', UploadId };
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, PartNumber, Body: 'small' }));
      Parts.push({ PartNumber, ETag });
    }
    await expect(
      s3.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } })),
    ).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await s3.send(new AbortMultipartUploadCommand(target));
    await expect(s3.send(new ListPartsCommand(target))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('tags of objects and buckets', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3, { a: '1' });
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
    const TagSet = [{ Key: 'team', Value: 'data = more' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet).toEqual(TagSet);
  });

  test.each(Object.values(ChecksumAlgorithm).filter((each) => /^(CRC32|CRC32C|SHA1|SHA256)$/.test(each)))(
    'checks and keeps %s',
    async (algorithm) => {
      const s3 = clients[which]();
      const Bucket = await bucketIn(s3);
      const put = await s3.send(
        new PutObjectCommand({ Bucket, Key: 'k', Body: 'checked', ChecksumAlgorithm: algorithm }),
      );
      const member = `Checksum${algorithm}` as 'ChecksumCRC32';
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
      expect(got[member]).toBeDefined();
      expect(got[member]).toBe(put[member]);
      expect(await got.Body?.transformToString()).toBe('checked');
    },
  );

  test('presigned URLs put and get', async () => {
    const s3 = clients[which]();
    const Bucket = await bucketIn(s3);
    const putUrl = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a b' }), { expiresIn: 60 });
    expect((await fetch(putUrl, { method: 'PUT', body: 'signed' })).status).toBe(200);
    const get = new GetObjectCommand({
      Bucket,
      Key: 'a b',
      ResponseContentType: 'text/x-strata',
      ResponseContentDisposition: 'inline',
    });
    const answer = await fetch(await getSignedUrl(s3, get, { expiresIn: 60 }));
    expect(await answer.text()).toBe('signed');
    expect(answer.headers.get('content-type')).toContain('text/x-strata');
    expect(answer.headers.get('content-disposition')).toBe('inline');
  });
});
