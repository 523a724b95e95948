/** Executions, their events and the frames from which they can be redriven, in tables of their own. */
import { createHash } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import type { Store } from '../../state/store.ts';
import type { Frame, Frames } from './interpreter/host.ts';
import type { LoggingConfiguration } from './stateMachineStore.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export interface Execution {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly name: string;
  readonly status: ExecutionStatus;
  /** Epoch milliseconds. */
  readonly startDate: number;
  readonly stopDate?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly roleArn: string;
  readonly revisionId: string;
  /** Key of the definition's text as it was at the start. */
  readonly definitionId: string;
  readonly versionArn?: string;
  readonly aliasArn?: string;
  readonly redriveCount: number;
  readonly redriveDate?: number;
  readonly mapRunArn?: string;
  readonly itemCount?: number;
  readonly traceHeader?: string;
  readonly logging?: LoggingConfiguration;
}

export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  readonly previousEventId: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export interface ExecutionFilter {
  readonly column: 'machine_arn' | 'map_run_arn';
  readonly value: string;
  readonly status?: string;
  /** The version, or the alias, by which they were started. */
  readonly startedBy?: { readonly member: 'versionArn' | 'aliasArn'; readonly arn: string };
  /** Whether the execution was redriven. */
  readonly redriven?: boolean;
  /** Continues after this execution. */
  readonly after?: { readonly start: number; readonly arn: string };
  readonly limit: number;
}

