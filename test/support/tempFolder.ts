import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder of its own that goes away with `await using`. */
export function tempFolder(name = 'strata-test'): AsyncDisposable & { readonly path: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  return {
    path: folder,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
