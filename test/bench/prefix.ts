/** A prefix with a million objects, as the workbench's tree asks for it: page by page, and what that costs the endpoint. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Node, NodeAddress } from '../../src/core/node.ts';
import { type Page, type PageRequest, treePageSize } from '../../src/core/page.ts';
import { openCtx } from '../../src/hosts/cli/cliContext.ts';
import { s3 } from '../../src/services/s3/s3.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measured, percentile, timed } from './support/measuring.ts';
import { memoryOfTree } from './support/processMemory.ts';

const bucket = 'lake';
const prefix = 'raw/events/';
const treeAimMs = 300;
/** A page that comes later than this waited for files that are still being found. */
const settledMs = 1000;

export const prefixBenchmark: Benchmark = {
  name: 'prefix',
  title: 'A million objects under one prefix',
  async run({ quick, product, say }, signal) {
    const count = quick ? 20_000 : 1_000_000;
    const repeats = quick ? 3 : 15;
    await using folder = tempFolder('strata-bench-prefix');
    const state = path.join(folder.path, '.strata');
    await using endpoint = await startTestEndpoint({ state, program: (await product()).entry('endpoint') });
    const client = new S3Client(endpoint.client);
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
    const tree = new Tree(folder.path, signal);
    await tree.roots();
    const before = await residentBytes(endpoint, signal);

    say(`writing ${count} files into the bucket’s folder`);
    writeFiles(path.join(state, 'buckets', bucket, prefix), count);
    say('waiting until they are found');
    const unsettled = await timed(() => tree.page({}));
    const finding = await timed(() => untilSettled(tree));
    const found = await residentBytes(endpoint, signal);

    say('reading all pages');
    const walk = await walkPages(tree, () => residentBytes(endpoint, signal));
    if (walk.count !== count) throw new Error(`The pages hold ${walk.count} of ${count} objects.`);
    const middle = { token: walk.middle };
    const filter = { prefix: nameOf(Math.floor(count * 0.7)).slice(0, -7) };
    const timesOf = async (request: Partial<PageRequest>) => {
      const times: number[] = [];
      for (let i = 0; i < repeats; i++) times.push((await timed(() => tree.page(request))).ms);
      return times;
    };
    const [roots, first, inTheMiddle, filtered] = [
      await repeated(repeats, () => tree.roots()),
      await timesOf({}),
      await timesOf(middle),
      await timesOf(filter),
    ];
    const restarted: number[] = [];
    for (let i = 0; i < Math.min(repeats, 5); i++) {
      await endpoint.restart();
      // The connection, not the list, is what a first request after a start would measure.
      await tree.roots();
      restarted.push((await timed(() => tree.page({}))).ms);
    }
    const megabytes = (bytes: number | undefined) => (bytes === undefined ? [] : [bytes / 1e6]);
    const memory = (name: string, bytes: number | undefined) =>
      megabytes(bytes).map((value) => measured(name, 'MB', [value]));
    return {
      measures: [
        measured('lake roots', 'ms', roots, treeAimMs),
        measured('first page', 'ms', first, treeAimMs),
        measured('page in the middle', 'ms', inTheMiddle, treeAimMs),
        measured('page of a prefix filter', 'ms', filtered, treeAimMs),
        measured('first page after a restart of the endpoint', 'ms', restarted, treeAimMs),
        measured('all pages: 95th percentile', 'ms', [percentile(walk.times, 0.95)], treeAimMs),
        measured('all pages: slowest', 'ms', [percentile(walk.times, 1)]),
        ...memory('endpoint’s memory (RSS) before', before),
        ...memory('endpoint’s memory (RSS) when all files were found', found),
        ...memory('endpoint’s memory (RSS) at most while all pages were read', walk.highest),
        measured('first page while files are being found', 'ms', [unsettled.ms]),
        measured('until all files were found', 's', [(unsettled.ms + finding.ms) / 1000]),
      ],
      how: [
        `${count} empty files written straight into the bucket’s folder, as a program that knows nothing of S3 would; the endpoint finds them by itself.`,
        `Pages of ${treePageSize} through the S3 service of the workbench, in a context as the command line makes it, a new one for each page; the AWS SDK was loaded before.`,
        'A list waits two seconds for files that somebody else has just written, and then shows what was found so far.',
      ],
    };
  },
};

/** What the tree asks of the S3 service, each time with clients of its own. */
class Tree {
  readonly #root: string;
  readonly #signal: AbortSignal;

  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  async roots(): Promise<Page<Node>> {
    const ctx = await openCtx({ root: this.#root }, this.#signal);
    using _clients = ctx.aws;
    const roots = await s3.roots?.lake?.(ctx, { limit: treePageSize }, this.#signal);
    if (!roots) throw new Error('The S3 service has no roots in the lake.');
    return roots;
  }

  async page(request: Partial<PageRequest>): Promise<Page<Node>> {
    const ctx = await openCtx({ root: this.#root }, this.#signal);
    using _clients = ctx.aws;
    const node: NodeAddress = { kind: 's3.prefix', path: [bucket, prefix] };
    const page = await s3.children?.['s3.prefix']?.(ctx, node, { limit: treePageSize, ...request }, this.#signal);
    if (!page) throw new Error('The S3 service has no children of a prefix.');
    return page;
  }
}

function nameOf(index: number): string {
  return `part-${String(index).padStart(7, '0')}.json`;
}

function writeFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) closeSync(openSync(path.join(folder, nameOf(i)), 'wx'));
}

async function untilSettled(tree: Tree): Promise<void> {
  for (;;) {
    const { ms, result } = await timed(() => tree.page({}));
    if (ms < settledMs && result.items.length > 0) return;
  }
}

async function walkPages(
  tree: Tree,
  memory: () => Promise<number | undefined>,
): Promise<{ count: number; middle: string; times: readonly number[]; highest: number | undefined }> {
  const times: number[] = [];
  const tokens: string[] = [];
  let count = 0;
  let highest: number | undefined;
  let token: string | undefined;
  do {
    const from = token;
    const { ms, result } = await timed(() => tree.page(from === undefined ? {} : { token: from }));
    times.push(ms);
    count += result.items.length;
    token = result.next;
    if (token !== undefined) tokens.push(token);
    if (times.length % 100 === 0 || token === undefined) {
      const now = await memory();
      if (now !== undefined) highest = Math.max(highest ?? 0, now);
    }
  } while (token !== undefined);
  return { count, middle: tokens[Math.floor(tokens.length / 2)] ?? '', times, highest };
}

async function repeated(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push((await timed(work)).ms);
  return all;
}

async function residentBytes(endpoint: TestEndpoint, signal: AbortSignal): Promise<number | undefined> {
  return (await memoryOfTree(endpoint.file.pid, signal))?.rss;
}
