/** https://docs.aws.amazon.com/redshift/latest/dg/svv_views.html */
import { literal } from '../../databases/duckDb.ts';
import { columnsOf, relationsOf } from './informationSchema.ts';
import { ownerOid, rowCount } from './pgCatalog.ts';
import { rowsSql, type SystemPlace, type SystemRelation, strataOf, systemRelation } from './systemRelation.ts';
import {
  characterLength,
  columnDefault,
  dataType,
  datetimePrecision,
  numericPrecision,
  numericRadix,
  numericScale,
} from './typeSql.ts';

/** `TABLE`, `VIEW`, `MATERIALIZED VIEW` as the SVV_REDSHIFT_ and SHOW families say it. */
export const svvTableType = `CASE r.kind WHEN 'table' THEN 'TABLE' WHEN 'late-binding-view' THEN 'LATE BINDING VIEW'
  WHEN 'materialized-view' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END`;

/** A relation's primary key holds the column. */
const nullable = `CASE WHEN c.not_null THEN 'NO' ELSE 'YES' END`;

const allTables = (place: SystemPlace): string =>
  `SELECT ${literal(place.database)}, s.name, r.name, ${svvTableType}, NULL, r.comment FROM ${relationsOf(place)}
   UNION ALL SELECT ${literal(place.database)}, schemaname, tablename, 'EXTERNAL TABLE', NULL, NULL FROM ${externalTables(place)}`;

export const externalTables = (place: SystemPlace): string =>
  `(${rowsSql(place.external.tables, Array(9).fill('VARCHAR'))}) AS
   e(schemaname, tablename, location, input_format, output_format, serialization_lib, serde_parameters, compressed, parameters)`;

export const externalColumns = (place: SystemPlace): string =>
  `(${rowsSql(place.external.columns, ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'INTEGER', 'INTEGER', 'VARCHAR'])}) AS
   e(schemaname, tablename, columnname, external_type, columnnum, part_key, is_nullable)`;

const allColumns = (place: SystemPlace): string =>
  `SELECT ${literal(place.database)}, s.name, r.name, c.name, c.position, ${columnDefault}, ${nullable}, ${dataType},
    ${characterLength}, ${numericPrecision}, ${numericScale}, c.comment FROM ${columnsOf(place)}`;

const svvColumns = `database_name varchar(128), schema_name varchar(128), table_name varchar(128),
  column_name varchar(128), ordinal_position int4, column_default varchar(4000), is_nullable varchar(3),
  data_type varchar(128), character_maximum_length int4, numeric_precision int4, numeric_scale int4, remarks varchar(256)`;

