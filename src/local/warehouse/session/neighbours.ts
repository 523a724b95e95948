import { SqlError, sqlStates } from '../sqlError.ts';
import type { Session } from './session.ts';

/** What a session can know of, and do to, the others. */
export class Neighbours {
  readonly #own: Session;
  readonly #sessions: ReadonlyMap<number, Session>;

  constructor(own: Session, sessions: ReadonlyMap<number, Session>) {
    this.#own = own;
    this.#sessions = sessions;
  }

  /** How many others are in a database. */
  countIn(database: string): number {
    return [...this.#sessions.values()].filter((each) => each !== this.#own && each.database === database).length;
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
