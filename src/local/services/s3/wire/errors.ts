/** Errors as S3 writes them: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../../../server/fault.ts';
import { escapeText } from './xmlShape.ts';

export function errorXml(fault: Fault, resource: string, requestId: string): string {
  const details = Object.entries(fault.details)
    .map(([name, value]) => `<${name}>${escapeText(String(value))}</${name}>`)
    .join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${fault.code}</Code>` +
    `<Message>${escapeText(fault.message)}</Message>${details}<Resource>${escapeText(resource)}</Resource>` +
    `<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`
  );
}

/**
 * Answers with a fault. What is left of the request's body is read and dropped where that is little, so that the
 * connection stays good; else it is closed.
 */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
  resource: string,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) {
    if (!name.startsWith('x-amz')) response.removeHeader(name);
  }
  if (!request.readableEnded) {
    if (Number(request.headers['content-length'] ?? 0) > 1 << 20) response.setHeader('connection', 'close');
    request.resume();
  }
  if (fault.status === 304) {
    const { ETag, LastModified } = fault.details;
    if (ETag !== undefined) response.setHeader('etag', `"${ETag}"`);
    if (LastModified instanceof Date) response.setHeader('last-modified', LastModified.toUTCString());
    response.writeHead(304).end();
    return;
  }
  const body = errorXml(fault, resource, requestId);
  response.setHeader('content-type', 'application/xml');
  if (request.method === 'HEAD') {
    // HEAD has no body to carry the code.
    response.writeHead(fault.status).end();
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(fault.status).end(body);
}
