import { randomUUID } from 'node:crypto';
import { open, rename } from 'node:fs/promises';

/** Writes a record as JSON, for its owner only: beside, synced, renamed, so that a reader sees the old one or the new. */
export async function writeRecord(file: string, record: unknown): Promise<void> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(record));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
