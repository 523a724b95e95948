import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, it } from 'vitest';
import { makeCertificate } from './certificate.ts';

it('signs itself, for this machine only', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const made = new X509Certificate(makeCertificate('Strata', now).cert);
  expect(made.verify(made.publicKey)).toBe(true);
  expect(made.ca).toBe(true);
  expect(made.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(made.validToDate.getUTCFullYear()).toBe(2035);
});

it('is taken by a client that trusts it, which checks who it talks to', async () => {
  const { key, cert } = makeCertificate('Strata', new Date());
  const server = tls.createServer({ key, cert }, (socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = tls.connect({ port, host: '127.0.0.1', ca: cert });
  const [data] = (await once(client, 'data')) as [Buffer];
  expect(client.authorized).toBe(true);
  expect(data.toString()).toBe('hello');
  server.close();
});
