import { createReadStream } from 'node:fs';

export interface RowPage {
  /** NULL where a value is neither there nor quoted. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** The byte at which the next page begins; undefined after the last. */
  readonly next: number | undefined;
}

const quote = 0x22;
const comma = 0x2c;
const newline = 0x0a;

/**
 * Rows of a CSV as Athena writes it, from the byte at which one begins: every value in quotes, quotes doubled, NULL as
 * nothing. No more of the file is read than the page needs.
 */
export async function readResultCsv(file: string, from: number, limit: number, signal: AbortSignal): Promise<RowPage> {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  /** The bytes of the value at hand, from chunks before this one. */
  let kept: Buffer[] = [];
  let quoted = false;
  let inQuotes = false;
  let next = from;
  /** Where the chunk at hand begins. */
  let offset = from;
  const stream = createReadStream(file, { start: from, signal, highWaterMark: 1 << 16 });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === quote) {
        inQuotes = !inQuotes;
        quoted = true;
      } else if (!inQuotes && (byte === comma || byte === newline)) {
        row.push(cellOf(Buffer.concat([...kept, chunk.subarray(begin, at)]), quoted));
        kept = [];
        begin = at + 1;
        quoted = false;
        if (byte === comma) continue;
        if (rows.length === limit) return { rows, next };
        rows.push(row);
        row = [];
        next = offset + at + 1;
      }
    }
    kept.push(chunk.subarray(begin));
    offset += chunk.length;
  }
  return { rows, next: undefined };
}

/** A quote within a value is doubled, so that the flag toggles twice and the text keeps one too many. */
function cellOf(bytes: Buffer, quoted: boolean): string | null {
  const text = bytes.toString('utf8');
  return quoted ? text.slice(1, -1).replaceAll('""', '"') : text === '' ? null : text;
}
