import type { Store } from '../../../state/store.ts';

/**
 * The catalog has tables of its own: partitions come by the hundred thousand and are found by the beginning of their
 * values, and a table's parts must go with it.
 */
export function createCatalogTables(store: Store): void {
  store.sql.exec(`
    CREATE TABLE IF NOT EXISTS glue_database (
      region TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (region, name)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS glue_table (
      region TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (region, database, name),
      FOREIGN KEY (region, database) REFERENCES glue_database (region, name) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS glue_table_version (
      region TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (region, database, name, version),
      FOREIGN KEY (region, database, name) REFERENCES glue_table (region, database, name) ON DELETE CASCADE
    ) WITHOUT ROWID;
    -- "key" is the JSON text of the partition's values.
    CREATE TABLE IF NOT EXISTS glue_partition (
      region TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (region, database, name, key),
      FOREIGN KEY (region, database, name) REFERENCES glue_table (region, database, name) ON DELETE CASCADE
    ) WITHOUT ROWID;
    -- The statistics of a table's column have an empty key, those of a partition's column its key.
    CREATE TABLE IF NOT EXISTS glue_column_statistics (
      region TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, column_name TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (region, database, name, key, column_name),
      FOREIGN KEY (region, database, name) REFERENCES glue_table (region, database, name) ON DELETE CASCADE
    ) WITHOUT ROWID;
  `);
}
