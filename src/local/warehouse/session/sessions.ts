import type { Databases } from '../databases/databases.ts';
import type { WarehouseHost } from '../hostCalls.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { AutoRefresh } from './autoRefresh.ts';
import { QueryHistory } from './queryHistory.ts';
import { Session } from './session.ts';
import type { SessionOptions } from './sessionOptions.ts';
import type { SharedParts } from './sharedParts.ts';
import { TableLocks } from './tableLocks.ts';

/** As whom the warehouse works by itself. */
const background = { user: 'rdsdb', applicationName: '', origin: 'background', settings: new Map() } as const;

/** The sessions that are open. */
export class Sessions {
  readonly #shared: SharedParts;
  readonly #open = new Map<number, Session>();
  #nextPid = 1_073_750_000;
  /** Called with how many there are, whenever that changes. */
  onCount: (count: number) => void = () => {};

  constructor(databases: Databases, host: WarehouseHost) {
    const autoRefresh = new AutoRefresh({
      openSession: (database) => this.#make({ ...background, database }),
      isBusy: () => this.all().some(({ state }) => state.state === 'active'),
    });
    const locks = new TableLocks();
    locks.onWait = (holder) => autoRefresh.yield(holder);
    this.#shared = { databases, host, locks, history: new QueryHistory(), sessions: this.#open, autoRefresh };
    // What an earlier process had no time for.
    for (const name of databases.names) autoRefresh.changed(name);
  }

  /** @throws SqlError 3D000 */
  async open(options: Omit<SessionOptions, 'pid'>): Promise<Session> {
    const { databases } = this.#shared;
    if (!databases.has(options.database)) {
      throw new SqlError(sqlStates.noDatabase, `database "${options.database}" does not exist`, {
        hint: `The local warehouse has ${databases.names.map((name) => `"${name}"`).join(', ')}.`,
      });
    }
    const session = await this.#make(options);
    this.#open.set(session.pid, session);
    this.onCount(this.#open.size);
    return session;
  }

  async #make(options: Omit<SessionOptions, 'pid'>): Promise<Session> {
    const connection = await this.#shared.databases.connect();
    return new Session(connection, this.#shared, { ...options, pid: this.#nextPid++ });
  }

  /** @throws SqlError when there is no such session */
  get(pid: number): Session {
    const session = this.#open.get(pid);
    if (!session) throw new SqlError('08003', `session ${pid} is closed`);
    return session;
  }

  all(): readonly Session[] {
    return [...this.#open.values()];
  }

  async close(pid: number): Promise<void> {
    const session = this.#open.get(pid);
    this.#open.delete(pid);
    try {
      await session?.close();
    } finally {
      this.onCount(this.#open.size);
    }
  }
}
