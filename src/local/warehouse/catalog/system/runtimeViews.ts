/** What the warehouse did: loads, refreshes, sessions and statements. */
import { literal } from '../../databases/duckDb.ts';
import { isStale, refreshesItself } from '../staleness.ts';
import { relationsOf } from './informationSchema.ts';
import { empty } from './pgEmpty.ts';
import { rowsSql, type SystemPlace, type SystemRelation, strataOf, systemRelation } from './systemRelation.ts';

const stale = (place: SystemPlace): string => `CASE WHEN ${isStale(place.database)} THEN 't' ELSE 'f' END`;

const autoRefresh = `CASE WHEN ${refreshesItself} THEN 't' ELSE 'f' END`;

/** Which statements a view of texts tells. */
const statementsOf: Readonly<Record<string, string>> = {
  stl_querytext: "query_type IN ('QUERY', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'UNLOAD', 'CREATE TABLE AS')",
  stl_ddltext: "regexp_matches(query_type, '^(CREATE|ALTER|DROP|TRUNCATE)') AND query_type <> 'CREATE TABLE AS'",
  stl_utilitytext:
    "regexp_matches(query_type, '^(SET|SHOW|RESET|ANALYZE|VACUUM|GRANT|REVOKE|CANCEL|LOCK|DECLARE|FETCH|CLOSE)')",
};

const queries = (place: SystemPlace): string =>
  `(${rowsSql(place.queries(), ['BIGINT', 'VARCHAR', 'VARCHAR', 'INTEGER', 'VARCHAR', 'VARCHAR', 'TIMESTAMP', 'TIMESTAMP', 'BIGINT', 'VARCHAR'])})
   AS q(query_id, username, database_name, session_id, query_type, status, start_time, end_time, returned_rows, query_text)`;

const sessions = (place: SystemPlace): string =>
  `(${rowsSql(place.sessions(), ['INTEGER', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'TIMESTAMP'])})
   AS a(pid, username, database_name, application, state, query_text, start_time)`;

