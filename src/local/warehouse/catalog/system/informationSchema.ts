/** https://docs.aws.amazon.com/redshift/latest/dg/c_intro_catalog_views.html and the SQL standard's views. */
import { literal } from '../../databases/duckDb.ts';
import { constraintsOf, positions } from './constraints.ts';
import { type SystemPlace, type SystemRelation, strataOf, systemRelation, visible } from './systemRelation.ts';
import {
  characterLength,
  columnDefault,
  dataType,
  datetimePrecision,
  numericPrecision,
  numericRadix,
  numericScale,
  shortName,
} from './typeSql.ts';

/** Relations `r` with their schemas `s`. */
export const relationsOf = (place: SystemPlace): string =>
  `(SELECT * FROM ${strataOf(place)}.relations r WHERE ${visible(place)}) AS r
   JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid`;

/** Relations with their schemas and their columns `c`. */
export const columnsOf = (place: SystemPlace): string =>
  `${relationsOf(place)} JOIN ${strataOf(place)}.columns c ON c.relation = r.oid`;

export const tableType = `CASE r.kind WHEN 'table' THEN CASE WHEN r.session IS NULL THEN 'BASE TABLE'
  ELSE 'LOCAL TEMPORARY' END ELSE 'VIEW' END`;

export const informationSchema: readonly SystemRelation[] = [
  systemRelation(
    'information_schema.tables',
    `table_catalog varchar, table_schema varchar, table_name varchar, table_type varchar,
     self_referencing_column_name varchar, reference_generation varchar, user_defined_type_catalog varchar,
     user_defined_type_schema varchar, user_defined_name varchar`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, ${tableType}, NULL, NULL, NULL, NULL, NULL
      FROM ${relationsOf(place)}`,
  ),
  systemRelation(
    'information_schema.columns',
    `table_catalog varchar, table_schema varchar, table_name varchar, column_name varchar, ordinal_position int4,
     column_default varchar, is_nullable varchar(3), data_type varchar, character_maximum_length int4,
     character_octet_length int4, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4,
     datetime_precision int4, interval_type varchar, interval_precision varchar, character_set_catalog varchar,
     character_set_schema varchar, character_set_name varchar, collation_catalog varchar, collation_schema varchar,
     collation_name varchar, domain_catalog varchar, domain_schema varchar, domain_name varchar, udt_catalog varchar,
     udt_schema varchar, udt_name varchar, scope_catalog varchar, scope_schema varchar, scope_name varchar,
     maximum_cardinality int4, dtd_identifier varchar, is_self_referencing varchar`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, c.name, c.position, ${columnDefault},
      CASE WHEN c.not_null THEN 'NO' ELSE 'YES' END, ${dataType}, ${characterLength}, ${characterLength},
      ${numericPrecision}, ${numericRadix}, ${numericScale}, ${datetimePrecision}, NULL, NULL, NULL, NULL, NULL, NULL,
      NULL, NULL, NULL, NULL, NULL, ${literal(place.database)}, 'pg_catalog', ${shortName}, NULL, NULL, NULL, NULL,
      c.position, 'NO' FROM ${columnsOf(place)} WHERE r.kind <> 'late-binding-view'`,
  ),
  systemRelation(
    'information_schema.views',
    `table_catalog varchar, table_schema varchar, table_name varchar, view_definition text, check_option varchar,
     is_updatable varchar, is_insertable_into varchar`,
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, r.definition, 'NONE', 'NO', 'NO'
      FROM ${relationsOf(place)} WHERE r.kind <> 'table'`,
  ),
  systemRelation(
    'information_schema.schemata',
    `catalog_name varchar, schema_name varchar, schema_owner varchar, default_character_set_catalog varchar,
     default_character_set_schema varchar, default_character_set_name varchar, sql_path varchar`,
    (place) =>
      `SELECT ${literal(place.database)}, s.name, s.owner, NULL, NULL, NULL, NULL FROM ${strataOf(place)}.schemas s`,
  ),
  systemRelation(
    'information_schema.table_constraints',
    `constraint_catalog varchar, constraint_schema varchar, constraint_name varchar, table_catalog varchar,
     table_schema varchar, table_name varchar, constraint_type varchar, is_deferrable varchar, initially_deferred varchar`,
    (
      place,
    ) => `SELECT ${literal(place.database)}, schema_name, name, ${literal(place.database)}, schema_name, table_name,
      CASE kind WHEN 'primary-key' THEN 'PRIMARY KEY' WHEN 'unique' THEN 'UNIQUE' ELSE 'FOREIGN KEY' END, 'NO', 'NO'
      FROM ${constraintsOf(place)}`,
  ),
  systemRelation(
    'information_schema.key_column_usage',
    `constraint_catalog varchar, constraint_schema varchar, constraint_name varchar, table_catalog varchar,
     table_schema varchar, table_name varchar, column_name varchar, ordinal_position int4`,
    (
      place,
    ) => `SELECT ${literal(place.database)}, schema_name, name, ${literal(place.database)}, schema_name, table_name,
      columns[n], n FROM ${constraintsOf(place)}, generate_series(1, 64) AS numbers(n) WHERE n <= len(columns)`,
  ),
  systemRelation(
    'pg_catalog.pg_constraint',
    `oid oid, conname name, connamespace oid, contype char, condeferrable bool, condeferred bool, conrelid oid,
     contypid oid, confrelid oid, confupdtype char, confdeltype char, confmatchtype char, conkey int2[], confkey int2[],
     conbin text, consrc text, conindid oid, conparentid oid, convalidated bool, conislocal bool`,
    (place) => `SELECT oid, name, schema_oid,
      CASE kind WHEN 'primary-key' THEN 'p' WHEN 'unique' THEN 'u' ELSE 'f' END, false, false, table_oid, 0,
      coalesce(target, 0), 'a', 'a', 's', ${positions(place, 'table_oid', 'columns')},
      ${positions(place, 'target', 'target_columns')}, NULL, NULL, coalesce(index_oid, 0), 0, true, true FROM ${constraintsOf(place)}`,
  ),
];
