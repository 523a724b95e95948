import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../core/appError.ts';
import type { Connection } from '../../core/connection.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import type { Log } from '../../core/log.ts';
import { connectionTo, endpointStatus, silence } from '../../platform/connections/localEndpoint.ts';
import { createCtx } from '../../platform/createCtx.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type AccountOptions, accountConnection } from './accountConnection.ts';
import { airflowLogins } from './airflowLogins.ts';
import { environmentLogins } from './environmentLogins.ts';

/** The options that every verb takes. */
export interface GlobalOptions extends AccountOptions {
  readonly root?: string;
  readonly confirm?: string;
  readonly json?: boolean;
}

/** The options of a verb that every verb takes, wherever they stood on the line. */
export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** Aborts at the first Ctrl+C; the second ends the process as usual. */
export function interruptSignal(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  return abort.signal;
}

/**
 * The workspace that a command works in: the folder given, else the closest one upwards that has an endpoint's state,
 * else the current one.
 */
export function workspaceRoot(given: string | undefined): string {
  if (given) return path.resolve(given);
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, stateFolderName))) return folder;
    if (folder === path.dirname(folder)) return process.cwd();
  }
}

const stderrLog: Log = {
  debug() {},
  info() {},
  warn: (message) => process.stderr.write(`${message}\n`),
  error: (message) => process.stderr.write(`${message}\n`),
};

/** @throws AppError when the endpoint is down or there is no such profile */
export async function openCtx(options: GlobalOptions, signal: AbortSignal): Promise<Ctx> {
  const root = workspaceRoot(options.root);
  return createCtx({
    connection: await openConnection(options, root, signal),
    // Whoever types a command in a folder means it.
    workspace: { root, trusted: true },
    logins: environmentLogins(),
    webLogins: airflowLogins(),
    report: (message) => process.stderr.write(`${message}\n`),
    log: stderrLog,
  });
}

async function openConnection(options: GlobalOptions, root: string, signal: AbortSignal): Promise<Connection> {
  const account = await accountConnection(options, stderrLog.warn);
  if (account) return account;
  const status = await endpointStatus(root, signal);
  if (status.state === 'silent') throw silence(status.file);
  if (status.state === 'stopped') {
    throw new AppError('unreachable', `No local endpoint runs for ${root}.`, {
      hint: 'Start it: strata up. Or name an AWS account: --profile NAME, or --environment for your exported credentials.',
    });
  }
  return connectionTo(status.file, options.region);
}
