import { createReadStream } from 'node:fs';
import type { RowPage } from './readResultCsv.ts';

const newline = 0x0a;

/** Lines of text, each a row of one value, from the byte at which one begins. */
export async function readResultLines(
  file: string,
  from: number,
  limit: number,
  signal: AbortSignal,
): Promise<RowPage> {
  const rows: string[][] = [];
  let kept: Buffer[] = [];
  let next = from;
  /** Where the chunk at hand begins. */
  let offset = from;
  const stream = createReadStream(file, { start: from, signal, highWaterMark: 1 << 16 });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, begin)) {
      if (rows.length === limit) return { rows, next };
      rows.push([Buffer.concat([...kept, chunk.subarray(begin, at)]).toString('utf8')]);
      kept = [];
      begin = at + 1;
      next = offset + begin;
    }
    kept.push(chunk.subarray(begin));
    offset += chunk.length;
  }
  return { rows, next: undefined };
}
