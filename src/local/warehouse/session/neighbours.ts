import { SqlError, sqlStates } from '../sqlError.ts';
import type { AutoRefresh } from './autoRefresh.ts';
import type { SharedParts } from './sharedParts.ts';
import type { OtherSession, SessionNeighbours } from './statementSession.ts';

/** What a session can know of, and do to, the others. */
export class Neighbours implements SessionNeighbours {
  readonly #own: OtherSession;
  readonly #sessions: ReadonlyMap<number, OtherSession>;
  readonly #autoRefresh: AutoRefresh;

  constructor(own: OtherSession, { sessions, autoRefresh }: SharedParts) {
    this.#own = own;
    this.#sessions = sessions;
    this.#autoRefresh = autoRefresh;
  }

  /** Whether others are in a database; the warehouse's own work leaves it. */
  async areIn(database: string): Promise<boolean> {
    await this.#autoRefresh.leave(database);
    return [...this.#sessions.values()].some((each) => each !== this.#own && each.database === database);
  }

  /** Interrupts another session's statement; false when there is no such session. */
  cancel(pid: number): boolean {
    const other = this.#sessions.get(pid);
    other?.cancel(new SqlError(sqlStates.cancelled, `Query (${pid}) cancelled on user's request`));
    return other !== undefined;
  }

  /** Ends another session. */
  terminate(pid: number): void {
    this.#sessions.get(pid)?.onTerminate();
  }
}
