import * as vscode from 'vscode';
import { type SharedWork, shareWork } from '../../../core/sharedWork.ts';

/** Answers that are asked for once and kept where the editor keeps secrets. */
export class KeptSecrets<T> {
  readonly #secrets: vscode.SecretStorage;
  /** Several rows of a tree may need the same one at the same moment. */
  readonly #asking = new Map<string, SharedWork<T | undefined>>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** What is kept under a key, else what the user answers; undefined when the user does not say. */
  async find(
    key: string,
    ask: (signal: AbortSignal) => Promise<T | undefined>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const kept = await this.#secrets.get(key);
    if (kept !== undefined) return JSON.parse(kept) as T;
    let asking = this.#asking.get(key);
    if (!asking || asking.abandoned) {
      const work = shareWork(async (shared) => {
        try {
          const answer = await ask(shared);
          if (answer !== undefined) await this.#secrets.store(key, JSON.stringify(answer));
          return answer;
        } finally {
          if (this.#asking.get(key) === work) this.#asking.delete(key);
        }
      });
      asking = work;
      this.#asking.set(key, asking);
    }
    return await asking.wait(signal);
  }

  async forget(key: string): Promise<void> {
    await this.#secrets.delete(key);
  }
}

/** Asks for one line of text; whoever gives up waiting takes the question away. */
export async function askText(options: vscode.InputBoxOptions, signal: AbortSignal): Promise<string | undefined> {
  return await whileWaiting(signal, (token) => vscode.window.showInputBox({ ignoreFocusOut: true, ...options }, token));
}

/** A question that is taken away when whoever waits gives up. */
export async function whileWaiting<T>(
  signal: AbortSignal,
  ask: (token: vscode.CancellationToken) => Thenable<T>,
): Promise<T> {
  const cancel = new vscode.CancellationTokenSource();
  const stop = () => cancel.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await ask(cancel.token);
  } finally {
    signal.removeEventListener('abort', stop);
    cancel.dispose();
  }
}
