import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Finds what goes with a service for other programs: files and folders of `runtime/` beside its source, or where the
 * build copies them, beside the bundle.
 * @param folder the service's `import.meta.dirname`, which in the product is the bundle's
 */
export function runtimeFilesOf(folder: string, service: string): (name: string) => string {
  return (name) => {
    const beside = path.join(folder, 'runtime', name);
    return existsSync(beside) ? beside : path.join(folder, 'runtime', service, name);
  };
}
