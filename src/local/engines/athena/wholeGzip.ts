import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { SourceFile } from './engineApi.ts';

/**
 * DuckDB takes the end of a compressed file for the end of its data, wherever it was cut off: what is missing would be
 * missing from the answer. So each file is decompressed to its end beside the query, which takes longer.
 * @throws Error in Trino's words for one that is not whole
 */
export async function checkGzip(files: readonly SourceFile[], signal: AbortSignal): Promise<void> {
  for (const { file, uri } of files) {
    if (!file.endsWith('.gz')) continue;
    try {
      await pipeline(createReadStream(file), createGunzip(), nowhere(), { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw new Error(`HIVE_CURSOR_ERROR: Failed to read file at ${uri}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
