/** https://docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html and what is like it. */
import { literal } from '../../databases/duckDb.ts';
import { columnsOf, relationsOf } from './informationSchema.ts';
import { type SystemRelation, strataOf, systemRelation } from './systemRelation.ts';
import { fullType } from './typeSql.ts';

export const pgTableDef: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.pg_table_def',
    `schemaname name, tablename name, column name, type text, encoding text, distkey bool, sortkey int4, notnull bool`,
    (place) => `SELECT s.name, r.name, c.name, ${fullType}, coalesce(c.encode, 'none'), c.dist_key,
      coalesce(c.sort_key, 0), c.not_null FROM ${columnsOf(place)} WHERE r.kind = 'table'`,
  ),
  systemRelation(
    'pg_catalog.pg_get_late_binding_view_cols',
    'view_schema name, view_name name, col_name name, col_type varchar(256), col_num int4',
    (place) => `SELECT s.name, r.name, c.name, ${fullType}, c.position FROM ${columnsOf(place)}
      WHERE r.kind = 'late-binding-view'`,
  ),
  systemRelation(
    'pg_catalog.svv_relation_privileges',
    `namespace_name text, relation_name text, privilege_type text, identity_id int4, identity_name text,
     identity_type text, admin_option bool`,
    (place) => `SELECT g.schema_name, g.object_name, g.privilege, 0, g.grantee, g.grantee_kind, g.with_option
      FROM ${strataOf(place)}.grants g WHERE g.object_kind = 'TABLE'`,
  ),
  systemRelation(
    'pg_catalog.svv_schema_privileges',
    `namespace_name text, privilege_type text, identity_id int4, identity_name text, identity_type text, admin_option bool`,
    (place) => `SELECT g.object_name, g.privilege, 0, g.grantee, g.grantee_kind, g.with_option
      FROM ${strataOf(place)}.grants g WHERE g.object_kind = 'SCHEMA'`,
  ),
  systemRelation(
    'information_schema.table_privileges',
    `grantor varchar, grantee varchar, table_catalog varchar, table_schema varchar, table_name varchar,
     privilege_type varchar, is_grantable varchar, with_hierarchy varchar`,
    (place) => `SELECT g.grantor, g.grantee, ${literal(place.database)}, g.schema_name, g.object_name, g.privilege,
      CASE WHEN g.with_option THEN 'YES' ELSE 'NO' END, 'NO' FROM ${strataOf(place)}.grants g WHERE g.object_kind = 'TABLE'`,
  ),
  systemRelation(
    'pg_catalog.svv_mv_dependency',
    'database_name bpchar(128), schema_name bpchar(128), name bpchar(128), dependent_database_name bpchar(128), dependent_schema_name bpchar(128), dependent_name bpchar(128)',
    (place) => `SELECT ${literal(place.database)}, s.name, r.name, ${literal(place.database)}, s2.name, r2.name
      FROM ${relationsOf(place)} JOIN ${strataOf(place)}.dependencies d ON d.relation = r.oid
      JOIN ${strataOf(place)}.relations r2 ON r2.oid = d.on_relation
      JOIN ${strataOf(place)}.schemas s2 ON s2.oid = r2.schema_oid WHERE r.kind = 'materialized-view'`,
  ),
];