export class ExecutionStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS states_execution (
        arn TEXT PRIMARY KEY, machine_arn TEXT NOT NULL, map_run_arn TEXT, status TEXT NOT NULL,
        start INTEGER NOT NULL, redrives INTEGER NOT NULL, body TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS states_execution_by_machine ON states_execution (machine_arn, start DESC, arn DESC);
      CREATE INDEX IF NOT EXISTS states_execution_by_map_run ON states_execution (map_run_arn, start DESC, arn DESC)
        WHERE map_run_arn IS NOT NULL;
      CREATE INDEX IF NOT EXISTS states_execution_running ON states_execution (status) WHERE status = 'RUNNING';
      CREATE TABLE IF NOT EXISTS states_event (
        execution TEXT NOT NULL, id INTEGER NOT NULL, type TEXT NOT NULL, previous INTEGER NOT NULL,
        at INTEGER NOT NULL, details TEXT, PRIMARY KEY (execution, id)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS states_frame (
        execution TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, path)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS states_definition (id TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    `);
  }

  get(arn: string): Execution | undefined {
    const row = this.#store.sql.prepare('SELECT body FROM states_execution WHERE arn = ?').get(arn);
    return row ? (JSON.parse(String(row.body)) as Execution) : undefined;
  }

  put(execution: Execution): void {
    this.#store.sql
      .prepare(
        'INSERT OR REPLACE INTO states_execution (arn, machine_arn, map_run_arn, status, start, redrives, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        execution.arn,
        execution.machineArn,
        execution.mapRunArn ?? null,
        execution.status,
        execution.startDate,
        execution.redriveCount,
        JSON.stringify(execution),
      );
  }

  running(): Execution[] {
    const rows = this.#store.sql.prepare("SELECT body FROM states_execution WHERE status = 'RUNNING'").all();
    return rows.map((row) => JSON.parse(String(row.body)) as Execution);
  }

  /** Newest first. */
  list(filter: ExecutionFilter): Execution[] {
    const conditions = [`${filter.column} = ?`];
    const values: SQLInputValue[] = [filter.value];
    if (filter.status !== undefined) {
      conditions.push('status = ?');
      values.push(filter.status);
    }
    if (filter.startedBy) {
      conditions.push(`body ->> '${filter.startedBy.member}' = ?`);
      values.push(filter.startedBy.arn);
    }
    if (filter.redriven !== undefined) conditions.push(filter.redriven ? 'redrives > 0' : 'redrives = 0');
    if (filter.after) {
      conditions.push('(start, arn) < (?, ?)');
      values.push(filter.after.start, filter.after.arn);
    }
    const rows = this.#store.sql
      .prepare(
        `SELECT body FROM states_execution WHERE ${conditions.join(' AND ')} ORDER BY start DESC, arn DESC LIMIT ?`,
      )
      .all(...values, filter.limit);
    return rows.map((row) => JSON.parse(String(row.body)) as Execution);
  }

  /** How many executions of a map run are in each status. */
  countByStatus(mapRunArn: string): Map<string, number> {
    const rows = this.#store.sql
      .prepare('SELECT status, count(*) AS n FROM states_execution WHERE map_run_arn = ? GROUP BY status')
      .all(mapRunArn);
    return new Map(rows.map((row) => [String(row.status), Number(row.n)]));
  }

  append(arn: string, event: HistoryEvent): void {
    this.#store.sql
      .prepare('INSERT INTO states_event (execution, id, type, previous, at, details) VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        arn,
        event.id,
        event.type,
        event.previousEventId,
        event.timestamp,
        event.details ? JSON.stringify(event.details) : null,
      );
  }

  /** The id of the last event, 0 when there is none. */
  lastEventId(arn: string): number {
    return Number(
      this.#store.sql.prepare('SELECT max(id) AS id FROM states_event WHERE execution = ?').get(arn)?.id ?? 0,
    );
  }

  /** Events after `after`, upwards or downwards by id. */
  events(arn: string, options: { after: number | undefined; reverse: boolean; limit: number }): HistoryEvent[] {
    const { after, reverse, limit } = options;
    const bound = after ?? (reverse ? Number.MAX_SAFE_INTEGER : 0);
    const rows = this.#store.sql
      .prepare(
        `SELECT id, type, previous, at, details FROM states_event WHERE execution = ? AND id ${reverse ? '<' : '>'} ? ORDER BY id ${reverse ? 'DESC' : 'ASC'} LIMIT ?`,
      )
      .all(arn, bound, limit);
    return rows.map((row) => ({
      id: Number(row.id),
      type: String(row.type),
      previousEventId: Number(row.previous),
      timestamp: Number(row.at),
      details: row.details === null ? undefined : (JSON.parse(String(row.details)) as Record<string, unknown>),
    }));
  }

  frames(arn: string): Frames {
    const { sql } = this.#store;
    return {
      get(path) {
        const row = sql.prepare('SELECT body FROM states_frame WHERE execution = ? AND path = ?').get(arn, path);
        return row ? (JSON.parse(String(row.body)) as Frame) : undefined;
      },
      put(path, frame) {
        sql
          .prepare('INSERT OR REPLACE INTO states_frame (execution, path, body) VALUES (?, ?, ?)')
          .run(arn, path, JSON.stringify(frame));
      },
      dropBelow(path) {
        // U+10FFFF sorts after every other character: the range is exactly the paths that begin so.
        sql
          .prepare('DELETE FROM states_frame WHERE execution = ? AND path >= ? AND path < ?')
          .run(arn, path, `${path}\u{10FFFF}`);
      },
    };
  }

  /** Frames serve redrives only: an execution that succeeded needs none. */
  dropFrames(arn: string): void {
    this.#store.sql.prepare('DELETE FROM states_frame WHERE execution = ?').run(arn);
  }

  keepDefinition(text: string): string {
    const id = createHash('sha256').update(text).digest('hex');
    this.#store.sql.prepare('INSERT OR IGNORE INTO states_definition (id, text) VALUES (?, ?)').run(id, text);
    return id;
  }

  definition(id: string): string {
    return String(this.#store.sql.prepare('SELECT text FROM states_definition WHERE id = ?').get(id)?.text ?? '{}');
  }

  transaction<T>(change: () => T): T {
    return this.#store.transaction(change);
  }
}

/** Frames of an execution that cannot be redriven: kept while it runs. */
export function memoryFrames(): Frames {
  const frames = new Map<string, Frame>();
  return {
    get: (path) => frames.get(path),
    put: (path, frame) => void frames.set(path, frame),
    dropBelow(path) {
      for (const each of frames.keys()) if (each.startsWith(path)) frames.delete(each);
    },
  };
}
