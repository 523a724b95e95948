import type { SQLInputValue } from 'node:sqlite';
import type { Store } from '../../state/store.ts';
import type { LogGroup, LogStream } from './logStore.ts';

/** A place between events: after every event up to and including this one. */
export interface Position {
  readonly timestamp: number;
  readonly id: number;
}

export interface StoredEvent extends Position {
  readonly streamId: number;
  readonly ingestion: number;
  readonly message: string;
}

/** Both ends included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

type Row = Record<string, unknown>;

function toEvent(row: Row): StoredEvent {
  return {
    id: Number(row.id),
    streamId: Number(row.stream_id),
    timestamp: Number(row.timestamp),
    ingestion: Number(row.ingestion),
    message: String(row.message),
  };
}

/** What CloudWatch counts beside the message, bytes. */
export const eventOverhead = 26;

/** The most of one statement's branches, far below what SQLite takes. */
const maxStreams = 100;

/** The lines themselves, in the order of their timestamps; those of one millisecond in the order of their arrival. */
export class LogEvents {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All of them or none; on disk when this returns. */
  append(stream: LogStream, events: readonly { timestamp: number; message: string }[]): StoredEvent[] {
    if (events.length === 0) return [];
    const ingestion = Date.now();
    return this.#store.transaction(() => {
      const insert = this.#store.sql.prepare(
        'INSERT INTO logs_event (group_id, stream_id, timestamp, ingestion, message) VALUES (?, ?, ?, ?, ?)',
      );
      let bytes = 0;
      let first = Number.POSITIVE_INFINITY;
      let last = 0;
      const stored = events.map(({ timestamp, message }) => {
        const { lastInsertRowid } = insert.run(stream.groupId, stream.id, timestamp, ingestion, message);
        bytes += Buffer.byteLength(message) + eventOverhead;
        first = Math.min(first, timestamp);
        last = Math.max(last, timestamp);
        return { id: Number(lastInsertRowid), streamId: stream.id, timestamp, ingestion, message };
      });
      this.#store.sql
        .prepare(
          `UPDATE logs_stream SET bytes = bytes + ?, last_ingestion = ?,
             first_event = min(coalesce(first_event, ?), ?), last_event = max(coalesce(last_event, ?), ?) WHERE id = ?`,
        )
        .run(bytes, ingestion, first, first, last, last, stream.id);
      return stored;
    });
  }

  /** The events of a stream after a position, oldest first. */
  forward(streamId: number, after: Position, range: TimeRange, limit: number): StoredEvent[] {
    return this.#store.sql
      .prepare(
        `SELECT * FROM logs_event WHERE stream_id = ? AND (timestamp, id) > (?, ?) AND timestamp BETWEEN ? AND ?
         ORDER BY timestamp, id LIMIT ?`,
      )
      .all(streamId, after.timestamp, after.id, range.from, range.to, limit)
      .map(toEvent);
  }

  /** The events of a stream up to and including a position, newest first. */
  backward(streamId: number, upTo: Position, range: TimeRange, limit: number): StoredEvent[] {
    return this.#store.sql
      .prepare(
        `SELECT * FROM logs_event WHERE stream_id = ? AND (timestamp, id) <= (?, ?) AND timestamp BETWEEN ? AND ?
         ORDER BY timestamp DESC, id DESC LIMIT ?`,
      )
      .all(streamId, upTo.timestamp, upTo.id, range.from, range.to, limit)
      .map(toEvent);
  }

  /** The events of a group, or of some of its streams, after a position, oldest first, streams interleaved. */
  across(
    groupId: number,
    streamIds: readonly number[] | undefined,
    after: Position,
    range: TimeRange,
    limit: number,
  ): StoredEvent[] {
    if (streamIds && streamIds.length <= maxStreams) {
      // One ordered, limited look into the index per stream, then merged: never a sort of all that the streams hold.
      const branches = streamIds.map(
        () =>
          `SELECT * FROM (SELECT * FROM logs_event WHERE stream_id = ? AND (timestamp, id) > (?, ?)
             AND timestamp BETWEEN ? AND ? ORDER BY timestamp, id LIMIT ?)`,
      );
      if (branches.length === 0) return [];
      const values: SQLInputValue[] = streamIds.flatMap((id) => [
        id,
        after.timestamp,
        after.id,
        range.from,
        range.to,
        limit,
      ]);
      return this.#store.sql
        .prepare(`${branches.join(' UNION ALL ')} ORDER BY timestamp, id LIMIT ?`)
        .all(...values, limit)
        .map(toEvent);
    }
    const chosen = streamIds && new Set(streamIds);
    return (
      this.#store.sql
        .prepare(
          `SELECT * FROM logs_event WHERE group_id = ? AND (timestamp, id) > (?, ?) AND timestamp BETWEEN ? AND ?
           ORDER BY timestamp, id LIMIT ?`,
        )
        .all(groupId, after.timestamp, after.id, range.from, range.to, limit)
        .map(toEvent)
        // A stream that is not among the chosen keeps its place on the page, so that the page's end is still a position.
        .map((event) => (chosen && !chosen.has(event.streamId) ? { ...event, streamId: 0 } : event))
    );
  }

  /** The oldest moment that the group's retention still shows. */
  oldestShown(group: LogGroup): number {
    return group.retentionDays === undefined ? 0 : Date.now() - group.retentionDays * 86_400_000;
  }

  /** Deletes some events of a group that are older than `before`; returns how many. */
  deleteExpired(groupId: number, before: number, limit: number): number {
    const { changes } = this.#store.sql
      .prepare(
        `DELETE FROM logs_event WHERE id IN (
           SELECT id FROM logs_event WHERE group_id = ? AND timestamp < ? ORDER BY timestamp, id LIMIT ?)`,
      )
      .run(groupId, before, limit);
    return Number(changes);
  }
}
