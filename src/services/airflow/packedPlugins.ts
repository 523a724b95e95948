import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** The earliest moment that an archive can say: the same files give the same bytes. */
const epoch = '1980-01-01T00:00:00';

/** A folder of plugins as MWAA takes it: its files at the top of a ZIP archive. */
export async function packedPlugins(folder: string): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  const names: string[] = [];
  for await (const name of glob('**/*', { cwd: folder })) {
    const hidden = name.split(/[/\\]/).some((part) => part === '__pycache__' || part.startsWith('.'));
    if (!hidden && (await stat(path.join(folder, name))).isFile()) names.push(name);
  }
  const files: Record<string, Uint8Array> = {};
  for (const name of names.sort()) {
    files[name.split(path.sep).join('/')] = new Uint8Array(await readFile(path.join(folder, name)));
  }
  return zipSync(files, { mtime: epoch, level: 6 });
}
