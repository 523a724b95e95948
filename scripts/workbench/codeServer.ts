/**
 * The real VS Code workbench and extension host for machines without a desktop: the npm package code-server, installed
 * once into the cache. Its own install script wants to download; the steps here need the npm registry only.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src/core/appError.ts';
import { cacheDir } from '../../src/runtimes/cacheDir.ts';
import { installOnce } from '../../src/runtimes/installOnce.ts';
import { runProgram } from '../../src/runtimes/runProgram.ts';
import { aptInstall, onPath } from './systemPackages.ts';

const version = '4.139.1';
const nodeMajor = process.versions.node.split('.')[0];

/** Native modules that the server and the extension host load; kerberos is for a proxy sign-in nobody needs here. */
const natives = ['@parcel/watcher', '@vscode/spdlog', '@vscode/sqlite3', '@vscode/native-watchdog', 'node-pty'];

/** The entry script of an installed code-server; run it with this very Node. */
export async function codeServer(onProgress: (message: string) => void, signal: AbortSignal): Promise<string> {
  const name = `code-server-${version}-${process.platform}-${process.arch}-node${nodeMajor}`;
  const folder = path.join(cacheDir(), name);
  await installOnce(folder, (target) => install(target, onProgress, signal), {
    signal,
    onWait: () => onProgress('Waiting for another installation of code-server'),
  });
  return path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}

async function install(folder: string, onProgress: (message: string) => void, signal: AbortSignal): Promise<void> {
  const npm = (args: readonly string[], cwd: string) => runNpm(args, cwd, signal);
  await requireCompiler(onProgress, signal);
  onProgress(`Installing code-server ${version} (about two minutes, once)`);
  const { mkdir, writeFile } = await import('node:fs/promises');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  await npm(['install', '--ignore-scripts', `code-server@${version}`], folder);
  const server = path.join(folder, 'node_modules', 'code-server');
  const vscode = path.join(server, 'lib', 'vscode');
  onProgress('Installing the parts of the editor');
  await npm(['install', '--omit=dev', '--ignore-scripts'], vscode);
  onProgress('Building its native modules');
  await npm(['rebuild', '--ignore-scripts=false', ...natives], vscode);
  onProgress('Installing the built-in extensions');
  await npm(['install', '--omit=dev', '--ignore-scripts'], path.join(vscode, 'extensions'));
  await npm(['rebuild', '--ignore-scripts=false', 'argon2'], server);
  // Source maps are half of the files and of no use here.
  await rm(path.join(server, 'lib', 'vscode', 'out', 'vs', 'workbench', 'workbench.web.main.internal.js.map'), {
    force: true,
  });
}

/** The editor comes without binaries for its native modules. @throws AppError saying what to install */
async function requireCompiler(onProgress: (message: string) => void, signal: AbortSignal): Promise<void> {
  if (process.platform === 'win32') return;
  const isThere = () => onPath(['make']) && onPath(['c++', 'g++', 'clang++']);
  if (isThere() || ((await aptInstall(['g++', 'make'], onProgress, signal)) && isThere())) return;
  throw new AppError(
    'runtime-missing',
    'The workbench in the browser is built on this machine, which has no C++ compiler.',
    {
      hint: 'Install one (Debian, Ubuntu: sudo apt-get install g++ make; macOS: xcode-select --install), or VS Code with its command code.',
    },
  );
}

async function runNpm(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const windows = process.platform === 'win32';
  await runProgram(
    windows ? 'npm.cmd' : 'npm',
    [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd },
    signal,
  );
}
