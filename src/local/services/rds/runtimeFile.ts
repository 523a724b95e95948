import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file of `runtime/`: beside this source, or where the build copies it, beside the bundle. */
export function runtimeFile(name: string): string {
  const beside = path.join(import.meta.dirname, 'runtime', name);
  return existsSync(beside) ? beside : path.join(import.meta.dirname, 'runtime', 'rds', name);
}
