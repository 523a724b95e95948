/** What DuckDB keeps to itself: names of its own schemas, and of databases that it would look for first. */
const reserved = new Set(['information_schema', 'main', 'memory', 'pg_catalog', 'system', 'temp']);

/** What a database of the catalog is called in DuckDB; no name in the catalog begins with `$`. */
export function schemaName(database: string): string {
  return reserved.has(database) ? `$${database}` : database;
}
