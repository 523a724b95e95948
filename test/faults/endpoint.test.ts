/** What can be wrong with the endpoint's process, its port, its file and its folder: each is said, and nothing is lost. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type EndpointFile, endpointFileSchema, folderServedExitCode } from '../../src/core/endpointFile.ts';
import { startEndpoint, stopEndpoint } from '../../src/platform/connections/localEndpoint.ts';
import { isGone } from '../support/isGone.ts';
import { answerOf, cliMain, type StrataCli, strataCli } from '../support/strataCli.ts';
import { tempFolder } from '../support/tempFolder.ts';

const endpointMain = path.resolve(import.meta.dirname, '../../src/local/main.ts');

const cleanups: (() => PromiseLike<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function workspace(): StrataCli {
  const strata = strataCli();
  cleanups.push(() => strata[Symbol.asyncDispose]());
  return strata;
}

const fileOf = (strata: StrataCli) => path.join(strata.root, '.strata', 'endpoint.json');
const readFileOf = (strata: StrataCli): EndpointFile =>
  endpointFileSchema.parse(JSON.parse(readFileSync(fileOf(strata), 'utf8')));

/** What the verbs `up` and `down` do, without a process for each. */
async function up(strata: StrataCli): Promise<EndpointFile> {
  await startEndpoint(strata.root, () => {}, never);
  return readFileOf(strata);
}

const down = (strata: StrataCli) => stopEndpoint(strata.root, never);
const never = new AbortController().signal;

function s3Of(strata: StrataCli): S3Client {
  const { url: endpoint, region, accessKeyId, secretAccessKey } = readFileOf(strata);
  const client = new S3Client({
    ...{ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true, maxAttempts: 1 },
  });
  cleanups.push(() => client.destroy());
  return client;
}

/** SIGKILL, and until it is gone. */
async function kill9(strata: StrataCli): Promise<EndpointFile> {
  const file = readFileOf(strata);
  process.kill(file.pid, 'SIGKILL');
  for (let i = 0; i < 200 && isAlive(file.pid); i++) await sleep(10);
  return file;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Another program on a port of 127.0.0.1. */
async function occupy(port: number, answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as { port: number }).port;
}

const foreign: RequestListener = (_, response) => response.end('{"status": "ready", "pid": 1}');

describe('another program', () => {
  test('on the port: it is left alone, a free port is taken, told, and kept', async () => {
    const strata = workspace();
    const first = await up(strata);
    await kill9(strata);
    await occupy(first.port, foreign);

    expect(await down(strata)).toBe(false);
    const { code, stdout, stderr } = await strata.run('up');
    const second = readFileOf(strata);
    expect(second.port).not.toBe(first.port);
    expect([code, stdout]).toEqual([0, `The local endpoint listens at ${second.url}\n`]);
    expect(stderr).toBe(`Port ${first.port} was taken by another program, so it is ${second.port} now.\n`);
    expect(readFileSync(path.join(strata.root, '.strata/endpoint.log'), 'utf8')).toContain(
      `port ${first.port} is taken by another program; listening on ${second.port}`,
    );
    // Tools that have the keys go on with them.
    expect(second.secretAccessKey).toBe(first.secretAccessKey);
    expect(await (await fetch(`http://127.0.0.1:${first.port}/`)).json()).toEqual({ status: 'ready', pid: 1 });
    await down(strata);
    expect((await up(strata)).port).toBe(second.port);
  });

  test('on the port, that takes every question and answers none: the endpoint starts beside it', async () => {
    const strata = workspace();
    await up(strata);
    const file = await kill9(strata);
    await occupy(file.port, (_, response) => void response.writeHead(200).write('{'));
    // As after a restart of the machine, when its process id is another program's.
    writeFileSync(fileOf(strata), JSON.stringify({ ...file, pid: process.pid }));
    const told: string[] = [];
    const { endpoint } = await startEndpoint(strata.root, (message) => told.push(message), never);
    expect(endpoint).toBe(readFileOf(strata).url);
    expect(readFileOf(strata).port).not.toBe(file.port);
    expect(told).toEqual([expect.stringContaining(`Port ${file.port} was taken by another program`)]);
  });

  test('with the process id of a killed endpoint: it is neither believed nor ended', async () => {
    const strata = workspace();
    await up(strata);
    const file = await kill9(strata);
    const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)']);
    cleanups.push(() => {
      stranger.kill('SIGKILL');
    });
    writeFileSync(fileOf(strata), JSON.stringify({ ...file, pid: stranger.pid }));
    expect((await strata.run('status')).code).toBe(1);
    expect(await down(strata)).toBe(false);
    expect(await up(strata)).toMatchObject({ port: file.port, secretAccessKey: file.secretAccessKey });
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });
});

