import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineSplitter } from '../../../lineSplitter.ts';
import type { RunLog } from '../../../runLog.ts';

const pauseMs = 300;
const mostLineBytes = 100_000;
const chunkBytes = 64 * 1024;

/** Puts the lines that a program adds to a file into a log, until `over` is aborted and all of it was read. */
export async function followFile(file: string, log: RunLog, over: AbortSignal): Promise<void> {
  const splitter = new LineSplitter(mostLineBytes);
  let position = 0;
  for (;;) {
    const last = over.aborted;
    position += await readOn(file, position, (chunk) => splitter.push(chunk).forEach((line) => void log.line(line)));
    if (last) break;
    await sleep(pauseMs, undefined, { signal: over }).catch(() => {});
  }
  for (const line of splitter.end()) log.line(line);
}

/** @returns how many bytes were new; none as long as there is no file */
async function readOn(file: string, from: number, take: (chunk: Buffer) => void): Promise<number> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return 0;
  try {
    const buffer = Buffer.alloc(chunkBytes);
    let position = from;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return position - from;
      take(Buffer.from(buffer.subarray(0, bytesRead)));
      position += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
