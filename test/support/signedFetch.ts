import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { TestEndpoint } from './endpoint.ts';

/** For the endpoint's own operations, which no SDK has: a signed request and its JSON. */
export async function signedFetch(
  endpoint: TestEndpoint,
  service: string,
  request: { method: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<unknown> {
  const { region, credentials } = endpoint.client;
  const url = new URL(request.path, endpoint.file.url);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const signed = await signer.sign({
    method: request.method,
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...request.headers },
    body: request.body,
  });
  const { method, headers } = signed;
  const response = await fetch(url, { method, headers, ...(request.body === undefined ? {} : { body: request.body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text);
}

/** As the SDK wants it: a hash, or with a secret an HMAC. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as NodeJS.ArrayBufferView);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}
