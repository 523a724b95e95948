import type { SQLInputValue } from 'node:sqlite';
import { Fault } from '../../server/fault.ts';
import type { Store } from '../../state/store.ts';

export interface LogGroup {
  readonly id: number;
  readonly name: string;
  /** Epoch milliseconds, as are all times here. */
  readonly created: number;
  readonly retentionDays: number | undefined;
  readonly kmsKey: string | undefined;
  readonly class: string;
  readonly tags: Readonly<Record<string, string>>;
  /** When expired events were last deleted. */
  readonly swept: number;
}

export interface LogStream {
  readonly id: number;
  readonly groupId: number;
  readonly name: string;
  readonly created: number;
  readonly firstEvent: number | undefined;
  readonly lastEvent: number | undefined;
  readonly lastIngestion: number | undefined;
  readonly bytes: number;
}

type Row = Record<string, unknown>;

const optionalNumber = (value: unknown) => (value === null || value === undefined ? undefined : Number(value));

function toGroup(row: Row): LogGroup {
  return {
    id: Number(row.id),
    name: String(row.name),
    created: Number(row.created),
    retentionDays: optionalNumber(row.retention_days),
    kmsKey: row.kms_key === null ? undefined : String(row.kms_key),
    class: String(row.class),
    tags: JSON.parse(String(row.tags)) as Record<string, string>,
    swept: Number(row.swept),
  };
}

function toStream(row: Row): LogStream {
  return {
    id: Number(row.id),
    groupId: Number(row.group_id),
    name: String(row.name),
    created: Number(row.created),
    firstEvent: optionalNumber(row.first_event),
    lastEvent: optionalNumber(row.last_event),
    lastIngestion: optionalNumber(row.last_ingestion),
    bytes: Number(row.bytes),
  };
}

/** Groups and streams. Events are in logEvents.ts. */
export class LogStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws Fault ResourceAlreadyExistsException */
  createGroup(region: string, group: { name: string; kmsKey?: string; class: string; tags: Record<string, string> }) {
    const { changes } = this.#store.sql
      .prepare(
        `INSERT OR IGNORE INTO logs_group (region, name, created, kms_key, class, tags) VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(region, group.name, Date.now(), group.kmsKey ?? null, group.class, JSON.stringify(group.tags));
    if (changes === 0) {
      throw new Fault('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
  }

  findGroup(region: string, name: string): LogGroup | undefined {
    const row = this.#store.sql.prepare('SELECT * FROM logs_group WHERE region = ? AND name = ?').get(region, name);
    return row && toGroup(row);
  }

  /** @throws Fault ResourceNotFoundException */
  group(region: string, name: string): LogGroup {
    const found = this.findGroup(region, name);
    if (!found) throw new Fault('ResourceNotFoundException', 'The specified log group does not exist.');
    return found;
  }

  /** By name, after `after`; `like` is a part of the name, in any case. */
  groups(
    region: string,
    query: { prefix?: string; like?: string; class?: string; after?: string; limit: number },
  ): LogGroup[] {
    const where = ['region = ?'];
    const values: SQLInputValue[] = [region];
    if (query.prefix) {
      where.push('name >= ? AND name < ?');
      values.push(query.prefix, `${query.prefix}\u{10FFFF}`);
    }
    if (query.like) {
      where.push('instr(lower(name), lower(?)) > 0');
      values.push(query.like);
    }
    if (query.class) {
      where.push('class = ?');
      values.push(query.class);
    }
    if (query.after) {
      where.push('name > ?');
      values.push(query.after);
    }
    return this.#store.sql
      .prepare(`SELECT * FROM logs_group WHERE ${where.join(' AND ')} ORDER BY name LIMIT ?`)
      .all(...values, query.limit)
      .map(toGroup);
  }

  updateGroup(id: number, column: 'retention_days' | 'tags' | 'swept' | 'kms_key', value: SQLInputValue): void {
    this.#store.sql.prepare(`UPDATE logs_group SET ${column} = ? WHERE id = ?`).run(value, id);
  }

  groupBytes(id: number): number {
    const row = this.#store.sql.prepare('SELECT sum(bytes) AS bytes FROM logs_stream WHERE group_id = ?').get(id);
    return Number(row?.bytes ?? 0);
  }

  /** The group and its streams are gone when this returns; their events are for `GarbageCollector`. */
  deleteGroup(group: LogGroup): void {
    this.#store.transaction(() => {
      const { sql } = this.#store;
      sql.prepare('INSERT INTO logs_garbage SELECT id FROM logs_stream WHERE group_id = ?').run(group.id);
      sql.prepare('DELETE FROM logs_stream WHERE group_id = ?').run(group.id);
      sql.prepare('DELETE FROM logs_group WHERE id = ?').run(group.id);
    });
  }

  /** @throws Fault ResourceAlreadyExistsException */
  createStream(group: LogGroup, name: string): void {
    const { changes } = this.#store.sql
      .prepare('INSERT OR IGNORE INTO logs_stream (group_id, name, created) VALUES (?, ?, ?)')
      .run(group.id, name, Date.now());
    if (changes === 0) {
      throw new Fault('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
  }

  findStream(groupId: number, name: string): LogStream | undefined {
    const row = this.#store.sql.prepare('SELECT * FROM logs_stream WHERE group_id = ? AND name = ?').get(groupId, name);
    return row && toStream(row);
  }

  /** @throws Fault ResourceNotFoundException */
  stream(group: LogGroup, name: string): LogStream {
    const found = this.findStream(group.id, name);
    if (!found) throw new Fault('ResourceNotFoundException', 'The specified log stream does not exist.');
    return found;
  }

  streamName(id: number): string {
    return String(this.#store.sql.prepare('SELECT name FROM logs_stream WHERE id = ?').get(id)?.name ?? '');
  }

  /** `after` is the last stream of the page before; streams without events have the time 0. */
  streams(
    groupId: number,
    query: {
      prefix?: string;
      byTime: boolean;
      descending: boolean;
      after?: { name: string; time: number };
      limit: number;
    },
  ): LogStream[] {
    const where = ['group_id = ?'];
    const values: SQLInputValue[] = [groupId];
    const direction = query.descending ? 'DESC' : 'ASC';
    const beyond = query.descending ? '<' : '>';
    if (query.prefix) {
      where.push('name >= ? AND name < ?');
      values.push(query.prefix, `${query.prefix}\u{10FFFF}`);
    }
    if (query.after) {
      where.push(query.byTime ? `(coalesce(last_event, 0), name) ${beyond} (?, ?)` : `name ${beyond} ?`);
      values.push(...(query.byTime ? [query.after.time, query.after.name] : [query.after.name]));
    }
    const order = query.byTime ? `coalesce(last_event, 0) ${direction}, name ${direction}` : `name ${direction}`;
    return this.#store.sql
      .prepare(`SELECT * FROM logs_stream WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`)
      .all(...values, query.limit)
      .map(toStream);
  }

  deleteStream(stream: LogStream): void {
    this.#store.transaction(() => {
      this.#store.sql.prepare('INSERT INTO logs_garbage VALUES (?)').run(stream.id);
      this.#store.sql.prepare('DELETE FROM logs_stream WHERE id = ?').run(stream.id);
    });
  }
}
