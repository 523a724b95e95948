import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An error as AWS sends it, in the protocol that was asked in. */
export interface AwsFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  /** By what the request was signed for, such as `s3`; empty for none. */
  readonly service: string;
  readonly region: string;
  /** The operation, where the protocol names it; else method and path. */
  readonly operation: string;
}

/** What becomes of a request: an error, silence, an answer that breaks off, or (undefined) the real endpoint's answer. */
export type Fate = AwsFault | 'silence' | 'break' | undefined;

export interface FaultyServer extends AsyncDisposable {
  readonly url: string;
  /** Everything it was asked, in order. */
  readonly asked: readonly Asked[];
}

/**
 * A server of AWS's protocols that fails as it is told to, and else hands on to a real one.
 * @param fateOf decides about each request
 * @param upstream the endpoint that answers what is not made to fail
 */
export async function faultyServer(
  fateOf: (asked: Asked, index: number) => Fate,
  upstream?: string,
): Promise<FaultyServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => {
      const what = readAsked(request, Buffer.concat(body).toString('utf8'));
      asked.push(what);
      const fate = fateOf(what, asked.length - 1);
      if (fate === 'silence') return;
      if (typeof fate === 'object') answerFault(request, response, what, fate);
      else if (!upstream) response.writeHead(501).end();
      else handOn(request, Buffer.concat(body), response, upstream, fate === 'break');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function readAsked(request: IncomingMessage, body: string): Asked {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '');
  const target = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  return {
    service: scope?.[2] ?? '',
    region: scope?.[1] ?? '',
    operation: target || action || `${request.method} ${request.url}`,
  };
}

function answerFault(request: IncomingMessage, response: ServerResponse, asked: Asked, fault: AwsFault): void {
  const type = String(request.headers['content-type'] ?? '');
  const { status, code, message, headers = {} } = fault;
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  if (asked.service === 's3') {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers });
    response.end(request.method === 'HEAD' ? undefined : `<?xml version="1.0"?><Error>${error}</Error>`);
  } else if (type.includes('form-urlencoded')) {
    response.writeHead(status, { 'content-type': 'text/xml', ...headers });
    response.end(`<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>1</RequestId></ErrorResponse>`);
  } else {
    response.writeHead(status, { 'content-type': type || 'application/json', 'x-amzn-errortype': code, ...headers });
    response.end(JSON.stringify({ __type: code, message }));
  }
}

/** With its headers as they are, since the signature covers them. */
function handOn(request: IncomingMessage, body: Buffer, response: ServerResponse, upstream: string, breakOff: boolean) {
  const { hostname, port } = new URL(upstream);
  const { method, url: path, headers } = request;
  const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (!breakOff) {
      answer.pipe(response);
      return;
    }
    answer.once('data', (chunk: Buffer) => {
      response.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => response.destroy());
      answer.destroy();
    });
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}
