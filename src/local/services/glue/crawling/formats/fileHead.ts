/** The beginning of a file, decompressed. */
import { createReadStream } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
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

/** What a file's first bytes say of its compression. */
export function compressionOf(start: Buffer): Compression {
  if (start.length >= 3 && start.readUIntBE(0, 3) === 0x1f8b08) return 'gzip';
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return 'none';
}

/** The first bytes as they are stored. */
export async function storedHead(handle: FileHandle, most: number): Promise<FileHead> {
  const { size } = await handle.stat();
  const bytes = Buffer.allocUnsafe(Math.min(size, most));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const isComplete = length >= size || length < bytes.length;
  return {
    compression: 'none',
    bytes: bytes.subarray(0, length),
    isComplete,
    share: isComplete ? 1 : length / size,
  };
}

/** @throws CorruptFile when it cannot be decompressed */
export async function unpackedHead(
  file: string,
  compression: 'gzip' | 'zstd',
  most: number,
  signal: AbortSignal,
): Promise<FileHead> {
  const unpack = compression === 'gzip' ? createGunzip() : createZstdDecompress();
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
    await pipeline(createReadStream(file), unpack, take, { signal });
  } catch (error) {
    signal.throwIfAborted();
    // Where enough was read, the rest of the pipe complains of being closed.
    if (isComplete) {
      throw new CorruptFile(`it cannot be decompressed as ${compression} (${(error as Error).message})`, {
        cause: error,
      });
    }
  }
  const bytes = Buffer.concat(chunks).subarray(0, most);
  const share = isComplete ? 1 : Math.min(unpack.bytesWritten / (await stat(file)).size, 1);
  return { compression, bytes, isComplete, share };
}
