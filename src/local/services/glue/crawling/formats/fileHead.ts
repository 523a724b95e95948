/** The beginning of a file, decompressed. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Compression, CorruptFile } from './fileSchema.ts';

export interface FileHead {
  readonly compression: Compression;
  readonly bytes: Buffer;
  /** Whether `bytes` is all of the content. */
  readonly isComplete: boolean;
  /** The part of the file, as it is stored, that was read for it: 1 for all of it. */
  readonly share: number;
}

/** The first bytes as they are stored. */
export async function firstBytes(file: string, most: number): Promise<Buffer> {
  await using handle = await open(file);
  const bytes = Buffer.alloc(most);
  const { bytesRead } = await handle.read(bytes, 0, most, 0);
  return bytes.subarray(0, bytesRead);
}

export function compressionOf(start: Buffer): Compression {
  if (start.length >= 3 && start.readUIntBE(0, 3) === 0x1f8b08) return 'gzip';
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return 'none';
}

/** @throws CorruptFile when it cannot be decompressed */
export async function fileHead(
  file: string,
  compression: Compression,
  most: number,
  signal: AbortSignal,
): Promise<FileHead> {
  const source = createReadStream(file);
  const unpack = compression === 'none' ? undefined : decompressor(compression);
  const chunks: Buffer[] = [];
  let length = 0;
  let isComplete = true;
  const take = async (stream: AsyncIterable<Buffer>) => {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) {
        isComplete = false;
        return;
      }
    }
  };
  try {
    await (unpack ? pipeline(source, unpack, take, { signal }) : pipeline(source, take, { signal }));
  } catch (error) {
    signal.throwIfAborted();
    // Where enough was read, the rest of the pipe complains of being closed.
    if (isComplete) throw unpack ? unpackFailure(compression, error) : error;
  }
  const bytes = Buffer.concat(chunks).subarray(0, most);
  const used = unpack ? unpack.bytesWritten : bytes.length;
  return { compression, bytes, isComplete, share: isComplete ? 1 : Math.min(used / (await stat(file)).size, 1) };
}

function unpackFailure(compression: Compression, cause: unknown): CorruptFile {
  return new CorruptFile(`it cannot be decompressed as ${compression} (${(cause as Error).message})`, { cause });
}

function decompressor(compression: Compression) {
  return compression === 'gzip' ? createGunzip() : createZstdDecompress();
}
