import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes beside, syncs, renames: a reader sees the old content or the new, never a part. */
export function writeFileAtomically(file: string, content: string | Uint8Array, mode = 0o644): void {
  const beside = `${file}.${process.pid}.tmp`;
  const handle = openSync(beside, 'w', mode);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
}
