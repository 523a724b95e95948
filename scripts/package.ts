/**
 * `npm run package`: a VSIX for this platform (DuckDB brings a binary), made from a folder that holds only what a user
 * needs: the production bundle, the packages that stay outside of it, and the manifest.
 *
 * Usage: npm run package [-- --out FILE]
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dirname, '..');
/** What the bundle reads from node_modules; see externalPackages in build.ts. */
const outside = ['@duckdb/node-api'];
const shipped = ['dist', 'media', 'l10n', 'LICENSE', 'package.nls.json', 'package.nls.es.json'];

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const target = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
const stage = await mkdtemp(path.join(os.tmpdir(), 'strata-package-'));
try {
  run([path.join(root, 'scripts/build.ts'), '--production']);
  const manifest = await stageExtension(stage);
  const out = path.resolve(values.out ?? path.join(root, `${manifest.name}-${target}-${manifest.version}.vsix`));
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  run([vsce, 'package', '--target', target, '--allow-missing-repository', '--out', out], stage);
  process.stdout.write(`${out} (${((await stat(out)).size / 2 ** 20).toFixed(1)} MB)\n`);
} finally {
  await rm(stage, { recursive: true, force: true });
}

async function stageExtension(folder: string): Promise<Manifest> {
  for (const name of shipped) {
    if (existsSync(path.join(root, name)))
      await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  // The repository's own README links to what is not shipped.
  await rename(path.join(folder, 'media/README.md'), path.join(folder, 'README.md'));
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Manifest &
    Record<string, unknown>;
  const { devDependencies, scripts, dependencies, ...rest } = manifest;
  const kept = Object.fromEntries(outside.map((name) => [name, manifest.dependencies?.[name] ?? '*']));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ ...rest, dependencies: kept }, undefined, 2));
  for (const name of outside) await copyPackage(name, path.join(folder, 'node_modules'));
  return manifest;
}

/** A package with what it depends on; of optional ones what is installed, which is this platform's. */
async function copyPackage(name: string, to: string): Promise<void> {
  const from = path.join(root, 'node_modules', name);
  const target = path.join(to, name);
  if (!existsSync(from) || existsSync(target)) return;
  await mkdir(path.dirname(target), { recursive: true });
  await cp(from, target, { recursive: true, filter: (file) => !/\.(map|d\.[cm]?ts)$|[\\/]cdn([\\/]|$)/.test(file) });
  const file = path.join(target, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest & Record<string, unknown>;
  const installed = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter(([each]) =>
    existsSync(path.join(root, 'node_modules', each)),
  );
  // vsce asks npm whether everything is there; the other platforms' binaries are not, and need not be.
  const { optionalDependencies, devDependencies, scripts, ...rest } = manifest;
  await writeFile(file, JSON.stringify({ ...rest, dependencies: Object.fromEntries(installed) }, undefined, 2));
  for (const [each] of installed) await copyPackage(each, to);
}

function run(args: readonly string[], cwd = root): void {
  const { status, error } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (error || status !== 0) throw error ?? new Error(`${args.join(' ')} failed with ${status}`);
}
