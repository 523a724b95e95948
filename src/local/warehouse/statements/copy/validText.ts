import { createReadStream, createWriteStream, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { StatementCtx } from '../../session/statementCtx.ts';

/** A copy of a file in which bytes that are no UTF-8 are replaced, as ACCEPTINVCHARS has it. */
export async function validText(
  ctx: StatementCtx,
  file: string,
  replacement: string | undefined,
  compression: 'none' | 'gzip' | 'zstd',
): Promise<string> {
  const folder = mkdtempSync(path.join(await ctx.scratch(), 'text-'));
  const target = path.join(folder, 'text');
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  const mended = (text: string) => Buffer.from(text.replaceAll('\uFFFD', replacement ?? '?'));
  const mend = new Transform({
    transform: (chunk: Buffer, _, next) => next(null, mended(decoder.decode(chunk, { stream: true }))),
    flush: (next) => next(null, mended(decoder.decode())),
  });
  const [unpack, pack] = {
    none: [],
    gzip: [createGunzip(), createGzip()],
    zstd: [createZstdDecompress(), createZstdCompress()],
  }[compression];
  const steps = unpack && pack ? [unpack, mend, pack] : [mend];
  await pipeline([createReadStream(file), ...steps, createWriteStream(target)], { signal: ctx.signal });
  return target;
}
