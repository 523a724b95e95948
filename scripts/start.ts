/**
 * `npm start`: builds, starts the local endpoint of sample-workspace/, deploys the sample pipelines with their raw
 * files, and opens the real workbench on them.
 *
 * Usage: npm start [-- --browser | --desktop] [--port N]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toAppError } from '../src/core/appError.ts';
import { pipelineFolders } from '../src/platform/workspace/pipelineFolders.ts';
import { cacheDir } from '../src/runtimes/cacheDir.ts';
import { pythonEnvironment } from '../src/runtimes/pythonEnvironment.ts';
import { launchWorkbench } from './workbench/launch.ts';

const root = path.resolve(import.meta.dirname, '..');
const workspace = path.join(root, 'sample-workspace');
const glueLock = path.join(root, 'src/local/services/glue/runtime/requirements.txt');
const usualPort = 7171;

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    desktop: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());

try {
  await start(interrupt.signal);
} catch (error) {
  if (!interrupt.signal.aborted) {
    const { message, hint } = toAppError(error);
    process.stderr.write(`\n${message}\n${hint ? `${hint}\n` : ''}`);
    process.exitCode = 1;
  }
}

async function start(signal: AbortSignal): Promise<void> {
  await step('Building', () => run(process.execPath, [path.join(root, 'scripts/build.ts')], signal));
  await step('Preparing the Python of Glue’s Python Shell jobs', () => preparePython(signal));
  await step('Starting the local endpoint', () => strata(['up'], signal));
  for (const { folder, stack } of await pipelineFolders(workspace)) {
    await step(`Deploying ${stack}`, () => strata(['deploy', folder], signal));
  }
  if (values.desktop || (!values.browser && hasDesktop())) await openDesktop(signal);
  else await openBrowser(signal);
}

async function step(title: string, work: () => Promise<void>): Promise<void> {
  const started = Date.now();
  say(`▸ ${title}`);
  await work();
  say(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Without Python all but the jobs works, and a job's run says the same as is said here. */
async function preparePython(signal: AbortSignal): Promise<void> {
  try {
    const onProgress = (message: string) => say(`  ${message}`);
    await pythonEnvironment({ name: 'glue-python-shell', lockFile: glueLock, onProgress }, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, hint } = toAppError(error);
    say(`  Glue jobs will not run yet: ${message}`);
    if (hint) say(`  ${hint}`);
  }
}

async function strata(args: readonly string[], signal: AbortSignal): Promise<void> {
  await run(process.execPath, [path.join(root, 'dist/node/strata.js'), ...args, '--root', workspace], signal);
}

/** @throws Error when the program fails; it has said why by then */
async function run(file: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], signal });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${path.basename(args[0] ?? file)} ${args[1] ?? ''} failed with exit code ${code}.`);
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}

function hasDesktop(): boolean {
  const display = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return display && codeOnPath() !== undefined;
}

function codeOnPath(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

async function openDesktop(signal: AbortSignal): Promise<void> {
  const code = codeOnPath();
  if (!code) {
    throw new Error(
      'The command `code` is not on the PATH. Install it from VS Code (Shell Command: Install ‘code’ command in PATH), or use: npm start -- --browser',
    );
  }
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, workspace];
  const child = spawn(code, args, { stdio: 'inherit', signal, shell: process.platform === 'win32' });
  if ((await ended(child)) !== 0) throw new Error('Visual Studio Code did not open.');
  say('Visual Studio Code opens on sample-workspace.');
  sayHowToStop();
}

async function openBrowser(signal: AbortSignal): Promise<void> {
  const port = values.port ? Number(values.port) : await isFree(usualPort).then((free) => (free ? usualPort : 0));
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 12);
  await using server = await launchWorkbench(
    {
      folder: workspace,
      port: port || (await anyPort()),
      data: path.join(cacheDir(), 'workbench', checkout),
      settings: { 'workbench.startupEditor': 'none' },
      onProgress: (message) => say(`  ${message}`),
    },
    signal,
  );
  say(`\nThe workbench is open at\n\n    ${server.url}\n`);
  sayHowToStop();
  say('Ctrl+C closes the workbench.');
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function sayHowToStop(): void {
  say('The local endpoint goes on when the workbench is closed, so that runs and schedules do. To stop it:');
  say('    npm run strata -- down --root sample-workspace');
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function anyPort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
