/** Carries S3's operations over HTTP, as the restXml protocol does: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../../../core/log.ts';
import { Fault } from '../../../server/fault.ts';
import { isFormUpload } from '../../../server/formUpload.ts';
import type { Call } from '../../../server/operation.ts';
import type { Credentials } from '../../../server/sigV4.ts';
import { ObjectBody } from '../objectBody.ts';
import { postObject } from '../post/postObject.ts';
import type { S3Operations } from '../s3Parts.ts';
import { answerError } from './errors.ts';
import { answerHeaders, metadataPrefix, requestHeaders } from './members.ts';
import { missingLength, type Payload, payloadOf } from './payload.ts';
import { readRequest, type S3Request } from './request.ts';
import type { S3Route } from './route.ts';
import { routeOf } from './routes.ts';
import { readXml, writeXml } from './xmlShape.ts';

/** No document that S3 takes is larger: 1,000 keys of 1,024 bytes, or 10,000 parts. */
const largestDocument = 8 * 1024 * 1024;

export interface WireOptions {
  readonly operations: S3Operations;
  readonly log: Log;
  readonly credentials: () => Credentials;
}

export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
  options: WireOptions,
): Promise<void> {
  response.setHeader('x-amz-request-id', call.requestId);
  response.setHeader('x-amz-id-2', call.requestId);
  try {
    if (isFormUpload(request.method, request.headers)) {
      const { operations, credentials } = options;
      return await postObject(request, response, call, { operations, credentials: credentials() });
    }
    const asked = readRequest(request);
    const route = routeOf(asked);
    const run = route && options.operations[route.operation];
    if (!route || !run) {
      throw new Fault(
        'NotImplemented',
        'A header or query you provided implies functionality that is not implemented',
        501,
      );
    }
    const input = await inputOf(route, asked, request, options.credentials);
    await answer(route, (await run(input, call)) as Record<string, unknown>, response);
  } catch (error) {
    // The client has hung up: there is nobody to tell.
    if (call.signal.aborted && response.destroyed) return;
    const fault = error instanceof Fault ? error : new Fault('InternalError', messageOf(error), 500);
    if (!(error instanceof Fault)) options.log.error(`s3: ${request.method} ${request.url}`, error);
    answerError(request, response, fault, (request.url ?? '/').split('?')[0] ?? '/', call.requestId);
  }
}

function messageOf(error: unknown): string {
  return `We encountered an internal error. Please try again. (${error instanceof Error ? error.message : String(error)})`;
}

async function inputOf(
  route: S3Route,
  asked: S3Request,
  request: IncomingMessage,
  credentials: () => Credentials,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [member, header] of Object.entries(requestHeaders)) {
    const sent = asked.headers[header];
    const value = sent === undefined ? hoisted(asked, header) : utf8(sent);
    if (value !== undefined) input[member] = value;
  }
  for (const [parameter, member] of Object.entries(route.query ?? {})) {
    const value = asked.query.get(parameter);
    if (value !== null) input[member] = value;
  }
  const metadata = metadataOf(asked);
  if (Object.keys(metadata).length > 0) input.Metadata = metadata;
  if (asked.bucket !== undefined) input.Bucket = asked.bucket;
  if (asked.key !== undefined) input.Key = asked.key;
  if (!route.input) return input;

  const payload = payloadOf(request, credentials().secretAccessKey);
  if (route.input.kind === 'stream') return { ...input, ...streamed(payload) };
  const document = await readDocument(payload, asked.headers['content-md5']);
  if (route.input.kind === 'text') return { ...input, [route.input.member]: document };
  // An empty body is the absence of the member: CreateBucket has none in the first region.
  if (document.trim() === '') return input;
  return { ...input, [route.input.member]: readXml(document, route.input.root, route.input.shape) };
}

/**
 * Presigned URLs carry in their query what else is an x-amz- header. Checksums there are not taken, as S3 does not: the
 * SDK for JavaScript signs that of an empty body, which it does not know yet.
 */
function hoisted(asked: S3Request, header: string): string | undefined {
  if (!header.startsWith('x-amz-') || header.startsWith('x-amz-checksum-')) return undefined;
  return asked.query.get(header) ?? undefined;
}

function metadataOf(asked: S3Request): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of asked.query) {
    if (name.startsWith(metadataPrefix)) metadata[name.slice(metadataPrefix.length)] = value;
  }
  for (const [name, value] of Object.entries(asked.headers)) {
    if (name.startsWith(metadataPrefix)) metadata[name.slice(metadataPrefix.length)] = utf8(value);
  }
  return metadata;
}

function streamed(payload: Payload): Record<string, unknown> {
  if (payload.length === undefined) throw missingLength();
  return {
    Body: payload.body,
    ContentLength: payload.length,
    trailing: payload.trailing,
    // A trailer's algorithm is computed along, and compared at the end.
    ...(payload.trailingAlgorithm && { ChecksumAlgorithm: payload.trailingAlgorithm }),
  };
}

async function readDocument(payload: Payload, md5: string | undefined): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of payload.body) {
    size += piece.length;
    if (size > largestDocument) {
      throw new Fault('MaxMessageLengthExceeded', 'Your request was too big.');
    }
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) {
    throw new Fault('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return bytes.toString('utf8');
}

async function answer(route: S3Route, output: Record<string, unknown>, response: ServerResponse): Promise<void> {
  setHeaders(output, response, route.output === undefined ? answerHeaders : onlyOptions);
  const status = output.ContentRange === undefined ? (route.status ?? 200) : 206;
  if (output.Body instanceof ObjectBody) {
    response.writeHead(status);
    await pipeline(Readable.from(output.Body, { objectMode: false, highWaterMark: 1 << 18 }), response);
    return;
  }
  if (!route.output) {
    response.writeHead(status).end();
    return;
  }
  const { output: shaped } = route;
  const value = shaped.member === undefined ? output : output[shaped.member];
  const isText = shaped.kind === 'text';
  const body = isText ? String(value) : writeXml(shaped.root, shaped.shape, value);
  response.setHeader('content-type', isText ? 'application/json' : 'application/xml');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}

/** Where the answer is a document, these alone travel beside it. */
const onlyOptions: Readonly<Record<string, string>> = {
  ServerSideEncryption: answerHeaders.ServerSideEncryption ?? '',
  SSEKMSKeyId: answerHeaders.SSEKMSKeyId ?? '',
};

function setHeaders(
  output: Record<string, unknown>,
  response: ServerResponse,
  names: Readonly<Record<string, string>>,
): void {
  for (const [member, header] of Object.entries(names)) {
    const value = output[member];
    if (value === undefined) continue;
    response.setHeader(header, value instanceof Date ? value.toUTCString() : latin1(String(value)));
  }
  if (names !== answerHeaders) return;
  // S3 tells the class of an object only when it is not the usual one.
  if (output.StorageClass === 'STANDARD') response.removeHeader('x-amz-storage-class');
  for (const [name, value] of Object.entries((output.Metadata ?? {}) as Record<string, string>)) {
    response.setHeader(metadataPrefix + name, latin1(value));
  }
}

/** HTTP headers are bytes, which Node reads and writes as Latin-1; SDKs send UTF-8 in them. */
function utf8(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

function latin1(value: string): string {
  return Buffer.from(value, 'utf8')
    .toString('latin1')
    .replace(/[\r\n\0]/g, ' ');
}