export const runtimeViews: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.svv_mv_info',
    `database_name bpchar(128), schema_name bpchar(128), user_name bpchar(128), name bpchar(128), is_stale bpchar(1),
     state int4, autorefresh bpchar(1), autorewrite bpchar(1)`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.owner, r.name, ${stale(place)},
      0, ${autoRefresh}, 'f'
      FROM ${relationsOf(place)} WHERE r.kind = 'materialized-view'`,
  ),
  systemRelation(
    'pg_catalog.stv_mv_info',
    `db_name bpchar(128), schema bpchar(128), name bpchar(128), updated_upto_xid int8, is_stale bpchar(1),
     owner_user_name bpchar(128), state int4, autorewrite bpchar(1), autorefresh bpchar(1)`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, 0, ${stale(place)},
      r.owner, 0, 'f', ${autoRefresh}
      FROM ${relationsOf(place)} WHERE r.kind = 'materialized-view'`,
  ),
  systemRelation(
    'pg_catalog.svl_mv_refresh_status',
    `db_name bpchar(128), userid int4, schema_name bpchar(128), mv_name bpchar(128), xid int8, starttime timestamp,
     endtime timestamp, status text, refresh_type bpchar(32), refresh_db_name bpchar(128)`,
    (place) => `SELECT ${literal(place.database)}, 100, s.name, r.name, 0, f.began, f.ended, f.status, f.kind,
      ${literal(place.database)} FROM ${strataOf(place)}.refreshes f JOIN ${strataOf(place)}.relations r ON r.oid = f.relation
      JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid`,
  ),
  systemRelation(
    'pg_catalog.sys_mv_refresh_history',
    `user_id int4, session_user_id int4, transaction_id int8, database_name text, schema_name text, mv_name text,
     refresh_type text, status text, start_time timestamp, end_time timestamp, duration int8`,
    (place) => `SELECT 100, 100, 0, ${literal(place.database)}, s.name, r.name, f.kind, f.status, f.began, f.ended,
      date_diff('microsecond', f.began, f.ended) FROM ${strataOf(place)}.refreshes f
      JOIN ${strataOf(place)}.relations r ON r.oid = f.relation JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid`,
  ),
  systemRelation(
    'pg_catalog.stl_load_errors',
    `userid int4, slice int4, tbl int4, starttime timestamp, session int4, query int8, filename bpchar(256),
     line_number int8, colname bpchar(127), type bpchar(10), col_length bpchar(10), position int4, raw_line bpchar(1024),
     raw_field_value bpchar(1024), err_code int4, err_reason bpchar(100), is_partial int4, start_offset int8`,
    (place) => `SELECT 100, 0, e.table_oid, e.moment, e.session, e.query_id, e.uri, e.line, e.column_name,
      e.column_type, '', 0, e.raw_line, e.raw_value, e.code, e.reason, 0, 0 FROM ${strataOf(place)}.load_errors e`,
  ),
  systemRelation(
    'pg_catalog.sys_load_error_detail',
    `user_id int4, query_id int8, transaction_id int8, session_id int4, database_name bpchar(64), table_id int4,
     start_time timestamp, file_name bpchar(256), line_number int8, column_name bpchar(127), column_type bpchar(10),
     column_length bpchar(10), position int4, error_code int4, error_message bpchar(512)`,
    (place) => `SELECT 100, e.query_id, e.query_id, e.session, ${literal(place.database)}, e.table_oid, e.moment, e.uri,
      e.line, e.column_name, e.column_type, '', 0, e.code, e.reason FROM ${strataOf(place)}.load_errors e`,
  ),
  systemRelation(
    'pg_catalog.sys_load_history',
    `user_id int4, query_id int8, transaction_id int8, session_id int4, database_name text, status text, table_name text,
     start_time timestamp, end_time timestamp, duration int8, data_source text, file_format text, loaded_rows int8,
     loaded_bytes int8, source_file_count int4, source_file_bytes int8, error_count int4`,
    (
      place,
    ) => `SELECT 100, l.query_id, l.query_id, l.session, ${literal(place.database)}, l.status, l.table_name, l.began,
      l.ended, date_diff('microsecond', l.began, l.ended), l.uri, l.format, l.rows, l.bytes, l.files, l.bytes, l.errors
      FROM ${strataOf(place)}.loads l`,
  ),
  systemRelation(
    'pg_catalog.stl_load_commits',
    'userid int4, query int8, slice int4, name bpchar(256), filename bpchar(256), byte_offset int4, lines_scanned int8, errors int4, curtime timestamp, status int4, file_format bpchar(16)',
    (place) => `SELECT 100, l.query_id, 0, l.uri, l.uri, 0, l.rows, l.errors, l.ended, 1, l.format
      FROM ${strataOf(place)}.loads l WHERE l.status = 'completed'`,
  ),
  systemRelation(
    'pg_catalog.sys_query_history',
    `user_id int4, query_id int8, query_label text, transaction_id int8, session_id int4, database_name text,
     query_type text, status text, result_cache_hit bool, start_time timestamp, end_time timestamp, elapsed_time int8,
     queue_time int8, execution_time int8, error_message text, returned_rows int8, returned_bytes int8, query_text text,
     username text`,
    (
      place,
    ) => `SELECT 100, query_id, 'default', query_id, session_id, database_name, query_type, status, false, start_time,
      end_time, date_diff('microsecond', start_time, coalesce(end_time, now()::TIMESTAMP)), 0,
      date_diff('microsecond', start_time, coalesce(end_time, now()::TIMESTAMP)), NULL, returned_rows, 0, query_text,
      username FROM ${queries(place)}`,
  ),
  systemRelation(
    'pg_catalog.stl_query',
    `userid int4, query int8, label text, xid int8, pid int4, database text, querytxt text, starttime timestamp,
     endtime timestamp, aborted int4`,
    (place) => `SELECT 100, query_id, 'default', query_id, session_id, database_name, query_text, start_time, end_time,
      CASE status WHEN 'failed' THEN 1 ELSE 0 END FROM ${queries(place)} WHERE end_time IS NOT NULL`,
  ),
  systemRelation(
    'pg_catalog.stv_inflight',
    `userid int4, slice int4, query int8, label text, xid int8, pid int4, starttime timestamp, text text,
     suspended int4, insert_pristine int4, concurrency_scaling_status int4`,
    (place) => `SELECT 100, 0, query_id, 'default', query_id, session_id, start_time, left(query_text, 100), 0, 0, 0
      FROM ${queries(place)} WHERE end_time IS NULL`,
  ),
  systemRelation(
    'pg_catalog.svl_qlog',
    `userid int4, query int8, xid int8, pid int4, starttime timestamp, endtime timestamp, elapsed int8, aborted int4,
     label text, substring text, source_query int8, concurrency_scaling_status int4, from_sp_call int4`,
    (place) => `SELECT 100, query_id, query_id, session_id, start_time, end_time,
      date_diff('microsecond', start_time, end_time), CASE status WHEN 'failed' THEN 1 ELSE 0 END, 'default',
      left(query_text, 60), NULL, 0, NULL FROM ${queries(place)} WHERE end_time IS NOT NULL`,
  ),
  ...['stl_querytext', 'svl_statementtext', 'stl_ddltext', 'stl_utilitytext'].map((name) =>
    systemRelation(
      `pg_catalog.${name}`,
      `userid int4, query int8, xid int8, pid int4, label text, type text, starttime timestamp, endtime timestamp,
       sequence int4, text text`,
      (place) => `SELECT 100, query_id, query_id, session_id, 'default', query_type, start_time, end_time, 0, query_text
        FROM ${queries(place)} WHERE ${statementsOf[name] ?? 'true'}`,
    ),
  ),
  systemRelation(
    'pg_catalog.stv_recents',
    `userid int4, status bpchar(20), starttime timestamp, duration int4, user_name bpchar(50), db_name bpchar(50),
     query bpchar(600), pid int4`,
    (place) => `SELECT 100, CASE status WHEN 'running' THEN 'Running' ELSE 'Done' END, start_time,
      date_diff('microsecond', start_time, coalesce(end_time, now()::TIMESTAMP)), username, database_name,
      left(query_text, 600), session_id FROM ${queries(place)}`,
  ),
  systemRelation(
    'pg_catalog.stv_sessions',
    `starttime timestamp, process int4, user_name bpchar(50), db_name bpchar(50), timeout_sec int4`,
    (place) => `SELECT start_time, pid, username, database_name, 0 FROM ${sessions(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_stat_activity',
    `datid oid, datname name, procpid int4, pid int4, usesysid int4, usename name, application_name text, state text,
     current_query text, query text, query_start timestamp, backend_start timestamp`,
    (place) => `SELECT 100000, database_name, pid, pid, 100, username, application, state, query_text, query_text,
      start_time, start_time FROM ${sessions(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_settings',
    'name text, setting text, unit text, category text, short_desc text, context text, vartype text, source text',
    (place) => `SELECT name, setting, NULL, NULL, NULL, 'user', 'string', 'default'
      FROM (${rowsSql(place.settings(), ['VARCHAR', 'VARCHAR'])}) AS p(name, setting)`,
  ),
  systemRelation(
    'pg_catalog.stv_slices',
    'node int4, slice int4, localslice int4, type text',
    () => `SELECT 0, 0, 0, 'D'`,
  ),
  empty(
    'pg_catalog.svv_transactions',
    `txn_owner text, txn_db text, xid int8, pid int4, txn_start timestamp, lock_mode text, lockable_object_type text,
     relation int4, granted bool`,
  ),
  empty(
    'pg_catalog.stl_error',
    `userid int4, process text, recordtime timestamp, pid int4, errcode int4, file text, linenum int4, context text,
     error text`,
  ),
  empty(
    'pg_catalog.stl_alert_event_log',
    `userid int4, query int8, slice int4, segment int4, step int4, pid int4, xid int8, event text, solution text,
     event_time timestamp`,
  ),
  empty('pg_catalog.pg_locks', 'locktype text, database oid, relation oid, pid int4, mode text, granted bool'),
  empty(
    'pg_catalog.stv_locks',
    'table_id int4, last_commit timestamp, last_update timestamp, lock_owner int8, lock_owner_pid int8, lock_owner_start_ts timestamp, lock_owner_end_ts timestamp, lock_status bpchar(22)',
  ),
  empty(
    'pg_catalog.svv_alter_table_recommendations',
    'type bpchar(30), database bpchar(128), table_id int4, group_id int4, ddl bpchar(1024), auto_apply bpchar(1)',
  ),
];
