import { redshiftMacros } from '../engines/redshift/redshiftMacros.ts';
import { Databases } from './databases/databases.ts';
import type { WarehouseHost } from './hostCalls.ts';
import type { Session } from './session/session.ts';
import { Sessions } from './session/sessions.ts';
import { SqlError } from './sqlError.ts';
import { textWriter } from './values/valueText.ts';

/** There is no endpoint: what asks it fails. */
const nobody: WarehouseHost = {
  call: () => Promise.reject(new Error('There is no endpoint.')),
};

/** For this folder's tests: the warehouse's sessions without its process, port and endpoint. */
export class TestWarehouse {
  readonly #sessions: Sessions;

  private constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** @param folder where its databases lie */
  static async open(folder: string): Promise<TestWarehouse> {
    const databases = await Databases.open({
      folder,
      spill: `${folder}/spill`,
      folders: [folder],
      setup: redshiftMacros,
    });
    return new TestWarehouse(new Sessions(databases, nobody));
  }

  async session(user = 'admin'): Promise<Session> {
    const about = { database: 'dev', user, applicationName: 'test', origin: 'port', settings: new Map() } as const;
    return await this.#sessions.open(about);
  }

  async close(): Promise<void> {
    for (const { pid } of this.#sessions.all()) await this.#sessions.close(pid);
  }
}

/**
 * Runs statements one after the other.
 * @returns what the last one says: its rows, a line each with `|` between values, its tag, or its error
 */
export async function said(session: Session, script: string): Promise<string> {
  let last = '';
  try {
    for (const statement of session.parse(script).statements) {
      const lines: string[] = [];
      let writers: ReturnType<typeof textWriter>[] | undefined;
      const { tag } = await session.execute(statement, undefined, {
        columns(columns) {
          writers = columns.map(({ type }) => textWriter(type, 'UTC'));
        },
        async rows(rows) {
          for (const row of rows) lines.push(row.map((value, i) => writers?.[i]?.(value) ?? '').join('|'));
        },
      });
      last = writers ? lines.join('\n') : tag;
    }
    return last;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `ERROR ${error.sqlState} ${error.message}`;
  }
}
