/**
 * `npm run pictures`: runs the UI tests that take the README's pictures, and puts those into docs/images.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const taken = path.join(root, 'test-artifacts/screenshots');
const images = path.join(root, 'docs/images');

const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/test.ts'), 'ui'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
await mkdir(images, { recursive: true });
const readme = await readFile(path.join(root, 'README.md'), 'utf8');
for (const [, name = ''] of readme.matchAll(/\(docs\/images\/([\w-]+\.png)\)/g)) {
  await copyFile(path.join(taken, name), path.join(images, name));
  process.stdout.write(`docs/images/${name}\n`);
}
