import type { Store } from '../../state/store.ts';

/**
 * Log events in tables of their own: appended in transactions, read through an index by time, so that a million lines
 * cost a page of memory. `id` grows with arrival and orders events of the same millisecond.
 * Streams of deleted groups wait in `logs_garbage`, because deleting a million rows must not hold the endpoint up.
 */
export function createTables(store: Store): void {
  store.sql.exec(`
    CREATE TABLE IF NOT EXISTS logs_group (
      id INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
      retention_days INTEGER, kms_key TEXT, class TEXT NOT NULL, tags TEXT NOT NULL, swept INTEGER NOT NULL DEFAULT 0,
      UNIQUE (region, name)
    );
    CREATE TABLE IF NOT EXISTS logs_stream (
      id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
      first_event INTEGER, last_event INTEGER, last_ingestion INTEGER, bytes INTEGER NOT NULL DEFAULT 0,
      UNIQUE (group_id, name)
    );
    CREATE TABLE IF NOT EXISTS logs_event (
      id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL,
      timestamp INTEGER NOT NULL, ingestion INTEGER NOT NULL, message TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS logs_event_of_stream ON logs_event (stream_id, timestamp, id);
    CREATE INDEX IF NOT EXISTS logs_event_of_group ON logs_event (group_id, timestamp, id);
    CREATE INDEX IF NOT EXISTS logs_stream_by_time ON logs_stream (group_id, coalesce(last_event, 0), name);
    CREATE TABLE IF NOT EXISTS logs_garbage (stream_id INTEGER PRIMARY KEY);
  `);
}
