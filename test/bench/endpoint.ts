/** How long the local endpoint takes to its first answer, and what it holds in memory when idle; moto server beside it. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { startTestEndpoint } from '../support/endpoint.ts';
import { freePort } from '../support/freePort.ts';
import { spawnMoto } from '../support/moto.ts';
import { testPython } from '../support/python.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { measured, ratio, timed } from './support/measuring.ts';
import { memoryOfTree } from './support/processMemory.ts';

const pollMs = 5;
/** How long nothing is asked of it before its memory is read. */
const idleMs = 3000;
const megabyte = 1e6;

interface Start {
  readonly ms: number;
  /** In bytes; absent where the system does not tell. */
  readonly rss: number | undefined;
  readonly pss: number | undefined;
}

export const endpointBenchmark: Benchmark = {
  name: 'endpoint',
  title: 'The local endpoint’s start and idle memory',
  async run({ quick, product, say }, signal) {
    const program = (await product()).entry('endpoint');
    const python = await testPython(signal);
    const rounds = quick ? 1 : 7;
    await using folder = tempFolder('strata-bench-endpoint');
    // The first start of each reads its files from the disk, and compiles Python's: it does not count.
    say('a start of each that does not count');
    await startEndpoint(program, folder.path, signal);
    await startMoto(python, signal);
    const fresh: Start[] = [];
    const again: Start[] = [];
    const moto: Start[] = [];
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`);
      await using empty = tempFolder('strata-bench-endpoint');
      fresh.push(await startEndpoint(program, empty.path, signal));
      again.push(await startEndpoint(program, folder.path, signal));
      moto.push(await startMoto(python, signal));
    }
    return {
      measures: [
        measured('start to first answer', 'ms', times(again), 500),
        measured('start to first answer, new state folder', 'ms', times(fresh), 500),
        measured('moto server: start to first answer', 'ms', times(moto)),
        ratio('start, endpoint ÷ moto server', times(again), times(moto)),
        ...memory('rss', again, moto, 120),
        ...memory('pss', again, moto),
      ],
      how: [
        'From the start of the process to the answer of a signed sts:GetCallerIdentity, through the AWS SDK.',
        'The endpoint is the production bundle on the Node that runs this; moto server is the one of the contract tests.',
        `Memory ${idleMs / 1000} s after that answer, summed over the process and all that it started. RSS counts pages shared with other processes in full, PSS counts its share of them.`,
      ],
    };
  },
};

async function startEndpoint(program: string, state: string, signal: AbortSignal): Promise<Start> {
  const { ms, result } = await timed(async () => {
    const endpoint = await startTestEndpoint({ state, program });
    await ask(endpoint.client, signal);
    return endpoint;
  });
  await using endpoint = result;
  return { ms, ...(await idleMemory(endpoint.file.pid, signal)) };
}

async function startMoto(python: string, signal: AbortSignal): Promise<Start> {
  const port = await freePort();
  const client = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  let child: ChildProcess | undefined;
  try {
    const { ms } = await timed(async () => {
      child = spawnMoto(python, port);
      // It does not tell when it listens.
      for (;;) {
        const refused = await ask(client, signal).catch((error: NodeJS.ErrnoException) => error);
        if (!refused) return;
        if (refused.code !== 'ECONNREFUSED' || child.exitCode !== null) throw refused;
        await sleep(pollMs, undefined, { signal });
      }
    });
    return { ms, ...(await idleMemory(child?.pid ?? 0, signal)) };
  } finally {
    child?.kill('SIGKILL');
  }
}

async function ask(configuration: STSClientConfig, signal: AbortSignal): Promise<void> {
  const client = new STSClient(configuration);
  try {
    await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  } finally {
    client.destroy();
  }
}

async function idleMemory(pid: number, signal: AbortSignal): Promise<Pick<Start, 'rss' | 'pss'>> {
  await sleep(idleMs, undefined, { signal });
  const memory = await memoryOfTree(pid, signal);
  return { rss: memory?.rss, pss: memory?.pss };
}

function times(starts: readonly Start[]): number[] {
  return starts.map(({ ms }) => ms);
}

function memory(kind: 'rss' | 'pss', endpoint: readonly Start[], moto: readonly Start[], below?: number): Measure[] {
  const [ours, theirs] = [endpoint, moto].map((starts) => starts.flatMap((start) => start[kind] ?? []));
  if (!ours?.length || !theirs?.length) return [];
  const name = kind.toUpperCase();
  const inMegabytes = (bytes: readonly number[]) => bytes.map((each) => each / megabyte);
  return [
    measured(`idle memory (${name})`, 'MB', inMegabytes(ours), below),
    measured(`moto server: idle memory (${name})`, 'MB', inMegabytes(theirs)),
    ratio(`idle memory (${name}), endpoint ÷ moto server`, ours, theirs),
  ];
}
