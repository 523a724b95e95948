/**
 * The first step of every npm script: runs on whatever Node is installed (20 or newer) with no dependency, installs
 * the locked packages when they are missing or out of step, and goes on with the given script on the project's own Node.
 *
 * Usage: node scripts/bootstrap.mjs scripts/start.ts [arguments]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const stampFile = path.join(root, 'node_modules', '.strata-lock');
const nodeFile = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

const lockHash = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';

if (installed !== lockHash || !existsSync(nodeFile)) {
  process.stderr.write('Installing the locked packages (npm ci)…\n');
  npm(['ci', '--no-audit', '--no-fund']);
  // npm can be set up to run no install scripts; the project's Node and esbuild come by theirs.
  if (!existsSync(nodeFile)) npm(['rebuild', 'node', 'esbuild', '--ignore-scripts=false']);
  if (!existsSync(nodeFile)) {
    fail(
      'The package "node" was installed without its program, as npm ran no install scripts.\n' +
        'Allow them (npm config set ignore-scripts false) and try again.',
    );
  }
  writeFileSync(stampFile, lockHash);
}

const bin = path.join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: [path.dirname(nodeFile), bin, process.env.PATH ?? ''].join(path.delimiter) };
const child = spawn(nodeFile, process.argv.slice(2), { cwd: root, stdio: 'inherit', env });
// The child shares the terminal and gets Ctrl+C itself; this process only has to outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function npm(args) {
  const { status, error } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
  if (error || status !== 0) fail(`npm ${args[0]} failed.${error ? ` ${error.message}` : ''}`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
