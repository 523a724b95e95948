/**
 * Verification of Signature Version 4, in headers and in presigned URLs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from './fault.ts';

export interface SignedRequest {
  readonly method: string;
  /** The request line's target as received: path and query, still encoded. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a request says of itself, read from its header or query; nothing of it is verified yet. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20260131T120000Z`. */
  readonly timestamp: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Seconds that a presigned URL is good for; absent for a signature in the header. */
  readonly expires?: number;
}

const unsignedPayload = 'UNSIGNED-PAYLOAD';
const allowedSkewMs = 15 * 60_000;

/** @throws Fault when there is no signature at all or it cannot be read */
export function readSignature(request: SignedRequest): Signature {
  const header = request.headers.authorization;
  if (header) return readAuthorizationHeader(header, request.headers);
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');
  if (query.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256') return readPresigned(query);
  // S3 lets in who does not sign, and then finds nothing that is public.
  const form = /^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
  if (!form && request.headers['x-amz-target'] === undefined) throw new Fault('AccessDenied', 'Access Denied', 403);
  throw new Fault('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

function readAuthorizationHeader(header: string, headers: IncomingHttpHeaders): Signature {
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/s.exec(header);
  const parts = new Map(
    (match?.[1] ?? '').split(',').map((part) => {
      const [name = '', ...value] = part.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  const credential = parts.get('Credential');
  const signature = parts.get('Signature');
  const signedHeaders = parts.get('SignedHeaders');
  if (!credential || !signature || !signedHeaders) {
    throw new Fault(
      'IncompleteSignature',
      'The Authorization header is not a complete AWS4-HMAC-SHA256 signature.',
      403,
    );
  }
  const timestamp = String(headers['x-amz-date'] ?? isoBasic(headers.date));
  return { ...readScope(credential), timestamp, signedHeaders: signedHeaders.split(';'), signature };
}

function readPresigned(query: URLSearchParams): Signature {
  return {
    ...readScope(query.get('X-Amz-Credential') ?? ''),
    timestamp: query.get('X-Amz-Date') ?? '',
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    expires: Number(query.get('X-Amz-Expires') ?? 0),
  };
}

function readScope(credential: string): Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const parts = credential.split('/');
  if (parts.length < 5)
    throw new Fault('IncompleteSignature', 'The credential scope of the signature is incomplete.', 403);
  const [date = '', region = '', service = ''] = parts.slice(-4);
  return { accessKeyId: parts.slice(0, -4).join('/'), date, region, service };
}

/** How a service's protocol names what is wrong with a signature. */
const faultCodes = {
  http: { key: 'InvalidAccessKeyId', signature: 'SignatureDoesNotMatch', time: 'RequestTimeTooSkewed' },
  query: { key: 'InvalidClientTokenId', signature: 'SignatureDoesNotMatch', time: 'SignatureDoesNotMatch' },
  json: {
    key: 'UnrecognizedClientException',
    signature: 'InvalidSignatureException',
    time: 'InvalidSignatureException',
  },
} as const;

type FaultCodes = (typeof faultCodes)[keyof typeof faultCodes];

/**
 * @param protocol of the service that the request is for
 * @param payloadHash SHA-256 of the body in hex where the request does not name one in x-amz-content-sha256
 * @throws Fault worded as AWS words it when key, time or signature is wrong
 */
export function verifySignature(
  request: SignedRequest,
  signature: Signature,
  credentials: Credentials,
  protocol: 'http' | 'query' | 'json' | 'rest-json',
  payloadHash: string,
  now: number,
): void {
  const codes = faultCodes[protocol === 'rest-json' ? 'json' : protocol];
  if (signature.accessKeyId !== credentials.accessKeyId) {
    throw new Fault(
      codes.key,
      'The AWS access key ID is not one of this endpoint. `strata env` prints the right ones.',
      403,
    );
  }
  checkTime(signature, codes, now);
  const expected = signatureOf(request, signature, credentials.secretAccessKey, payloadHash);
  const given = Buffer.from(signature.signature, 'utf8');
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected, 'utf8'))) {
    throw new Fault(
      codes.signature,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

function checkTime(signature: Signature, codes: FaultCodes, now: number): void {
  const at = parseIsoBasic(signature.timestamp);
  if (signature.expires !== undefined) {
    if (Number.isNaN(at) || now > at + signature.expires * 1000) {
      throw new Fault('AccessDenied', 'Request has expired', 403);
    }
    return;
  }
  if (Number.isNaN(at) || Math.abs(now - at) > allowedSkewMs) {
    throw new Fault(codes.time, skewText(signature.timestamp, at, codes, now), 403);
  }
}

function skewText(timestamp: string, at: number, codes: FaultCodes, now: number): string {
  if (codes === faultCodes.http || Number.isNaN(at)) {
    return 'The difference between the request time and the current time is too large.';
  }
  const [early, server] = [at < now, basic(now)];
  const limit = basic(early ? now - allowedSkewMs : now + allowedSkewMs);
  return early
    ? `Signature expired: ${timestamp} is now earlier than ${limit} (${server} - 15 min.)`
    : `Signature not yet current: ${timestamp} is still later than ${limit} (${server} + 15 min.)`;
}

/** The key that signs this scope's requests, and the chunks of a streamed body. */
export function signingKey(secret: string, scope: Pick<Signature, 'date' | 'region' | 'service'>): Buffer {
  const dateKey = hmac(`AWS4${secret}`, scope.date);
  return hmac(hmac(hmac(dateKey, scope.region), scope.service), 'aws4_request');
}

function signatureOf(request: SignedRequest, signature: Signature, secret: string, payloadHash: string): string {
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const canonical = canonicalRequest(request, signature, payloadHash);
  const toSign = ['AWS4-HMAC-SHA256', signature.timestamp, scope, sha256(canonical)].join('\n');
  return hmac(signingKey(secret, signature), toSign).toString('hex');
}

function canonicalRequest(request: SignedRequest, signature: Signature, payloadHash: string): string {
  const [rawPath = '/', rawQuery = ''] = splitOnce(request.target, '?');
  // S3 signs the path as it is sent; the others encode it once more.
  const path = signature.service === 's3' ? rawPath.split('/').map(normalizeSegment).join('/') : encodePath(rawPath);
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}\n`).join('');
  const declared = request.headers['x-amz-content-sha256'];
  // Only S3 leaves the body of a presigned request unsigned.
  const presignedS3 = signature.expires !== undefined && signature.service === 's3';
  const hash = declared ?? (presignedS3 ? unsignedPayload : payloadHash);
  return [request.method, path, canonicalQuery(rawQuery), headers, signature.signedHeaders.join(';'), hash].join('\n');
}

/** Node reads headers as Latin-1; what was signed are their bytes, which are UTF-8 where they are not ASCII. */
function canonicalHeader(value: string | string[] | undefined): string {
  const read = Array.isArray(value) ? value.join(',') : (value ?? '');
  return Buffer.from(read, 'latin1')
    .toString('utf8')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
}

function canonicalQuery(raw: string): string {
  return raw
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const [name = '', value = ''] = splitOnce(pair, '=');
      return [encode(decodeQuery(name)), encode(decodeQuery(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function decodeQuery(text: string): string {
  return decodeURIComponent(text.replaceAll('+', '%20'));
}

/** Clients differ in what they leave unencoded, so that every segment is brought to the one form that is signed. */
function normalizeSegment(segment: string): string {
  try {
    return encode(decodeURIComponent(segment));
  } catch {
    throw new Fault('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

/** RFC 3986 encoding, as SigV4 wants it: encodeURIComponent leaves five characters that it must encode. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest();
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function parseIsoBasic(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  return match ? Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`) : Number.NaN;
}

function isoBasic(date: string | undefined): string {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? '' : basic(at);
}

function basic(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
