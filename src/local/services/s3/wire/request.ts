/** What an HTTP request asks of S3: bucket, key and query, in path style or in the host's name. */
import type { IncomingMessage } from 'node:http';
import { Fault } from '../../../server/fault.ts';

export interface S3Request {
  readonly method: string;
  /** Absent on the service itself. */
  readonly bucket?: string;
  /** Absent on a bucket. */
  readonly key?: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The path as it was sent, for error messages. */
  readonly resource: string;
}

/** @throws Fault InvalidURI for a path that is no UTF-8 */
export function readRequest(request: IncomingMessage): S3Request {
  const target = request.url ?? '/';
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const fromHost = bucketOfHost(headers.host ?? '');
  const rest = path.replace(/^\//, '');
  const slash = rest.indexOf('/');
  const bucket = fromHost ?? decode(slash < 0 ? rest : rest.slice(0, slash), target);
  const key = fromHost ? decode(rest, target) : decode(slash < 0 ? '' : rest.slice(slash + 1), target);
  return {
    method: request.method ?? 'GET',
    ...(bucket === '' ? {} : { bucket }),
    ...(key === '' ? {} : { key }),
    query,
    headers,
    resource: path,
  };
}

/** `lake.localhost:4000` and `lake.s3.localhost:4000` name the bucket; `localhost`, `127.0.0.1` and `s3.localhost` none. */
function bucketOfHost(host: string): string | undefined {
  const match = /^(.+?)(?:\.s3)?\.localhost(?::\d+)?$/.exec(host.toLowerCase());
  return match?.[1] === 's3' ? undefined : match?.[1];
}

/** The path is taken as it is: nobody resolves `..` or `//` in it. */
function decode(text: string, uri: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: uri });
  }
}
