/** The adapter for S3: what trees show of a lake and what its actions do, against the local endpoint and moto. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatNumber } from '../../../src/core/format.ts';
import type { NodeAddress } from '../../../src/core/node.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  prepare,
  restrictions,
  rootPages,
  startAdapterSides,
  textOf,
  type Which,
} from '../../support/adapterSides.ts';
import { tempFolder } from '../../support/tempFolder.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const buckets: NodeAddress = { kind: 's3.buckets', path: [] };
const bucketAt = (bucket: string): NodeAddress => ({ kind: 's3.bucket', path: [bucket] });
const prefixAt = (bucket: string, key: string): NodeAddress => ({ kind: 's3.prefix', path: [bucket, key] });
const objectAt = (bucket: string, key: string): NodeAddress => ({ kind: 's3.object', path: [bucket, key] });

const s3Of = (which: Which) => new S3Client(sides.sdk(which));

async function bucketWith(which: Which, keys: readonly string[] = [], name = 'bucket'): Promise<string> {
  const s3 = s3Of(which);
  const Bucket = `${name}-${randomBytes(4).toString('hex')}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await prepare(which, keys, (Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` })));
  return Bucket;
}

/** Small objects; a bucket of the local endpoint is a folder, where they are made faster. */
async function putMany(which: Which, Bucket: string, keys: readonly string[]): Promise<void> {
  if (which === 'moto') {
    return await prepare(which, keys, (Key) => s3Of(which).send(new PutObjectCommand({ Bucket, Key, Body: 'x' })));
  }
  for (const key of keys) {
    const file = path.join(sides.endpoint.state, 'buckets', Bucket, key);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, 'x');
  }
}

