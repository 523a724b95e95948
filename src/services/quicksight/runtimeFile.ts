import { existsSync } from 'node:fs';
import path from 'node:path';

/** The absolute path of a file that goes with this service: beside the sources, or beside the bundle. */
export function runtimeFile(name: string): string {
  const beside = path.join(import.meta.dirname, 'runtime', name);
  return existsSync(beside) ? beside : path.join(import.meta.dirname, 'runtime', 'quicksight', name);
}