export const svvViews: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.svv_tables',
    'table_catalog varchar, table_schema varchar, table_name varchar, table_type varchar, remarks varchar',
    (place) => `SELECT ${literal(place.database)}, s.name, r.name,
      CASE r.kind WHEN 'table' THEN 'BASE TABLE' ELSE 'VIEW' END, r.comment FROM ${relationsOf(place)}
      UNION ALL SELECT ${literal(place.database)}, schemaname, tablename, 'EXTERNAL TABLE', NULL FROM ${externalTables(place)}`,
  ),
  systemRelation(
    'pg_catalog.svv_columns',
    `table_catalog varchar, table_schema varchar, table_name varchar, column_name varchar, ordinal_position int4,
     column_default varchar, is_nullable varchar(3), data_type varchar, character_maximum_length int4,
     numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, datetime_precision int4,
     interval_type varchar, interval_precision varchar, character_set_catalog varchar, character_set_schema varchar,
     character_set_name varchar, collation_catalog varchar, collation_schema varchar, collation_name varchar,
     domain_name varchar, remarks varchar`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, c.name, c.position, ${columnDefault}, ${nullable},
      ${dataType}, ${characterLength}, ${numericPrecision}, ${numericRadix}, ${numericScale}, ${datetimePrecision}, NULL,
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.comment FROM ${columnsOf(place)}
      UNION ALL SELECT ${literal(place.database)}, schemaname, tablename, columnname, columnnum, NULL, is_nullable,
      external_type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM ${externalColumns(place)}`,
  ),
  systemRelation(
    'pg_catalog.svv_table_info',
    `database varchar(128), schema varchar(128), table_id oid, table varchar(128), encoded varchar(3),
     diststyle varchar(128), sortkey1 varchar(128), max_varchar int4, sortkey1_enc bpchar(32), sortkey_num int4,
     size int8, pct_used numeric(10,4), empty int8, unsorted numeric(5,2), stats_off numeric(5,2), tbl_rows numeric(38,0),
     skew_sortkey1 numeric(19,2), skew_rows numeric(19,2), estimated_visible_rows numeric(38,0),
     risk_event varchar, vacuum_sort_benefit numeric(12,2), create_time timestamp`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.oid, r.name,
      CASE WHEN EXISTS (SELECT * FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid AND c.encode <> 'raw')
        THEN 'Y' ELSE 'N' END,
      CASE coalesce(json_extract_string(r.details, '$.distStyle'), 'AUTO') WHEN 'KEY' THEN 'KEY(' || (SELECT max(c.name) FROM
        ${strataOf(place)}.columns c WHERE c.relation = r.oid AND c.dist_key) || ')' WHEN 'AUTO' THEN 'AUTO(ALL)'
        ELSE json_extract_string(r.details, '$.distStyle') END,
      (SELECT max(c.name) FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid AND abs(c.sort_key) = 1),
      (SELECT max(c.length) FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid AND c.type = 'character varying'),
      (SELECT max(c.encode) FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid AND abs(c.sort_key) = 1),
      (SELECT count(*) FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid AND c.sort_key IS NOT NULL),
      0, 0, 0, NULL, 0, ${rowCount(place)}, NULL, NULL, ${rowCount(place)}, NULL, NULL, r.created
      FROM ${relationsOf(place)} WHERE r.kind IN ('table', 'materialized-view')`,
  ),
  systemRelation(
    'pg_catalog.svv_all_tables',
    `database_name varchar(128), schema_name varchar(128), table_name varchar(128), table_type varchar(128),
     table_acl varchar(128), remarks varchar(128)`,
    allTables,
  ),
  systemRelation(
    'pg_catalog.svv_redshift_tables',
    `database_name varchar(128), schema_name varchar(128), table_name varchar(128), table_type varchar(128),
     table_acl varchar(128), remarks varchar(128), table_owner varchar(128)`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, ${svvTableType}, NULL, r.comment, r.owner
      FROM ${relationsOf(place)}`,
  ),
  systemRelation('pg_catalog.svv_redshift_columns', svvColumns, allColumns),
  systemRelation(
    'pg_catalog.svv_all_columns',
    svvColumns,
    (place) => `${allColumns(place)} UNION ALL SELECT ${literal(place.database)}, schemaname, tablename, columnname,
      columnnum, NULL, is_nullable, external_type, NULL, NULL, NULL, NULL FROM ${externalColumns(place)}`,
  ),
  systemRelation(
    'pg_catalog.svv_all_schemas',
    `database_name varchar(128), schema_name varchar(128), schema_owner int4, schema_type varchar(128),
     schema_acl varchar(128), source_database varchar(128), schema_option varchar(256)`,
    (place) => `SELECT ${literal(place.database)}, s.name, ${ownerOid(place, 's.owner')},
      CASE s.kind WHEN 'external' THEN 'external' ELSE 'local' END, NULL,
      json_extract_string(s.details, '$.database'), NULL FROM ${strataOf(place)}.schemas s`,
  ),
  systemRelation(
    'pg_catalog.svv_redshift_schemas',
    `database_name varchar(128), schema_name varchar(128), schema_owner int4, schema_type varchar(128),
     schema_acl varchar(128), schema_option varchar(128)`,
    (place) => `SELECT ${literal(place.database)}, s.name, ${ownerOid(place, 's.owner')}, 'local', NULL, NULL
      FROM ${strataOf(place)}.schemas s WHERE s.kind <> 'external'`,
  ),
  systemRelation(
    'pg_catalog.svv_redshift_databases',
    `database_name varchar(128), database_owner int4, database_type varchar(32), database_acl varchar(128),
     database_options varchar(128), database_isolation_level varchar(128)`,
    (place) => `SELECT name, 100, 'local', NULL, NULL, 'Snapshot Isolation' FROM
      (${rowsSql(
        place.databases.map((name) => [name]),
        ['VARCHAR'],
      )}) AS rows(name)`,
  ),
  systemRelation(
    'pg_catalog.svv_external_schemas',
    `esoid oid, eskind int2, schemaname name, esowner int4, databasename text, esoptions text`,
    (place) => `SELECT s.oid, 1, s.name, ${ownerOid(place, 's.owner')}, json_extract_string(s.details, '$.database'),
      json_object('IAM_ROLE', json_extract_string(s.details, '$.iamRole')) FROM ${strataOf(place)}.schemas s
      WHERE s.kind = 'external'`,
  ),
  systemRelation(
    'pg_catalog.svv_external_tables',
    `schemaname varchar(128), tablename varchar(128), location varchar(128), input_format varchar(128),
     output_format varchar(128), serialization_lib varchar(128), serde_parameters varchar, compressed int4,
     parameters varchar, redshift_database_name varchar, tabletype varchar`,
    (
      place,
    ) => `SELECT schemaname, tablename, location, input_format, output_format, serialization_lib, serde_parameters,
      CAST(compressed AS INTEGER), parameters, ${literal(place.database)}, 'TABLE' FROM ${externalTables(place)}`,
  ),
  systemRelation(
    'pg_catalog.svv_external_columns',
    `schemaname varchar(128), tablename varchar(128), columnname varchar(128), external_type varchar(128), columnnum int4,
     part_key int4, is_nullable varchar(128), redshift_database_name varchar`,
    (place) => `SELECT *, ${literal(place.database)} FROM ${externalColumns(place)}`,
  ),
];