describe('started by several at the same moment', () => {
  test('all of them find the same one', async () => {
    const strata = workspace();
    for (const round of ['fresh', 'after SIGKILL']) {
      const files = await Promise.all([1, 2, 3].map(() => up(strata)));
      expect(new Set(files.map(({ url, pid }) => `${url} ${pid}`)).size, round).toBe(1);
      expect(isAlive(files[0]!.pid)).toBe(true);
      await kill9(strata);
    }
  });

  test('one serves, the others end and say who does', async () => {
    await using folder = tempFolder();
    const state = path.join(folder.path, '.strata');
    const started = Array.from({ length: 4 }, () => spawn(process.execPath, [endpointMain, '--state', state]));
    cleanups.push(async () => {
      for (const child of started) await ended(child);
    });
    const answers = started.map((child) => answerOf(child));
    const firstLines = await Promise.race(started.map((child) => once(child.stdout, 'data')));
    const { pid } = JSON.parse(String(firstLines[0])) as { pid: number };
    const others = started.flatMap((child, i) => (child.pid === pid ? [] : [answers[i]!]));
    expect(others).toHaveLength(3);
    for (const { code, stderr } of await Promise.all(others)) {
      expect([code, stderr]).toEqual([
        folderServedExitCode,
        expect.stringContaining(`Another local endpoint (process ${pid}) already serves ${state}.`),
      ]);
    }
    expect(isAlive(pid)).toBe(true);
  });
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('whose folder is removed ends, and the next one begins anew', async () => {
  const strata = workspace();
  const first = await up(strata);
  rmSync(path.join(strata.root, '.strata'), { recursive: true });
  expect(await isGone(first.pid)).toBe(true);
  const second = await up(strata);
  expect(second.pid).not.toBe(first.pid);
  expect(second.accessKeyId).not.toBe(first.accessKeyId);
});

describe('a folder that cannot hold its state', () => {
  test('a file in its place', async () => {
    const strata = workspace();
    writeFileSync(path.join(strata.root, '.strata'), 'mine');
    const { code, stderr } = await strata.run('up', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'failed',
        message: expect.stringContaining(`keeps its state in ${path.join(strata.root, '.strata')}`),
        hint: expect.stringContaining('a folder that you may write'),
      },
    });
    expect(readFileSync(path.join(strata.root, '.strata'), 'utf8')).toBe('mine');
  });

  test('a part of it that cannot be opened', async () => {
    const strata = workspace();
    mkdirSync(path.join(strata.root, '.strata/state.db'), { recursive: true });
    const { code, stderr } = await strata.run('up');
    expect(code).toBe(1);
    expect(stderr).toMatch(/did not start: The folder .*\.strata cannot be written \(unable to open database file\)/);
    expect(stderr).not.toContain('    at ');
  });

  // Root may write everywhere: then somebody else asks, who may at least read this program.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const isPossible =
    process.platform !== 'win32' &&
    spawnSync(process.execPath, ['-e', `require("fs").readFileSync(${JSON.stringify(cliMain)})`], nobody).status === 0;

  test.skipIf(!isPossible)('read-only', async () => {
    const strata = workspace();
    const folder = path.join(strata.root, '.strata');
    mkdirSync(folder);
    chmodSync(strata.root, 0o755);
    chmodSync(folder, 0o555);
    cleanups.push(() => chmodSync(folder, 0o755));
    const asking = spawn(process.execPath, [cliMain, '--root', strata.root, 'up', '--json'], {
      ...nobody,
      cwd: '/',
      env: strata.env,
    });
    const { code, stderr } = await answerOf(asking);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'access-denied', message: expect.stringContaining(folder), hint: expect.any(String) },
    });
  });
});

