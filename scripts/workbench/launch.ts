/** Starts the workbench in a browser over a folder: code-server with this checkout's extension in it. */
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../src/runtimes/runProgram.ts';
import { codeServer } from './codeServer.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface LaunchOptions {
  /** Opened in the workbench. */
  readonly folder: string;
  readonly port: number;
  /** Holds the editor's user data and extensions; kept by the caller. */
  readonly data: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The unpacked extension itself; this checkout's when absent. */
  readonly product?: string;
  /** A package to install in place of this checkout's extension. */
  readonly vsix?: string;
  /** More unpacked extensions, such as the one that runs tests in the host. */
  readonly extensions?: readonly string[];
  /** Leaves workspace trust on, as it is for users. */
  readonly trustPrompt?: boolean;
  /** The display language of extensions, such as `es`; the editor's own texts stay English. */
  readonly locale?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onProgress: (message: string) => void;
}

export interface RunningWorkbench extends AsyncDisposable {
  /** Opens the folder. */
  readonly url: string;
  readonly extensionsFolder: string;
  readonly pid: number;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
};

/** @throws Error with the end of the server's log when it does not come up */
export async function launchWorkbench(options: LaunchOptions, signal: AbortSignal): Promise<RunningWorkbench> {
  const entry = await codeServer(options.onProgress, signal);
  const userData = path.join(options.data, 'user-data');
  const extensions = path.join(options.data, 'extensions');
  await mkdir(path.join(userData, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  // An extensions folder remembers what it held, and a checkout's code changes under the same version.
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions);
  if (options.vsix) {
    const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`];
    await runProgram(process.execPath, [entry, `--install-extension=${options.vsix}`, ...folders], {}, signal);
  } else {
    await linkExtension(options.product ?? root, extensions);
  }
  for (const each of options.extensions ?? []) await linkExtension(each, extensions);
  if (options.locale) await writeLanguagePack(userData, options.locale);
  const child = spawn(
    process.execPath,
    [
      entry,
      '--auth=none',
      `--bind-addr=127.0.0.1:${options.port}`,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${extensions}`,
      '--disable-telemetry',
      '--disable-update-check',
      ...(options.trustPrompt ? [] : ['--disable-workspace-trust']),
      ...(options.locale ? [`--locale=${options.locale}`] : []),
      options.folder,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...options.env } },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      log = (log + data.toString()).slice(-20_000);
    });
  }
  const workbench: RunningWorkbench = {
    url: `http://127.0.0.1:${options.port}/?folder=${encodeURIComponent(options.folder)}`,
    extensionsFolder: extensions,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      await endGroup(child.pid, () => child.exitCode !== null || child.signalCode !== null);
    },
  };
  try {
    for (let i = 0; i < 600; i++) {
      if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}:\n${log}`);
      if (await answers(`http://127.0.0.1:${options.port}/healthz`, signal)) return workbench;
      await sleep(100, undefined, { signal });
    }
    throw new Error(`code-server did not answer within a minute:\n${log}`);
  } catch (error) {
    // Interrupted too: it leads a process group of its own, which nothing else would end.
    await workbench[Symbol.asyncDispose]();
    throw error;
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  return await fetch(url, { signal }).then(
    (response) => response.ok,
    () => false,
  );
}

/** The whole process group, as the server starts an extension host and watchers of its own. */
async function endGroup(pid: number | undefined, hasEnded: () => boolean): Promise<void> {
  if (!pid) return;
  for (const how of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(-pid, how);
    } catch {
      return;
    }
    for (let i = 0; i < 50 && !hasEnded(); i++) await sleep(50);
    if (how === 'SIGTERM' && hasEnded()) await sleep(100);
  }
}

/** The editor takes a language only when a pack for it is installed; this one translates nothing of the editor itself. */
async function writeLanguagePack(userData: string, language: string): Promise<void> {
  const texts = path.join(userData, 'language.json');
  await writeFile(texts, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'strata.language' }, version: '1.0.0' }];
  const pack = { hash: language, label: language, extensions, translations: { vscode: texts } };
  await writeFile(path.join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** An extension under its `publisher.name-version`. */
async function linkExtension(from: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(from, 'package.json'), 'utf8')) as Record<string, string>;
  const target = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(target);
  for (const name of await readdir(from)) {
    // The editor tells by its real path whose code calls it, so that code is copied; packages may be linked.
    const code = /^package.*\.json$|^(dist|media|l10n|out)$/.test(name);
    if (code) await cp(path.join(from, name), path.join(target, name), { recursive: true });
    else if (name === 'node_modules') await symlink(path.join(from, name), path.join(target, name), 'junction');
  }
}
