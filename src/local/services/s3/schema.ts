import type { DatabaseSync } from 'node:sqlite';

/** The tables of this service. */
export function createTables(sql: DatabaseSync): void {
  sql.exec(`
    -- path is null where it is the usual one of the key, detail where there is none.
    CREATE TABLE IF NOT EXISTS s3_object (
      bucket TEXT NOT NULL, key TEXT NOT NULL, path TEXT, size INTEGER NOT NULL, etag TEXT NOT NULL,
      modified INTEGER NOT NULL, file_time REAL NOT NULL, detail TEXT,
      PRIMARY KEY (bucket, key)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS s3_journal (id INTEGER PRIMARY KEY, entry TEXT NOT NULL);
    -- Folders as they were when last looked at; a folder whose time differs on disk was changed by somebody else.
    CREATE TABLE IF NOT EXISTS s3_folder (
      bucket TEXT NOT NULL, path TEXT NOT NULL, file_time REAL NOT NULL,
      PRIMARY KEY (bucket, path)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS s3_upload (
      id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL, detail TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS s3_upload_by_key ON s3_upload (bucket, key, id);
    CREATE TABLE IF NOT EXISTS s3_part (
      upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      modified INTEGER NOT NULL, checksum TEXT,
      PRIMARY KEY (upload, number)
    ) WITHOUT ROWID;
  `);
}
