import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { Fault } from '../../../server/fault.ts';

/** Lambda's limit for a deployment package, unzipped. */
const maxUnzippedBytes = 262_144_000;

/**
 * Unpacks an archive into a folder that does not exist yet; it appears when it is whole.
 * @throws Fault InvalidParameterValueException for what is no zip, leaves the folder, or is too large
 */
export function unzipInto(archive: Uint8Array, folder: string): void {
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(archive, {
      filter(file) {
        total += file.originalSize;
        if (total > maxUnzippedBytes) {
          throw new Fault(
            'InvalidParameterValueException',
            `Unzipped size must be smaller than ${maxUnzippedBytes} bytes`,
          );
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  const files = Object.entries(entries).map(([name, content]) => ({ name, content, file: placeOf(folder, name) }));
  const beside = `${folder}.${process.pid}.tmp`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  for (const { name, content, file } of files) {
    const target = path.join(beside, path.relative(folder, file));
    if (name.endsWith('/')) mkdirSync(target, { recursive: true });
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content, { mode: 0o755 });
    }
  }
  renameSync(beside, folder);
}

/** Where an entry goes. @throws Fault when that is outside the folder */
export function placeOf(folder: string, name: string): string {
  const file = path.resolve(folder, name);
  const inside = file === path.resolve(folder) || file.startsWith(path.resolve(folder) + path.sep);
  if (!inside || path.isAbsolute(name) || /[\\\0]|^[A-Za-z]:/.test(name)) {
    throw new Fault(
      'InvalidParameterValueException',
      `The archive's entry ${JSON.stringify(name)} lies outside of the package.`,
    );
  }
  return file;
}

export function sha256Base64(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64');
}
