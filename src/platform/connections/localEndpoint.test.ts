import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sealOf } from '../../runtimes/endpointSeal.ts';
import { endpointStatus, stopEndpoint } from './localEndpoint.ts';

const { signal } = new AbortController();
let root = '';
let server: Server;
let asked = 0;

/** Something that answers as an endpoint does, with the process id that the file names. */
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'strata-status-'));
  await mkdir(path.join(root, '.strata'));
  server = createServer((_, response) => {
    asked++;
    response.end(JSON.stringify({ pid: process.pid }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(root, { recursive: true, force: true });
});

async function written(host: string, seal?: string): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const keys = { accountId: '000000000000', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' };
  const file = { url: `http://${host}:${port}`, port, pid: process.pid, ...keys, seal: seal ?? sealOf(keys) };
  await writeFile(path.join(root, '.strata/endpoint.json'), JSON.stringify(file));
}

it('takes for the local endpoint what answers on this machine only', async () => {
  await written('127.0.0.1');
  expect((await endpointStatus(root, signal)).state).toBe('running');
  for (const host of ['localhost', '127.0.0.1.example.com', 'user@127.0.0.1']) {
    asked = 0;
    await written(host);
    expect([(await endpointStatus(root, signal)).state, asked]).toEqual(['stopped', 0]);
  }
});

it('neither reaches nor knows an endpoint whose file came along with a repository', async () => {
  const ofSomebodyElse = createHmac('sha256', 'another secret').update('a\nb').digest('hex');
  for (const seal of [ofSomebodyElse, '']) {
    asked = 0;
    await written('127.0.0.1', seal);
    expect([await endpointStatus(root, signal), asked]).toEqual([{ state: 'stopped', file: undefined }, 0]);
    await expect(stopEndpoint(root, signal)).resolves.toBe(false);
  }
});
