import * as vscode from 'vscode';
import type { WebLogin, WebLogins, WebServer } from '../../../platform/connections/webLogins.ts';
import { askPassword } from './keptLogins.ts';
import { askText, KeptSecrets, whileWaiting } from './keptSecrets.ts';

/** Logins of servers with an API, such as an Airflow; kept by the server's address, never by a name of the workspace. */
export class KeptWebLogins implements WebLogins {
  readonly #kept: KeptSecrets<WebLogin>;

  constructor(secrets: vscode.SecretStorage) {
    this.#kept = new KeptSecrets(secrets);
  }

  get hint(): string {
    return vscode.l10n.t('Refresh, and say how you sign in when you are asked.');
  }

  async find(server: WebServer, signal: AbortSignal): Promise<WebLogin | undefined> {
    return await this.#kept.find(keyOf(server), (shared) => askLogin(server, shared), signal);
  }

  async forget(server: WebServer): Promise<void> {
    await this.#kept.forget(keyOf(server));
  }
}

const keyOf = ({ origin }: WebServer) => `strata.web.${origin}`;

async function askLogin({ title, origin }: WebServer, signal: AbortSignal): Promise<WebLogin | undefined> {
  const where = vscode.l10n.t('Sign in to {0} ({1})', title, origin);
  const ways = [
    { label: vscode.l10n.t('User and password'), by: 'password' },
    { label: vscode.l10n.t('Token'), by: 'token' },
  ] as const;
  const way = await whileWaiting(signal, (token) =>
    vscode.window.showQuickPick(ways, { title: where, ignoreFocusOut: true }, token),
  );
  if (way?.by === 'password') {
    const login = await askPassword(where, '', signal);
    return login && { kind: 'password', ...login };
  }
  const prompt = vscode.l10n.t('Token; it is kept in the editor’s secret storage');
  const token = way && (await askText({ title: where, prompt, password: true }, signal));
  return token ? { kind: 'token', token } : undefined;
}
