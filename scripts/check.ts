/** Types, style, the generated manifest and the translation: everything that is checked without running the product. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const module = (file: string) => path.join(root, 'node_modules', file);

const checks: readonly (readonly [string, readonly string[]])[] = [
  ['types', [module('typescript/bin/tsc'), '-p', '.']],
  ['types of the webviews', [module('typescript/bin/tsc'), '-p', 'webview']],
  ['style', [module('@biomejs/biome/bin/biome'), 'check', '.']],
  ['manifest', [path.join(root, 'scripts/manifest.ts'), '--check']],
  ['Spanish texts', [path.join(root, 'scripts/l10n.ts'), '--check']],
];

for (const [name, args] of checks) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    process.stderr.write(`The check of ${name} failed.\n`);
    process.exitCode = 1;
  }
}
