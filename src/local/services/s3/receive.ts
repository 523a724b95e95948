import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { Fault } from '../../server/fault.ts';
import { checksumMismatch, type RunningChecksum, startChecksum } from './checksums.ts';
import type { ChecksumAlgorithm } from './objectRow.ts';

/** Bytes as they come in, or all of them. */
export type Body = AsyncIterable<Uint8Array> | Uint8Array | string | undefined;

/** What the sender says of the bytes, to be compared with them. */
export interface Expectation {
  /** Base64 of the Content-MD5 header. */
  readonly md5?: string | undefined;
  /** Checksums by algorithm; `undefined` where the value comes behind the body, in a trailer. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string | undefined>;
  /** Asked after the last byte. */
  readonly trailing?: (algorithm: ChecksumAlgorithm) => string | undefined;
}

export interface Received {
  readonly size: number;
  /** Hex MD5: the ETag of an object that was put whole. */
  readonly etag: string;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/**
 * Writes a body to a new file and syncs it, its MD5 and checksums computed on the way; never more than a piece of it is
 * in memory.
 * @throws Fault BadDigest; the file is then removed
 */
export async function receiveFile(
  file: string,
  body: Body,
  expected: Expectation,
  signal: AbortSignal,
): Promise<Received> {
  const md5 = createHash('md5');
  const sums = [...expected.checksums.keys()].map(startChecksum);
  let size = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    try {
      for await (const piece of piecesOf(body)) {
        signal.throwIfAborted();
        md5.update(piece);
        for (const sum of sums) sum.update(piece);
        size += piece.length;
        for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const digest = md5.digest();
    if (expected.md5 !== undefined) checkMd5(expected.md5, digest);
    return { size, etag: digest.toString('hex'), checksums: digests(sums, expected) };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function* piecesOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === 'string') yield Buffer.from(body, 'utf8');
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

function digests(sums: readonly RunningChecksum[], expected: Expectation): Map<ChecksumAlgorithm, string> {
  const values = new Map<ChecksumAlgorithm, string>();
  for (const sum of sums) {
    const value = sum.digest();
    const declared = expected.checksums.get(sum.algorithm) ?? expected.trailing?.(sum.algorithm);
    if (declared !== undefined && declared !== value) throw checksumMismatch(sum.algorithm);
    values.set(sum.algorithm, value);
  }
  return values;
}

function checkMd5(declared: string, digest: Buffer): void {
  if (Buffer.from(declared, 'base64').length !== 16) {
    throw new Fault('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (declared !== digest.toString('base64')) {
    throw new Fault('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
      ExpectedDigest: declared,
      CalculatedDigest: digest.toString('base64'),
    });
  }
}

/** A name for a file that nobody else will choose. */
export function freshName(): string {
  return randomUUID();
}
