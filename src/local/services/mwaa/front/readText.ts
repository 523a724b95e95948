import type { IncomingMessage } from 'node:http';

/** Tokens and commands are short. */
const mostBytes = 64 * 1024;

/** @throws Error when it is longer than anything that is sent here */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('The request is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
