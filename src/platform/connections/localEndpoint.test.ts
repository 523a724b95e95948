import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endpointStatus } from './localEndpoint.ts';

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

async function shipped(host: string): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const keys = { accountId: '000000000000', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' };
  const file = { url: `http://${host}:${port}`, port, pid: process.pid, ...keys };
  await writeFile(path.join(root, '.strata/endpoint.json'), JSON.stringify(file));
}

it('takes for the local endpoint what answers on this machine only, whatever a repository brings along', async () => {
  await shipped('127.0.0.1');
  expect((await endpointStatus(root, signal)).state).toBe('running');
  for (const host of ['localhost', '127.0.0.1.example.com', 'user@127.0.0.1']) {
    asked = 0;
    await shipped(host);
    expect([(await endpointStatus(root, signal)).state, asked]).toEqual(['stopped', 0]);
  }
});