async function keysIn(which: Which, Bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3Of(which).send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

async function bodyOf(which: Which, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3Of(which).send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

/** The tree's first level tells of all buckets, so that tests of it begin with none. */
async function emptyLake(which: Which): Promise<void> {
  const s3 = s3Of(which);
  for (const { Name: Bucket = '' } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    const Objects = (await keysIn(which, Bucket)).map((Key) => ({ Key }));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  }
}

const odd = [
  'a//b',
  '/top',
  'with space/ö ü.csv',
  'a+b&c=d',
  '日本/語.json',
  'plus %2F percent',
  'a',
  'quote\'"<>.txt',
];

describe.each(bothSides)('%s', (which) => {
  describe('the lake', () => {
    const roots = async (root?: string) =>
      (await rootPages(sides.ctx(which, root === undefined ? {} : { root }), 's3', 'lake', { limit: 200 })).flat();

    test('is empty while there is no bucket', async () => {
      await emptyLake(which);
      expect(await roots()).toEqual([]);
    });

    test('shows the layers that names suggest, raw first, and all buckets', async () => {
      await emptyLake(which);
      const zone = await bucketWith(which, ['x'], 'acme-landing');
      const lake = await bucketWith(which, ['silver/s.csv', 'bronze/b/one.csv', 'gold/g.csv', 'other/x']);
      const shown = await roots();
      expect(shown.map(({ label, description }) => [label, description])).toEqual([
        ['landing', `${zone}/`],
        ['bronze', `${lake}/bronze/`],
        ['silver', `${lake}/silver/`],
        ['gold', `${lake}/gold/`],
        ['Buckets', undefined],
      ]);
      const bronze = shown[1]!;
      expect(bronze).toMatchObject({ uri: `s3://${lake}/bronze/`, expandable: true });
      const ctx = sides.ctx(which);
      expect(await below(ctx, bronze)).toMatchObject([{ kind: 's3.prefix', label: 'b', path: [lake, 'bronze/b/'] }]);
      expect((await below(ctx, shown.at(-1)!)).map(({ label }) => label)).toEqual([lake, zone].sort());
    });

    test('shows the layers that strata.yaml declares, once its stack is deployed', async () => {
      await emptyLake(which);
      await using folder = tempFolder();
      const lake = `declared-${randomBytes(4).toString('hex')}`;
      const layers = ['processed', 'raw'].map(
        (name) => `  - {name: ${name}, title: ${name} data, location: "s3://\${Lake}/${name}"}`,
      );
      const stack = `stack-${lake}`;
      await writeFile(
        path.join(folder.path, 'strata.yaml'),
        ['version: 1', `stack: ${stack}`, 'layers:', ...layers, ''].join('\n'),
      );
      await bucketWith(which, ['raw/x.csv']);
      expect((await roots(folder.path)).map(({ label }) => label)).toEqual(['raw', 'Buckets']);

      const cfn = new CloudFormationClient(sides.sdk(which));
      const TemplateBody = `{"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "${lake}"}}},
        "Outputs": {"Lake": {"Value": {"Ref": "B"}}}}`;
      await cfn.send(new CreateStackCommand({ StackName: stack, TemplateBody }));
      await vi.waitFor(
        async () => {
          const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName: stack }));
          expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
        },
        { timeout: 30_000 },
      );
      const declared = await roots(folder.path);
      expect(declared.map(({ label, uri }) => [label, uri])).toEqual([
        ['processed data', `s3://${lake}/processed/`],
        ['raw data', `s3://${lake}/raw/`],
        ['Buckets', undefined],
      ]);
      const untrusted = sides.ctx(which, { restriction: 'untrusted', root: folder.path });
      const guessed = (await rootPages(untrusted, 's3', 'lake', { limit: 200 })).flat();
      expect(guessed.map(({ label }) => label)).toEqual(['raw', 'Buckets']);
    });
  });

  test('buckets come page by page, and are filtered by the service', async () => {
    await emptyLake(which);
    const names: string[] = [];
    for (const name of ['x', 'pick', 'pick', 'a', 'pick']) names.push(await bucketWith(which, [], name));
    const ctx = sides.ctx(which);
    // moto cuts the list at MaxBuckets without a token to go on with.
    const limit = which === 'local' ? 2 : 200;
    const pages = await pagesBelow(ctx, buckets, { limit });
    if (which === 'local') expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual([...names].sort());
    const picked = await pagesBelow(ctx, buckets, { limit: 200, prefix: 'pick-' });
    expect(
      picked
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names.filter((name) => name.startsWith('pick')).sort());
    expect(picked.flat()[0]).toMatchObject({ kind: 's3.bucket', arn: `arn:aws:s3:::${picked.flat()[0]?.label}` });
  });

  test('a level shows folders and objects with their size, age and what can be done with them', async () => {
    const bucket = await bucketWith(which, ['raw/day=2026-01-01/a.csv', 'raw/notes.txt', 'raw/z/y/x', 'raw/']);
    const ctx = sides.ctx(which);
    const [raw] = await below(ctx, bucketAt(bucket));
    expect(raw).toMatchObject({ kind: 's3.prefix', label: 'raw', icon: 'folder', uri: `s3://${bucket}/raw/` });
    const shown = await below(ctx, raw!);
    expect(shown).toMatchObject([
      { kind: 's3.prefix', label: 'day=2026-01-01', icon: 'layers', path: [bucket, 'raw/day=2026-01-01/'] },
      { kind: 's3.prefix', label: 'z', icon: 'folder', path: [bucket, 'raw/z/'] },
      { kind: 's3.object', label: 'notes.txt', icon: 'file', traits: [], expandable: false },
    ]);
    expect(shown[2]?.description).toMatch(/^21 B · (now|\d+ sec\. ago)$/);
    const [csv] = await below(ctx, shown[0]!);
    expect(csv).toMatchObject({ label: 'a.csv', icon: 'table', traits: ['rows'] });
    expect(csv?.tooltip).toContain(`s3://${bucket}/raw/day=2026-01-01/a.csv\n32 B\n`);
    expect(await below(ctx, raw!, 'no')).toEqual([shown[2]]);
    expect(await below(ctx, raw!, 'nothing')).toEqual([]);
  });

  test('hundreds of objects come in pages of what was asked for; a filter reads none of the others', async () => {
    const keys = Array.from({ length: 250 }, (_, i) => `d/${String(i).padStart(4, '0')}.csv`);
    const bucket = await bucketWith(which, ['d/zz-late.csv', 'd/zz/deep.csv']);
    await putMany(which, bucket, keys);
    const ctx = sides.ctx(which);
    const pages = await pagesBelow(ctx, prefixAt(bucket, 'd/'), { limit: 200 });
    expect(pages.map((page) => page.length)).toEqual([200, 52]);
    const paths = pages.flat().map((node) => node.path[1]);
    expect(new Set(paths)).toEqual(new Set([...keys, 'd/zz-late.csv', 'd/zz/']));
    const filtered = await pagesBelow(ctx, prefixAt(bucket, 'd/'), { limit: 200, prefix: 'zz' });
    expect(filtered.map((page) => page.map(({ label }) => label).sort())).toEqual([['zz', 'zz-late.csv']]);
  });

  test('keys of any letters open, are found, read, copied and deleted as they are', async () => {
    const bucket = await bucketWith(which, odd);
    const ctx = sides.ctx(which);
    const seen: string[] = [];
    const walk = async (parent: NodeAddress): Promise<void> => {
      for (const node of await below(ctx, parent)) {
        expect(node.label).not.toBe('');
        if (node.kind === 's3.prefix') await walk(node);
        else seen.push(node.path[1] ?? '');
      }
    };
    await walk(bucketAt(bucket));
    expect(seen.sort()).toEqual([...odd].sort());
    for (const key of odd) {
      const at = objectAt(bucket, key);
      expect(await found(ctx, at)).toMatchObject({ path: [bucket, key], description: expect.stringContaining(' B') });
      expect(textOf(await act(ctx, 's3.openText', at))).toBe(`body of ${key}`);
      const presigned = textOf(await act(ctx, 's3.copyPresignedUrl', at, { minutes: 5 }));
      expect(await (await fetch(presigned)).text()).toBe(`body of ${key}`);
      expect(textOf(await act(ctx, 's3.copyUri', at))).toBe(`s3://${bucket}/${key}`);
      await act(ctx, 's3.delete', at);
    }
    expect(await keysIn(which, bucket)).toEqual([]);
  });

  test('an object opens as text, as rows, or says why not', async () => {
    const bucket = await bucketWith(which, ['j/etl.py', 'orders.csv.gz', 'x.parquet', 'e.jsonl', 'readme']);
    const ctx = sides.ctx(which);
    expect(await act(ctx, 's3.openText', objectAt(bucket, 'j/etl.py'))).toEqual({
      kind: 'document',
      title: 'etl.py',
      language: 'python',
      text: 'body of j/etl.py',
    });
    const formats = { 'orders.csv.gz': 'csv', 'x.parquet': 'parquet', 'e.jsonl': 'json' };
    for (const [key, format] of Object.entries(formats)) {
      expect(await act(ctx, 's3.preview', objectAt(bucket, key))).toEqual({
        kind: 'relation',
        relation: { kind: 'object', title: key, uri: `s3://${bucket}/${key}`, format },
      });
    }
    expect(await act(ctx, 's3.preview', objectAt(bucket, 'readme'))).toMatchObject({
      kind: 'done',
      message: expect.stringContaining('CSV'),
    });
    const s3 = s3Of(which);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'b.bin', Body: Buffer.from([0xff, 0xfe, 0x00]) }));
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'big.txt', Body: Buffer.alloc(5 * 1024 * 1024 + 1, 'x') }),
    );
    for (const key of ['b.bin', 'big.txt']) {
      await expect(act(ctx, 's3.openText', objectAt(bucket, key))).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(key),
        hint: expect.stringContaining('Download it'),
      });
    }
  });

  test('files and folders are uploaded below a prefix', async () => {
    await using folder = tempFolder();
    await mkdir(path.join(folder.path, 'in', 'deep', 'er'), { recursive: true });
    await mkdir(path.join(folder.path, 'in', 'empty'));
    await writeFile(path.join(folder.path, 'in', 'one ö.csv'), 'id\n1\n');
    await writeFile(path.join(folder.path, 'in', 'deep', 'er', 'two'), '');
    await writeFile(path.join(folder.path, 'single.json'), '{}');
    const bucket = await bucketWith(which);
    const ctx = sides.ctx(which);
    const files = ['in', 'single.json'].map((name) => path.join(folder.path, name));
    expect(await act(ctx, 's3.upload', prefixAt(bucket, 'raw/'), { files })).toEqual({
      kind: 'done',
      message: '3 objects uploaded.',
    });
    expect(await keysIn(which, bucket)).toEqual(['raw/in/deep/er/two', 'raw/in/one ö.csv', 'raw/single.json']);
    expect(await bodyOf(which, bucket, 'raw/in/one ö.csv')).toBe('id\n1\n');
    expect(await act(ctx, 's3.upload', bucketAt(bucket), { files: files.slice(1) })).toMatchObject({
      message: '1 object uploaded.',
    });
    expect(await bodyOf(which, bucket, 'single.json')).toBe('{}');
    const gone = path.join(folder.path, 'gone');
    const before = await keysIn(which, bucket);
    await expect(act(ctx, 's3.upload', prefixAt(bucket, 'again/'), { files: [...files, gone] })).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no file ${gone}.`,
    });
    expect(await keysIn(which, bucket)).toEqual(before);
    await expect(act(ctx, 's3.upload', bucketAt(bucket), { files: [] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  test('an object, a folder or a bucket is downloaded, and no key leaves the folder', async () => {
    const bucket = await bucketWith(which, ['raw/a.csv', 'raw/d/ö b.csv', 'raw/d/', 'rawest']);
    const ctx = sides.ctx(which);
    const download = async (from: NodeAddress) => {
      await using folder = tempFolder();
      const to = path.join(folder.path, 'to');
      const outcome = await act(ctx, 's3.download', from, { to });
      const entries = await readdir(to, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      const bodies = await Promise.all(
        files.sort().map(async (file) => [path.relative(to, file), await readFile(file, 'utf8')]),
      );
      return { message: outcome.kind === 'done' && outcome.message?.replace(to, 'FOLDER'), bodies };
    };
    expect(await download(prefixAt(bucket, 'raw/'))).toEqual({
      message: '2 objects downloaded to FOLDER.',
      bodies: [
        ['raw/a.csv', 'body of raw/a.csv'],
        ['raw/d/ö b.csv', 'body of raw/d/ö b.csv'],
      ],
    });
    expect((await download(prefixAt(bucket, 'raw/d/'))).bodies.map(([file]) => file)).toEqual(['d/ö b.csv']);
    expect(await download(objectAt(bucket, 'raw/a.csv'))).toEqual({
      message: '1 object downloaded to FOLDER.',
      bodies: [['a.csv', 'body of raw/a.csv']],
    });
    const whole = await download(bucketAt(bucket));
    expect(whole.bodies.map(([file]) => file)).toEqual(['raw/a.csv', 'raw/d/ö b.csv', 'rawest']);
    const slashes = await bucketWith(which, ['/top', 'a//b']);
    expect((await download(bucketAt(slashes))).bodies).toEqual([
      ['a/b', 'body of a//b'],
      ['top', 'body of /top'],
    ]);
    await using folder = tempFolder();
    await expect(act(ctx, 's3.download', objectAt(bucket, 'gone.csv'), { to: folder.path })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('a folder is deleted with all below it and nothing beside it', async () => {
    // S3 takes a thousand in one call.
    const many = Array.from({ length: which === 'local' ? 1100 : 50 }, (_, i) => `del/${i}`);
    const bucket = await bucketWith(which);
    await putMany(which, bucket, many);
    const s3 = s3Of(which);
    for (const Key of ['del', 'delta/x', 'keep/del/x']) await s3.send(new PutObjectCommand({ Bucket: bucket, Key }));
    const ctx = sides.ctx(which);
    expect(await act(ctx, 's3.delete', prefixAt(bucket, 'del/'))).toEqual({
      kind: 'done',
      message: `${formatNumber(many.length)} objects deleted.`,
    });
    expect(await keysIn(which, bucket)).toEqual(['del', 'delta/x', 'keep/del/x']);
    expect(await act(ctx, 's3.delete', objectAt(bucket, 'del'))).toMatchObject({ message: '1 object deleted.' });
    expect(await keysIn(which, bucket)).toEqual(['delta/x', 'keep/del/x']);
    for (const key of ['del', '', 'delta']) {
      await expect(act(ctx, 's3.delete', prefixAt(bucket, key))).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect(await keysIn(which, bucket)).toEqual(['delta/x', 'keep/del/x']);
  });

  test('an object that stands for a folder is deleted alone', async () => {
    const bucket = await bucketWith(which, ['f/', 'f/x']);
    await act(sides.ctx(which), 's3.delete', objectAt(bucket, 'f/'));
    expect(await keysIn(which, bucket)).toEqual(['f/x']);
  });

  test('addresses and ARNs are copied', async () => {
    const ctx = sides.ctx(which);
    const layer: NodeAddress = { kind: 's3.layer', path: ['lake', 'raw/'] };
    expect(textOf(await act(ctx, 's3.copyUri', layer))).toBe('s3://lake/raw/');
    expect(textOf(await act(ctx, 's3.copyUri', bucketAt('lake')))).toBe('s3://lake/');
    expect(textOf(await act(ctx, 's3.copyArn', bucketAt('lake')))).toBe('arn:aws:s3:::lake');
    expect(textOf(await act(ctx, 's3.copyArn', objectAt('lake', 'raw/ö.csv')))).toBe('arn:aws:s3:::lake/raw/ö.csv');
  });

  test.each(restrictions)('nothing is changed when %s', async (restriction) => {
    await using folder = tempFolder();
    await writeFile(path.join(folder.path, 'a.csv'), 'changed');
    const bucket = await bucketWith(which, ['raw/a.csv']);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 's3', {
      's3.upload': [prefixAt(bucket, 'raw/'), { files: [path.join(folder.path, 'a.csv')] }],
      's3.delete': [prefixAt(bucket, 'raw/')],
    });
    expect(await keysIn(which, bucket)).toEqual(['raw/a.csv']);
    expect(await bodyOf(which, bucket, 'raw/a.csv')).toBe('body of raw/a.csv');
    expect(textOf(await act(ctx, 's3.openText', objectAt(bucket, 'raw/a.csv')))).toBe('body of raw/a.csv');
  });

  test('a protected connection is changed once its name was typed', async () => {
    const bucket = await bucketWith(which, ['a']);
    const ctx = sides.ctx(which, { restriction: 'protected' });
    const wrong = act(ctx, 's3.delete', objectAt(bucket, 'a'), undefined, 'Environment');
    await expect(wrong).rejects.toMatchObject({ code: 'confirmation-missing' });
    expect(await keysIn(which, bucket)).toEqual(['a']);
    await act(ctx, 's3.delete', objectAt(bucket, 'a'), undefined, ctx.connection.label);
    expect(await keysIn(which, bucket)).toEqual([]);
  });

  test('what is missing is said to be missing', async () => {
    const bucket = await bucketWith(which);
    const ctx = sides.ctx(which);
    const missing = { code: 'not-found' };
    await expect(below(ctx, bucketAt('no-such-bucket-here'))).rejects.toMatchObject({
      ...missing,
      message: 'The specified bucket does not exist',
    });
    await expect(found(ctx, objectAt(bucket, 'gone'))).rejects.toMatchObject({
      ...missing,
      message: `There is no object s3://${bucket}/gone.`,
    });
    await expect(act(ctx, 's3.openText', objectAt(bucket, 'gone'))).rejects.toMatchObject({
      ...missing,
      message: 'The specified key does not exist.',
    });
  });

  test('who may not look is told so', async () => {
    const bucket = await bucketWith(which, ['a']);
    await sides.asStranger(which, async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, bucketAt(bucket))).rejects.toMatchObject(refused);
      await expect(rootPages(ctx, 's3', 'lake', { limit: 10 })).rejects.toMatchObject(refused);
      await expect(act(ctx, 's3.delete', objectAt(bucket, 'a'))).rejects.toMatchObject(refused);
    });
    expect(await keysIn(which, bucket)).toEqual(['a']);
  });

  test('a cancelled list stops', async () => {
    const bucket = await bucketWith(which, ['a']);
    const { listPrefix } = await import('../../../src/services/s3/s3Api.ts');
    const listing = listPrefix(sides.ctx(which), { bucket, key: '' }, { limit: 10 }, AbortSignal.abort());
    await expect(listing).rejects.toMatchObject({ code: 'cancelled' });
  });
});
