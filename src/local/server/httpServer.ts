import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../core/log.ts';
import type { LineageReceiver } from '../lineage/lineageReceiver.ts';
import { faultJson, operationOfTarget, readJson, writeJson } from './awsJson.ts';
import { faultXml, readQuery, writeQueryXml } from './awsQuery.ts';
import { Fault } from './fault.ts';
import { isFormUpload } from './formUpload.ts';
import type { LocalService, RestAnswer, ServiceProtocol } from './localService.ts';
import type { Call } from './operation.ts';
import { readRest } from './restJson.ts';
import { isPresignedV2, verifyPresignedV2 } from './sigV2.ts';
import { type Credentials, readSignature, type Signature, sha256, verifySignature } from './sigV4.ts';

export interface HttpServerOptions {
  readonly services: ReadonlyMap<string, LocalService>;
  readonly credentials: Credentials;
  readonly accountId: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What speaks OpenLineage, and so signs in otherwise. */
  readonly lineage: LineageReceiver;
}

/** Bodies are held in memory but for services that read HTTP themselves; this is Lambda's own limit for an upload. */
const maxBodyBytes = 70 * 1024 * 1024;

const healthPath = '/_strata/health';

/**
 * The one front door of the endpoint: refuses strangers, verifies the signature, finds the service that the signature
 * was made for, and carries its operations over that service's protocol.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer((request, response) => {
    handle(request, response, options).catch((error: unknown) => {
      options.log.error(`${request.method} ${request.url} failed`, error);
      response.destroy();
    });
  });
  // Long polls and slow uploads are ordinary here; a client that hangs up is noticed by its socket.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

/** Binds 127.0.0.1 at `port`, or at any free port when it is taken; resolves to the port bound. */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    await listenOn(server, port);
  } catch (error) {
    // Windows reserves ranges of ports for itself, and denies them.
    if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await listenOn(server, 0);
  }
  return (server.address() as AddressInfo).port;
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  let service: LocalService | undefined;
  try {
    refuseStrangers(request);
    if (request.url === healthPath) {
      send(response, 200, 'application/json', JSON.stringify({ status: 'ready', pid: process.pid }));
      return;
    }
    if (options.lineage.takes(request)) return await options.lineage.handle(request, response);
    // Forms and the older presigned URLs are S3's alone, and name no region.
    const isS3s = isPresignedV2(signedRequest(request)) || isFormUpload(request.method, request.headers);
    const signature = isS3s ? undefined : readSignature(signedRequest(request));
    service = options.services.get(signature?.service ?? 's3');
    if (!service) {
      throw new Fault(
        'UnknownService',
        `The local endpoint does not serve ${signature?.service || 'this service'}.`,
        501,
      );
    }
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    const call: Call = {
      region: signature?.region ?? 'us-east-1',
      accountId: options.accountId,
      requestId,
      signal: AbortSignal.any([abort.signal, options.signal]),
    };
    await dispatch(service, request, response, call, signature, options);
  } catch (error) {
    answerFault(service?.protocol ?? protocolOf(request), response, asFault(error, request, options.log), requestId);
  }
}

/**
 * A web page can reach 127.0.0.1 too. Its requests carry an Origin, and after DNS rebinding a foreign Host; the tools
 * this endpoint is for send neither.
 */
function refuseStrangers(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const known = host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
  if (!known) throw new Fault('AccessDenied', `The local endpoint does not answer for the host ${host}.`, 403);
  if (request.headers.origin !== undefined) {
    throw new Fault('AccessDenied', 'The local endpoint does not answer to web pages.', 403);
  }
}

