import type { Row } from '../catalog/system/systemRelation.ts';
import { momentText } from '../values/momentText.ts';
import type { StatementSession } from './statementSession.ts';

interface Entry {
  readonly id: number;
  readonly user: string;
  readonly database: string;
  readonly session: number;
  readonly kind: string;
  readonly sql: string;
  readonly began: Date;
  ended: Date | undefined;
  status: 'running' | 'success' | 'failed';
  rows: number;
}

/** How many statements are remembered. */
const most = 2000;

/** The statements of all sessions, for SYS_QUERY_HISTORY and its like; gone with the process. */
export class QueryHistory {
  #entries: Entry[] = [];
  #next = 1;

  /** The number that the next statement gets. */
  get last(): number {
    return this.#next - 1;
  }

  begin(
    session: Pick<StatementSession, 'pid' | 'database' | 'user'>,
    sql: string,
    kind: string,
  ): { readonly id: number; end(status: 'success' | 'failed', rows: number): void } {
    const entry: Entry = {
      ...{ id: this.#next++, user: session.user, database: session.database, session: session.pid },
      ...{ kind: kind.toUpperCase().replaceAll('-', ' '), sql: sql.slice(0, 4000), began: new Date() },
      ...{ ended: undefined, status: 'running' as const, rows: 0 },
    };
    this.#entries.push(entry);
    if (this.#entries.length > most * 1.25) this.#entries = this.#entries.slice(-most);
    return {
      id: entry.id,
      end(status, rows) {
        entry.status = status;
        entry.rows = rows;
        entry.ended = new Date();
      },
    };
  }

  rows(): Row[] {
    return this.#entries.map((entry) => [
      ...[entry.id, entry.user, entry.database, entry.session, entry.kind, entry.status, textOf(entry.began)],
      ...[entry.ended ? textOf(entry.ended) : null, entry.rows, entry.sql],
    ]);
  }
}

export function textOf(date: Date): string {
  return momentText(BigInt(date.getTime()) * 1000n);
}
