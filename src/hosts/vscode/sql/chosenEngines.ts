import type * as vscode from 'vscode';
import type { SqlEngine } from './statementPlace.ts';

const key = 'strata.sql.engines';
/** Documents come and go; the oldest choices are forgotten. */
const mostChoices = 200;

/** Which engine the user chose for a document that does not say itself; kept with the workspace. */
export class ChosenEngines {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  of(uri: vscode.Uri): SqlEngine | undefined {
    return this.#all().find(([document]) => document === uri.toString())?.[1];
  }

  async set(uri: vscode.Uri, engine: SqlEngine): Promise<void> {
    const others = this.#all().filter(([document]) => document !== uri.toString());
    await this.#memento.update(key, [[uri.toString(), engine], ...others].slice(0, mostChoices));
  }

  #all(): readonly (readonly [string, SqlEngine])[] {
    return this.#memento.get<readonly (readonly [string, SqlEngine])[]>(key, []);
  }
}