async function dispatch(
  service: LocalService,
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
  signature: Signature | undefined,
  options: HttpServerOptions,
): Promise<void> {
  const { protocol } = service;
  if (protocol.kind === 'http') {
    // The body of such a service may be large: its hash is in the signed header, and the service compares it as it reads.
    if (signature) {
      verifySignature(
        signedRequest(request),
        signature,
        options.credentials,
        protocol.kind,
        'UNSIGNED-PAYLOAD',
        Date.now(),
      );
    } else if (!isFormUpload(request.method, request.headers)) {
      verifyPresignedV2(signedRequest(request), options.credentials, Date.now());
    }
    await protocol.handle(request, response, call);
    return;
  }
  if (!signature) throw new Fault('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  const body = await readBody(request);
  const bodyHash = sha256(body);
  const declared = request.headers['x-amz-content-sha256'];
  if (typeof declared === 'string' && /^[0-9a-f]{64}$/.test(declared) && declared !== bodyHash) {
    const code = protocol.kind === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
    throw new Fault(code, 'The body is not the one that was signed.', 403);
  }
  verifySignature(signedRequest(request), signature, options.credentials, protocol.kind, bodyHash, Date.now());
  switch (protocol.kind) {
    case 'json': {
      const name = operationOfTarget(header(request, 'x-amz-target'));
      const stream = service.streams?.[name];
      if (stream) return await stream(readJson(body), call, response);
      const output = await invoke(service, name, readJson(body), call);
      return send(response, 200, `application/x-amz-json-${protocol.version}`, writeJson(output));
    }
    case 'query': {
      const { operation, input } = readQuery(
        body.length > 0 ? body.toString('utf8') : (request.url?.split('?')[1] ?? ''),
      );
      const output = await invoke(service, operation, input, call);
      return send(response, 200, 'text/xml', writeQueryXml(operation, output, protocol.xmlns, call.requestId));
    }
    case 'rest-json': {
      const { route, input } = readRest(protocol.routes, {
        method: request.method ?? 'GET',
        target: request.url ?? '/',
        headers: request.headers,
        body,
      });
      const output = await invoke(service, route.operation, input, call);
      if (isRestAnswer(output)) {
        for (const [name, value] of Object.entries(output.headers ?? {})) response.setHeader(name, value);
        return send(response, output.status ?? route.status ?? 200, 'application/json', output.payload);
      }
      return send(response, route.status ?? 200, 'application/json', writeJson(output));
    }
  }
}

/** Runs an operation by name. @throws Fault when the service has none of that name */
export async function invoke(service: LocalService, name: string, input: unknown, call: Call): Promise<unknown> {
  if (!Object.hasOwn(service.operations, name)) {
    throw new Fault(
      'UnknownOperationException',
      `The local endpoint's ${service.name} does not implement ${name}.`,
      501,
    );
  }
  return await service.operations[name]!(input, call);
}

function isRestAnswer(output: unknown): output is RestAnswer {
  if (output === null || typeof output !== 'object' || !('payload' in output)) return false;
  return typeof output.payload === 'string' || output.payload instanceof Uint8Array;
}

function asFault(error: unknown, request: IncomingMessage, log: Log): Fault {
  if (error instanceof Fault) return error;
  log.error(`${request.method} ${request.url}`, error);
  return new Fault('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

/** What a client that asks for a service that is not here understands. */
function protocolOf(request: IncomingMessage): Pick<ServiceProtocol, 'kind'> {
  const type = header(request, 'content-type') ?? '';
  if (request.headers['x-amz-target'] !== undefined || type.startsWith('application/json')) return { kind: 'json' };
  return { kind: type.startsWith('application/x-www-form-urlencoded') ? 'query' : 'http' };
}

function answerFault(
  protocol: Pick<ServiceProtocol, 'kind'> & { readonly xmlns?: string },
  response: ServerResponse,
  fault: Fault,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (protocol.kind === 'json' || protocol.kind === 'rest-json') {
    response.setHeader('x-amzn-errortype', fault.code);
    send(response, fault.status, 'application/json', faultJson(fault));
  } else if (protocol.kind === 'query') {
    send(response, fault.status, 'text/xml', faultXml(fault, protocol.xmlns ?? '', requestId));
  } else {
    response.setHeader('x-amzn-errortype', fault.code);
    // S3's shape; clients of other protocols find the code in the header.
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${fault.code}</Code><Message>${fault.message.replace(/[<&]/g, ' ')}</Message><RequestId>${requestId}</RequestId></Error>`;
    send(response, fault.status, 'application/xml', xml);
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}

function signedRequest(request: IncomingMessage): {
  method: string;
  target: string;
  headers: IncomingMessage['headers'];
} {
  return { method: request.method ?? 'GET', target: request.url ?? '/', headers: request.headers };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Fault('RequestEntityTooLargeException', 'The request body is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
