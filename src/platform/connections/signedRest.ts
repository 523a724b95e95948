/** Requests to REST APIs of AWS for which the SDK has no client here, signed as its clients sign. */
import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from '../../core/effect.ts';
import { attempts, backOff, waitText } from './retries.ts';

export interface RestCall {
  /** The name by which AWS signs, such as `airflow`. */
  readonly service: string;
  /** As the API reference calls it, such as `GetEnvironment`: what guards and messages know the call by. */
  readonly operation: string;
  /** What stands before the service in the host's name, such as `api.`; left out at an endpoint of one's own. */
  readonly hostPrefix?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where calls go and who makes them, as the SDK's clients are configured. */
export interface RestPlace {
  readonly region: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
  readonly endpoint?: string;
  /** Without a byte of an answer, in milliseconds. */
  readonly patience: number;
}

/** What AWS answered instead of what was asked for; its name is AWS's own. */
export class RestFault extends Error {
  readonly status: number;
  /** The members of the answer, which some errors carry facts in. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, status: number, details: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = name;
    this.status = status;
    this.details = details;
  }
}

/**
 * Sends a call and reads its JSON. Tried again as the SDK's calls are (see retries.ts): a throttled one always, a
 * broken one where it only reads.
 * @throws RestFault with AWS's name for the fault; what `fetch` throws where nobody answered
 */
export async function sendRest(
  place: RestPlace,
  call: RestCall,
  effect: Effect,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(place, call, signal);
    } catch (error) {
      signal.throwIfAborted();
      const throttled = error instanceof RestFault && (error.status === 429 || /Throttl|TooMany/.test(error.name));
      const broken = !(error instanceof RestFault) || (error.status >= 500 && !/^RestApi/.test(error.name));
      const most = throttled ? attempts.throttled : broken && effect === 'read' ? attempts.broken : 0;
      if (attempt >= most) throw error;
      const delay = backOff(attempt);
      if (throttled) report(waitText(true, attempt, delay));
      await sleep(delay, undefined, { signal });
    }
  }
}

async function sendOnce(place: RestPlace, call: RestCall, signal: AbortSignal): Promise<unknown> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { service, method } = call;
  const url = new URL(place.endpoint ?? `https://${call.hostPrefix ?? ''}${service}.${place.region}.amazonaws.com`);
  const base = url.pathname.replace(/\/$/, '');
  const query = new URLSearchParams(call.query).toString();
  const target = `${url.origin}${base}${call.path}${query ? `?${query}` : ''}`;
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const signer = new SignatureV4({ service, region: place.region, credentials: place.credentials, sha256: Sha256 });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    path: base + call.path,
    query: { ...call.query },
    headers: { host: url.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body,
  });
  const { host: _, ...headers } = signed.headers;
  const response = await fetch(target, {
    method,
    headers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(place.patience)]),
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    // What happened, such as ECONNREFUSED, is the cause of `fetch failed`.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  });
  return readAnswer(response, await response.text());
}

/** An answer's JSON. @throws RestFault for a refusal; `NoAwsAnswer` for what is no JSON */
function readAnswer(response: Response, text: string): unknown {
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new RestFault('NoAwsAnswer', text.slice(0, 200), response.status, {});
  }
  if (response.ok) return value;
  const details = (value ?? {}) as Record<string, unknown>;
  // `Name:http://…` of the REST-JSON protocol, or `namespace#Name` of a body.
  const named = response.headers.get('x-amzn-errortype') ?? String(details.__type ?? details.code ?? 'Error');
  const name = named.split(':')[0]?.split('#').at(-1) ?? named;
  const message = String(details.message ?? details.Message ?? '') || `${name} (HTTP ${response.status})`;
  throw new RestFault(name, message, response.status, details);
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

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}
