/**
 * What Redshift knows of a database and DuckDB does not: names and owners, declared types, keys, views' texts, what
 * stands on what. Kept in a schema `strata` of the same file, so that it changes in the same transaction as the data.
 * A relation's rows lie in a table of the schema `data` (or of DuckDB's temporary ones) that bears the relation's
 * number: views and renames follow numbers, as in Redshift.
 */
export const catalogTables: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS strata',
  'CREATE SCHEMA IF NOT EXISTS data',
  `CREATE TABLE IF NOT EXISTS strata.schemas (
    oid INTEGER, name VARCHAR, owner VARCHAR, kind VARCHAR, details VARCHAR, comment VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS strata.relations (
    oid INTEGER, schema_oid INTEGER, name VARCHAR, kind VARCHAR, owner VARCHAR, session INTEGER, storage VARCHAR,
    definition VARCHAR, bound VARCHAR, details VARCHAR, comment VARCHAR, created TIMESTAMP)`,
  `CREATE TABLE IF NOT EXISTS strata.columns (
    relation INTEGER, position INTEGER, name VARCHAR, type VARCHAR, length INTEGER, precision INTEGER, scale INTEGER,
    not_null BOOLEAN, default_text VARCHAR, default_sql VARCHAR, identity VARCHAR, encode VARCHAR, dist_key BOOLEAN,
    sort_key INTEGER, comment VARCHAR)`,
  'CREATE TABLE IF NOT EXISTS strata.dependencies (relation INTEGER, on_relation INTEGER)',
  // One line a statement that changed a table: staleness of materialized views is counted by them.
  'CREATE TABLE IF NOT EXISTS strata.writes (relation INTEGER, amount BIGINT)',
  'CREATE TABLE IF NOT EXISTS strata.refreshes (relation INTEGER, kind VARCHAR, status VARCHAR, began TIMESTAMP, ended TIMESTAMP)',
  'CREATE TABLE IF NOT EXISTS strata.principals (oid INTEGER, kind VARCHAR, name VARCHAR, details VARCHAR)',
  `CREATE TABLE IF NOT EXISTS strata.grants (
    grantor VARCHAR, grantee VARCHAR, grantee_kind VARCHAR, object_kind VARCHAR, schema_name VARCHAR,
    object_name VARCHAR, privilege VARCHAR, with_option BOOLEAN)`,
  `CREATE TABLE IF NOT EXISTS strata.loads (
    query_id BIGINT, table_oid INTEGER, table_name VARCHAR, uri VARCHAR, format VARCHAR, began TIMESTAMP,
    ended TIMESTAMP, status VARCHAR, rows BIGINT, bytes BIGINT, files INTEGER, errors INTEGER, session INTEGER)`,
  `CREATE TABLE IF NOT EXISTS strata.load_errors (
    query_id BIGINT, table_oid INTEGER, moment TIMESTAMP, uri VARCHAR, line BIGINT, column_name VARCHAR,
    column_type VARCHAR, raw_line VARCHAR, raw_value VARCHAR, code INTEGER, reason VARCHAR, session INTEGER)`,
];

/** What a database that was just made holds; sessions of an earlier process and their temporary tables are gone. */
export const catalogStart: readonly string[] = [
  `INSERT INTO strata.schemas SELECT * FROM (VALUES
      (11, 'pg_catalog', 'rdsdb', 'system', NULL, 'System catalog schema'),
      (12, 'information_schema', 'rdsdb', 'system', NULL, NULL),
      (13, 'pg_internal', 'rdsdb', 'system', NULL, NULL),
      (14, 'pg_temp', 'rdsdb', 'system', NULL, NULL),
      (2200, 'public', 'admin', 'local', NULL, 'Standard public schema')) AS given
    WHERE NOT EXISTS (SELECT * FROM strata.schemas)`,
  `INSERT INTO strata.principals SELECT * FROM (VALUES
      (1, 'user', 'rdsdb', NULL), (100, 'user', 'admin', NULL)) AS given
    WHERE NOT EXISTS (SELECT * FROM strata.principals)`,
  'DELETE FROM strata.columns WHERE relation IN (SELECT oid FROM strata.relations WHERE session IS NOT NULL)',
  'DELETE FROM strata.dependencies WHERE relation IN (SELECT oid FROM strata.relations WHERE session IS NOT NULL)',
  'DELETE FROM strata.relations WHERE session IS NOT NULL',
];

/** The highest number that a database has given. */
export const highestOid = `SELECT greatest(100000, (SELECT max(oid) FROM strata.schemas),
  (SELECT max(oid) FROM strata.relations), (SELECT max(oid) FROM strata.principals))`;
