/** The production build in a folder of its own, laid out as an unpacked extension; `dist/` of the checkout stays as it is. */
import { existsSync } from 'node:fs';
import { cp, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { runProgram } from '../../../src/runtimes/runProgram.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const shipped = ['package.json', 'package.nls.json', 'package.nls.es.json', 'media', 'l10n'];

export type EntryPoint = 'extension' | 'strata' | 'endpoint' | 'engine';

export interface Product extends AsyncDisposable {
  /** The unpacked extension. */
  readonly folder: string;
  /** The bundled file of an entry point. */
  entry(name: EntryPoint): string;
  /** What is read before an entry point's own code runs: its file and the chunks that it imports statically. */
  loadedAtStart(name: EntryPoint): { readonly bytes: number; readonly files: number };
}

/** @throws AppError with the end of the build's output */
export async function buildProduct(signal: AbortSignal): Promise<Product> {
  const folder = tempFolder('strata-bench-product');
  const dist = path.join(folder.path, 'dist');
  const metaFile = path.join(folder.path, 'meta.json');
  const build = path.join(root, 'scripts/build.ts');
  await runProgram(process.execPath, [build, '--production', '--out', dist, '--meta', metaFile], {}, signal);
  for (const name of shipped) {
    const from = path.join(root, name);
    if (existsSync(from)) await cp(from, path.join(folder.path, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder.path, 'node_modules'), 'junction');
  const { outputs } = JSON.parse(await readFile(metaFile, 'utf8')) as Metafile;
  return {
    folder: folder.path,
    entry: (name) => path.join(dist, 'node', `${name}.js`),
    loadedAtStart: (name) => staticClosure(outputs, `dist/node/${name}.js`),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function staticClosure(outputs: Metafile['outputs'], entry: string): { bytes: number; files: number } {
  const start = Object.keys(outputs).find((file) => file.endsWith(entry));
  if (start === undefined) throw new Error(`The build made no ${entry}.`);
  const loaded = new Set([start]);
  let bytes = 0;
  for (const file of loaded) {
    const output = outputs[file];
    bytes += output?.bytes ?? 0;
    for (const each of output?.imports ?? []) {
      if (each.kind === 'import-statement' && !each.external) loaded.add(each.path);
    }
  }
  return { bytes, files: loaded.size };
}