describe('a database that is damaged', () => {
  test('is left as it is and named, and either way on is open', async () => {
    const strata = workspace();
    await up(strata);
    const bytes = Buffer.from('id\n7\n');
    const s3 = s3Of(strata);
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'a.csv', Body: bytes }));
    await down(strata);
    const database = path.join(strata.root, '.strata/state.db');
    const copy = path.join(strata.root, 'state.copy');
    copyFileSync(database, copy);

    const whole = readFileSync(copy);
    const damages = { text: Buffer.from('not a database, '.repeat(500)), truncated: whole.subarray(0, 5000) };
    for (const [how, damaged] of Object.entries(damages)) {
      writeFileSync(database, damaged);
      await expect(up(strata), how).rejects.toMatchObject({
        code: 'failed',
        message: expect.stringMatching(
          /did not start: The database in .*\.strata is damaged .* move state\.db,[^\n]*$/,
        ),
        hint: expect.stringContaining('endpoint.log'),
      });
      expect(readFileSync(database), how).toEqual(damaged);
    }

    renameSync(database, path.join(strata.root, 'state.damaged'));
    await up(strata);
    await s3Of(strata).send(new CreateBucketCommand({ Bucket: 'kept' }));
    const kept = await s3Of(strata).send(new GetObjectCommand({ Bucket: 'kept', Key: 'a.csv' }));
    expect(await kept.Body!.transformToString()).toBe(bytes.toString());
    await down(strata);

    copyFileSync(copy, database);
    await up(strata);
    const { Buckets } = await s3Of(strata).send(new ListBucketsCommand({}));
    expect(Buckets).toMatchObject([{ Name: 'kept' }]);
  });

  test('an endpoint file that is damaged costs its keys only', async () => {
    const strata = workspace();
    const before = await up(strata);
    await down(strata);
    writeFileSync(fileOf(strata), '{"url": "http://127');
    expect((await strata.run('ls')).stderr).toContain('strata up');
    const after = await up(strata);
    expect(after.port).toBe(before.port);
    expect(after.secretAccessKey).not.toBe(before.secretAccessKey);
    expect((await strata.run('ls')).code).toBe(0);
  });
});

describe('an endpoint that does not answer', () => {
  test('is given up in time by all that ask, at once by who is interrupted, and found again when it goes on', async () => {
    const strata = workspace();
    const file = await up(strata);
    process.kill(file.pid, 'SIGSTOP');
    onTestFinished(() => {
      if (isAlive(file.pid)) process.kill(file.pid, 'SIGCONT');
    });
    const said = `The local endpoint (process ${file.pid}) does not answer at ${file.url}.`;
    const timeout = { code: 'timeout', message: said, hint: expect.stringContaining('end that process') };
    const interrupted = new AbortController();
    const stopping = stopEndpoint(strata.root, interrupted.signal);
    interrupted.abort();
    await expect(stopping).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await Promise.all([
      expect(up(strata)).rejects.toMatchObject(timeout),
      expect(down(strata)).rejects.toMatchObject(timeout),
      strata.run('status', '--json').then(({ code, stdout }) => {
        expect([code, JSON.parse(stdout)]).toEqual([1, { state: 'silent', root: strata.root }]);
      }),
      strata.run('ls', '--json').then(({ code, stderr }) => {
        expect([code, JSON.parse(stderr)]).toEqual([1, { error: timeout }]);
      }),
    ]);

    process.kill(file.pid, 'SIGCONT');
    expect(await up(strata)).toEqual(file);
    expect((await strata.run('ls')).code).toBe(0);
  });
});
