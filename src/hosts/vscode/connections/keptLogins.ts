import * as vscode from 'vscode';
import type { DatabaseLogin, DatabaseLogins, DatabaseServer } from '../../../platform/postgres/databaseServer.ts';
import { askText, KeptSecrets } from './keptSecrets.ts';

/** Logins of databases, asked for once and kept where the editor keeps secrets: by host and port, never by a name of the workspace. */
export class KeptLogins implements DatabaseLogins {
  readonly #kept: KeptSecrets<DatabaseLogin>;

  constructor(secrets: vscode.SecretStorage) {
    this.#kept = new KeptSecrets(secrets);
  }

  get hint(): string {
    return vscode.l10n.t('Refresh, and type the user and the password when they are asked for.');
  }

  async find(server: DatabaseServer, _database: string, signal: AbortSignal): Promise<DatabaseLogin | undefined> {
    return await this.#kept.find(keyOf(server), (shared) => askLogin(server, shared), signal);
  }

  async forget(server: DatabaseServer): Promise<void> {
    await this.#kept.forget(keyOf(server));
  }
}

const keyOf = ({ host, port }: DatabaseServer) => `strata.database.${host}:${port}`;

async function askLogin({ title, host, port, user }: DatabaseServer, signal: AbortSignal) {
  const where = vscode.l10n.t('Sign in to {0} ({1}:{2})', title, host, port);
  return await askPassword(where, user ?? '', signal);
}

/** A user and a password, one after the other. */
export async function askPassword(
  title: string,
  user: string,
  signal: AbortSignal,
): Promise<{ readonly user: string; readonly password: string } | undefined> {
  const named = await askText({ title, prompt: vscode.l10n.t('User'), value: user }, signal);
  if (!named) return undefined;
  const prompt = vscode.l10n.t('Password of {0}; it is kept in the editor’s secret storage', named);
  const password = await askText({ title, prompt, password: true }, signal);
  return password === undefined ? undefined : { user: named, password };
}
