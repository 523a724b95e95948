import { open } from 'node:fs/promises';
import { type RunningChecksum, startChecksum } from './checksums.ts';
import type { ChecksumAlgorithm } from './objectRow.ts';

const pieceBytes = 1 << 20;

/**
 * Joins files into a new one and syncs it; a piece at a time is in memory.
 * @returns the checksum of the whole, in base64, where one is asked for
 */
export async function assemble(
  target: string,
  files: readonly string[],
  algorithm: ChecksumAlgorithm | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sum = algorithm && startChecksum(algorithm);
  const out = await open(target, 'wx', 0o600);
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (const file of files) await append(out, file, buffer, sum, signal);
    await out.sync();
  } finally {
    await out.close();
  }
  return sum?.digest();
}

async function append(
  out: Awaited<ReturnType<typeof open>>,
  file: string,
  buffer: Buffer,
  sum: RunningChecksum | undefined,
  signal: AbortSignal,
): Promise<void> {
  const input = await open(file, 'r');
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await input.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      const piece = buffer.subarray(0, bytesRead);
      sum?.update(piece);
      for (let at = 0; at < piece.length; ) at += (await out.write(piece, at)).bytesWritten;
    }
  } finally {
    await input.close();
  }
}
