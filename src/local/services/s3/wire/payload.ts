/** The body of a request as its headers describe it: plain, hashed, or aws-chunked with signatures and trailers. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Fault } from '../../../server/fault.ts';
import { readSignature, signingKey } from '../../../server/sigV4.ts';
import { type ChunkSigning, decodeAwsChunked, incompleteBody } from '../awsChunked.ts';
import { algorithmOf } from '../checksums.ts';
import type { ChecksumAlgorithm } from '../objectRow.ts';

export interface Payload {
  readonly body: AsyncIterable<Buffer>;
  /** Bytes that the body must carry; absent where the request does not say. */
  readonly length?: number;
  /** The algorithm of a checksum that comes in the trailer. */
  readonly trailingAlgorithm?: ChecksumAlgorithm;
  /** Its value, once the body was read. */
  readonly trailing: (algorithm: ChecksumAlgorithm) => string | undefined;
}

/** @throws Fault while it is read, when the bytes are not those that were announced or signed */
export function payloadOf(request: IncomingMessage, secretAccessKey: string): Payload {
  const trailers = new Map<string, string>();
  const trailing = (algorithm: ChecksumAlgorithm) => trailers.get(`x-amz-checksum-${algorithm.toLowerCase()}`);
  const hash = header(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  if (!hash.startsWith('STREAMING-')) {
    const declared = header(request, 'content-length');
    const length = declared === undefined ? undefined : Number(declared);
    const body = /^[0-9a-f]{64}$/.test(hash) ? hashed(request, hash) : request;
    return { body: counted(body, length), trailing, ...(length === undefined ? {} : { length }) };
  }
  if (!/^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD|UNSIGNED-PAYLOAD)(-TRAILER)?$/.test(hash)) {
    throw new Fault('NotImplemented', `The local S3 does not read bodies of the kind ${hash}.`, 501);
  }
  const declared = header(request, 'x-amz-decoded-content-length');
  if (declared === undefined || !/^\d+$/.test(declared)) throw missingLength();
  const signing = hash.startsWith('STREAMING-AWS4') ? signingOf(request, secretAccessKey) : undefined;
  const named = header(request, 'x-amz-trailer')?.split(',')[0]?.trim().toLowerCase();
  return {
    body: counted(decodeAwsChunked(request, trailers, signing), Number(declared)),
    length: Number(declared),
    trailing,
    ...(named?.startsWith('x-amz-checksum-') && {
      trailingAlgorithm: algorithmOf(named.slice('x-amz-checksum-'.length)),
    }),
  };
}

function signingOf(request: IncomingMessage, secretAccessKey: string): ChunkSigning {
  const signature = readSignature({
    method: request.method ?? 'PUT',
    target: request.url ?? '/',
    headers: request.headers,
  });
  return {
    key: signingKey(secretAccessKey, signature),
    timestamp: signature.timestamp,
    scope: `${signature.date}/${signature.region}/${signature.service}/aws4_request`,
    seed: signature.signature,
  };
}

async function* hashed(body: AsyncIterable<Buffer>, declared: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
  }
  const computed = hash.digest('hex');
  if (computed !== declared) {
    throw new Fault(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
    );
  }
}

async function* counted(body: AsyncIterable<Buffer>, length: number | undefined): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    yield piece;
  }
  if (length !== undefined && size !== length) throw incompleteBody();
}

export function missingLength(): Fault {
  return new Fault('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
