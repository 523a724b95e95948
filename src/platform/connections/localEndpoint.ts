import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/appError.ts';
import { type LocalConnection, localConnectionId } from '../../core/connection.ts';
import { type EndpointFile, endpointFileSchema, stateFolderName } from '../../core/endpointFile.ts';
import { t } from '../../core/l10n.ts';
import { nodeEnvironment, programFile } from '../programs.ts';

const startTimeoutMs = 20_000;
const stopTimeoutMs = 15_000;
const pollMs = 25;

/** What is known of a workspace's endpoint without touching it. */
export type EndpointStatus =
  | { readonly state: 'running'; readonly file: EndpointFile }
  | { readonly state: 'stopped'; readonly file: EndpointFile | undefined };

/** @param root the workspace's folder, whose `.strata/` holds the endpoint's state */
export async function endpointStatus(root: string, signal: AbortSignal): Promise<EndpointStatus> {
  const file = await readEndpointFile(root);
  if (file && file.pid > 0 && (await answers(file, signal))) return { state: 'running', file };
  return { state: 'stopped', file };
}

/**
 * The connection to a workspace's endpoint, which is started when it is not running. It goes on when the window or the
 * command that started it ends, so that runs outlive both.
 * @throws AppError `failed` with the end of the endpoint's log when it does not come up
 */
export async function startEndpoint(root: string, signal: AbortSignal): Promise<LocalConnection> {
  const status = await endpointStatus(root, signal);
  if (status.state === 'running') return connectionTo(status.file);
  const folder = path.join(root, stateFolderName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = path.join(folder, 'endpoint.log');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [programFile('endpoint'), '--state', folder], {
    env: nodeEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let gone = false;
  exited.then(
    () => {
      gone = true;
    },
    () => {},
  );
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const now = await endpointStatus(root, signal);
    if (now.state === 'running') return connectionTo(now.file);
    if (gone) break;
    await sleep(pollMs, undefined, { signal });
  }
  throw new AppError('failed', t('The local endpoint did not start.'), {
    hint: `${t('Its log, {0}, ends with:', logFile)}\n${await tailOf(logFile)}`,
  });
}

/** Ends a workspace's endpoint; true when it was running. Unfinished runs are marked as interrupted by it. */
export async function stopEndpoint(root: string, signal: AbortSignal): Promise<boolean> {
  const status = await endpointStatus(root, signal);
  if (status.state === 'stopped') return false;
  process.kill(status.file.pid, 'SIGTERM');
  const deadline = Date.now() + stopTimeoutMs;
  while (Date.now() < deadline) {
    if (!isAlive(status.file.pid)) return true;
    await sleep(pollMs, undefined, { signal });
  }
  process.kill(status.file.pid, 'SIGKILL');
  return true;
}

export function connectionTo(file: EndpointFile, region = file.region): LocalConnection {
  return {
    kind: 'local',
    id: localConnectionId,
    label: t('Local endpoint'),
    region,
    endpoint: file.url,
    credentials: { accessKeyId: file.accessKeyId, secretAccessKey: file.secretAccessKey },
  };
}

async function readEndpointFile(root: string): Promise<EndpointFile | undefined> {
  try {
    const text = await readFile(path.join(root, stateFolderName, 'endpoint.json'), 'utf8');
    return endpointFileSchema.parse(JSON.parse(text));
  } catch {
    // None yet, or being damaged: the endpoint makes a new one when it starts.
    return undefined;
  }
}

async function answers(file: EndpointFile, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${file.url}/_strata/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]),
    });
    const health = (await response.json()) as { pid?: number };
    return health.pid === file.pid;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
}
