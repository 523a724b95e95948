/** How fast objects go in and out of the local S3 through the AWS SDK, beside moto server and a copy of plain files. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startTestEndpoint } from '../support/endpoint.ts';
import { startMoto } from '../support/moto.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { inParallel, measured, ratio, timed } from './support/measuring.ts';

const bucket = 'bench';
const width = 16;
const partBytes = 8 * 2 ** 20;
const partsAtOnce = 4;

/** Somewhere that objects are put and got. */
interface Contestant {
  readonly name: string;
  put(key: string, sourceFile: string): Promise<void>;
  /** In parts; where there is no such thing, as `put`. */
  putInParts(key: string, sourceFile: string): Promise<void>;
  /** All bytes are read; gives how many. */
  get(key: string): Promise<number>;
  /** Names, sizes and times of all; gives how many. */
  list(prefix: string): Promise<number>;
  remove(keys: readonly string[]): Promise<void>;
}

interface Sizes {
  readonly small: { readonly count: number; readonly bytes: number };
  readonly large: { readonly count: number; readonly bytes: number };
}

/** What is done, in this order; each gives objects or bytes a second. */
const works = ['put small', 'list', 'get small', 'put large', 'put large in parts', 'get large'] as const;
type Work = (typeof works)[number];

export const s3Benchmark: Benchmark = {
  name: 's3',
  title: 'S3: objects put, got and listed',
  async run({ quick, product, say }, signal) {
    const sizes: Sizes = quick
      ? { small: { count: 100, bytes: 4096 }, large: { count: 1, bytes: 16 * 2 ** 20 } }
      : { small: { count: 1000, bytes: 4096 }, large: { count: 4, bytes: 64 * 2 ** 20 } };
    const rounds = quick ? 1 : 5;
    await using folder = tempFolder('strata-bench-s3');
    const sources = await writeSources(folder.path, sizes);
    await using endpoint = await startTestEndpoint({ program: (await product()).entry('endpoint') });
    await using moto = await startMoto();
    const motoKeys = { accessKeyId: 'test', secretAccessKey: 'test' };
    using ours = await s3Contestant('endpoint', { ...endpoint.client, credentials: endpoint.client.credentials });
    using theirs = await s3Contestant('moto server', {
      endpoint: moto.url,
      region: 'us-east-1',
      credentials: motoKeys,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    const contestants = [
      ours,
      theirs,
      await fileContestant('plain files', path.join(folder.path, 'copies')),
      await fileContestant('synced files', path.join(folder.path, 'synced'), { synced: true }),
    ];
    const rates = new Map(contestants.map(({ name }) => [name, emptyRates()]));
    for (let round = 0; round < rounds; round++) {
      // Nobody is always the one who comes after the others.
      const order = contestants.map((_, i) => contestants[(i + round) % contestants.length]);
      for (const each of order) {
        if (!each) continue;
        say(`round ${round + 1} of ${rounds}: ${each.name}`);
        await runRound(each, sources, sizes, rates.get(each.name) ?? emptyRates(), signal);
      }
    }
    return {
      measures: works.flatMap((work) => measuresOf(work, rates)),
      how: [
        `${sizes.small.count} objects of ${sizes.small.bytes} bytes, ${width} at a time; ${sizes.large.count} of ${sizes.large.bytes / 2 ** 20} MiB, one after the other, in one request each and in parts of ${partBytes / 2 ** 20} MiB, ${partsAtOnce} at a time.`,
        `Through the AWS SDK for JavaScript as it comes, in the process that measures, ${rounds} rounds in turns. The endpoint syncs each object to the disk before it answers; moto server holds objects in memory.`,
        'Plain files are copied with copyFile, and read with readFile; their list is readdir and a stat each. Synced files are copied so and synced, each by itself.',
      ],
    };
  },
};

interface Sources {
  readonly small: readonly string[];
  readonly large: readonly string[];
}

async function writeSources(folder: string, sizes: Sizes): Promise<Sources> {
  const write = async (name: string, { count, bytes }: { count: number; bytes: number }) => {
    const parent = path.join(folder, name);
    await mkdir(parent);
    const files = Array.from({ length: count }, (_, i) => path.join(parent, `part-${String(i).padStart(5, '0')}.bin`));
    await inParallel(files, width, (file) => writeFile(file, randomBytes(bytes)));
    return files;
  };
  return { small: await write('small', sizes.small), large: await write('large', sizes.large) };
}

type Rates = Record<Work, number[]>;

function emptyRates(): Rates {
  return Object.fromEntries(works.map((work) => [work, [] as number[]])) as Rates;
}

async function runRound(
  to: Contestant,
  sources: Sources,
  { small, large }: Sizes,
  rates: Rates,
  signal: AbortSignal,
): Promise<void> {
  const smallKeys = sources.small.map((file) => `small/${path.basename(file)}`);
  const largeKeys = sources.large.map((file) => `large/${path.basename(file)}`);
  const measure = async (work: Work, amount: number, run: () => Promise<void>) => {
    signal.throwIfAborted();
    rates[work].push(amount / ((await timed(run)).ms / 1000));
  };
  const read = (bytes: number) => async (key: string) => {
    const got = await to.get(key);
    if (got !== bytes) throw new Error(`${to.name} gave ${got} of ${bytes} bytes.`);
  };
  const largeBytes = (large.count * large.bytes) / 1e6;
  await measure('put small', small.count, () =>
    inParallel(smallKeys.keys(), width, (i) => to.put(smallKeys[i] ?? '', sources.small[i] ?? '')),
  );
  await measure('list', small.count, async () => {
    const listed = await to.list('small/');
    if (listed !== small.count) throw new Error(`${to.name} listed ${listed} of ${small.count} objects.`);
  });
  await measure('get small', small.count, () => inParallel(smallKeys, width, read(small.bytes)));
  await measure('put large', largeBytes, () =>
    inParallel(largeKeys.keys(), 1, (i) => to.put(largeKeys[i] ?? '', sources.large[i] ?? '')),
  );
  await to.remove(largeKeys);
  await measure('put large in parts', largeBytes, () =>
    inParallel(largeKeys.keys(), 1, (i) => to.putInParts(largeKeys[i] ?? '', sources.large[i] ?? '')),
  );
  await measure('get large', largeBytes, () => inParallel(largeKeys, 1, read(large.bytes)));
  await to.remove([...smallKeys, ...largeKeys]);
}

function measuresOf(work: Work, rates: ReadonlyMap<string, Rates>): Measure[] {
  const unit = work.includes('large') ? 'MB/s' : 'objects/s';
  const of = (name: string) => rates.get(name)?.[work] ?? [];
  return [
    measured(work, unit, of('endpoint')),
    measured(`moto server: ${work}`, unit, of('moto server')),
    measured(`plain files: ${work}`, unit, of('plain files')),
    ratio(`${work}, endpoint ÷ moto server`, of('endpoint'), of('moto server')),
    ratio(`${work}, endpoint ÷ plain files`, of('endpoint'), of('plain files')),
    // Reading is the same as of plain files.
    ...(work.startsWith('put')
      ? [
          measured(`synced files: ${work}`, unit, of('synced files')),
          ratio(`${work}, endpoint ÷ synced files`, of('endpoint'), of('synced files')),
        ]
      : []),
  ];
}

async function s3Contestant(name: string, configuration: S3ClientConfig): Promise<Contestant & Disposable> {
  const client = new S3Client(configuration);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    name,
    [Symbol.dispose]: () => client.destroy(),
    async put(Key, sourceFile) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(sourceFile) }));
    },
    async putInParts(Key, sourceFile) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
      const { size } = await stat(sourceFile);
      await using file = await open(sourceFile);
      const numbers = Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => i + 1);
      const parts: { PartNumber: number; ETag: string | undefined }[] = [];
      await inParallel(numbers, partsAtOnce, async (PartNumber) => {
        const start = (PartNumber - 1) * partBytes;
        const Body = Buffer.allocUnsafe(Math.min(partBytes, size - start));
        await file.read(Body, 0, Body.length, start);
        const { ETag } = await client.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber, Body }));
        parts.push({ PartNumber, ETag });
      });
      const MultipartUpload = { Parts: parts.sort((a, b) => a.PartNumber - b.PartNumber) };
      await client.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload }));
    },
    async get(Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      let bytes = 0;
      for await (const chunk of Body as AsyncIterable<Uint8Array>) bytes += chunk.length;
      return bytes;
    },
    async list(Prefix) {
      let count = 0;
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
        count += page.Contents?.length ?? 0;
      }
      return count;
    },
    async remove(keys) {
      for (let i = 0; i < keys.length; i += 1000) {
        const Objects = keys.slice(i, i + 1000).map((Key) => ({ Key }));
        await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
      }
    },
  };
}

async function fileContestant(
  name: string,
  root: string,
  options: { readonly synced?: boolean } = {},
): Promise<Contestant> {
  for (const each of ['small', 'large']) await mkdir(path.join(root, each), { recursive: true });
  const copy = async (key: string, sourceFile: string) => {
    const target = path.join(root, key);
    await copyFile(sourceFile, target);
    if (!options.synced) return;
    await using file = await open(target, 'r+');
    await file.sync();
  };
  return {
    name,
    put: copy,
    putInParts: copy,
    get: async (key) => (await readFile(path.join(root, key))).length,
    async list(prefix) {
      const names = await readdir(path.join(root, prefix));
      await inParallel(names, width, async (name) => void (await stat(path.join(root, prefix, name))));
      return names.length;
    },
    async remove(keys) {
      for (const key of keys) await rm(path.join(root, key));
    },
  };
}
