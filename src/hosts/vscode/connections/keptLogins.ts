import * as vscode from 'vscode';
import { type SharedWork, shareWork } from '../../../core/sharedWork.ts';
import type { DatabaseLogin, DatabaseLogins, DatabaseServer } from '../../../platform/postgres/databaseServer.ts';

/** Logins of databases, asked for once and kept where the editor keeps secrets: by host and port, never by a name of the workspace. */
export class KeptLogins implements DatabaseLogins {
  readonly #secrets: vscode.SecretStorage;
  /** Several rows of a tree may need the same one at the same moment. */
  readonly #asking = new Map<string, SharedWork<DatabaseLogin | undefined>>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  get hint(): string {
    return vscode.l10n.t('Refresh, and type the user and the password when they are asked for.');
  }

  async find(server: DatabaseServer, _database: string, signal: AbortSignal): Promise<DatabaseLogin | undefined> {
    const key = keyOf(server);
    const kept = await this.#secrets.get(key);
    if (kept !== undefined) return JSON.parse(kept) as DatabaseLogin;
    let asking = this.#asking.get(key);
    if (!asking || asking.abandoned) {
      const work = shareWork(async (shared) => {
        try {
          const login = await askLogin(server, shared);
          if (login) await this.#secrets.store(key, JSON.stringify(login));
          return login;
        } finally {
          if (this.#asking.get(key) === work) this.#asking.delete(key);
        }
      });
      asking = work;
      this.#asking.set(key, asking);
    }
    return await asking.wait(signal);
  }

  async forget(server: DatabaseServer): Promise<void> {
    await this.#secrets.delete(keyOf(server));
  }
}

const keyOf = ({ host, port }: DatabaseServer) => `strata.database.${host}:${port}`;

async function askLogin({ title, host, port, user }: DatabaseServer, signal: AbortSignal) {
  const where = vscode.l10n.t('Sign in to {0} ({1}:{2})', title, host, port);
  const named = await ask(
    { title: where, prompt: vscode.l10n.t('User'), value: user ?? '', ignoreFocusOut: true },
    signal,
  );
  if (!named) return undefined;
  const prompt = vscode.l10n.t('Password of {0}; it is kept in the editor’s secret storage', named);
  const password = await ask({ title: where, prompt, password: true, ignoreFocusOut: true }, signal);
  return password === undefined ? undefined : { user: named, password };
}

/** Whoever gives up waiting takes the question away. */
async function ask(options: vscode.InputBoxOptions, signal: AbortSignal): Promise<string | undefined> {
  const cancel = new vscode.CancellationTokenSource();
  const stop = () => cancel.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await vscode.window.showInputBox(options, cancel.token);
  } finally {
    signal.removeEventListener('abort', stop);
    cancel.dispose();
  }
}
