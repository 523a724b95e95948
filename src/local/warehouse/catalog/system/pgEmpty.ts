/** Catalogs that hold nothing here, or the same everywhere; clients ask for them all the same. */
import { rowsSql, type SystemRelation, systemRelation } from './systemRelation.ts';

const none = (columns: string): string =>
  `SELECT ${columns
    .split(/,(?![^(]*\))/)
    .map(() => 'NULL')
    .join(', ')} WHERE false`;

/** A relation without rows. */
export function empty(name: string, columns: string): SystemRelation {
  return systemRelation(name, columns, () => none(columns));
}

/** oid, name, length, kind, number of the array type, category. */
const types: readonly (readonly [number, string, number, string, number, string])[] = [
  [16, 'bool', 1, 'b', 1000, 'B'],
  [17, 'bytea', -1, 'b', 1001, 'U'],
  [18, 'char', 1, 'b', 1002, 'S'],
  [19, 'name', 64, 'b', 1003, 'S'],
  [20, 'int8', 8, 'b', 1016, 'N'],
  [21, 'int2', 2, 'b', 1005, 'N'],
  [23, 'int4', 4, 'b', 1007, 'N'],
  [24, 'regproc', 4, 'b', 1008, 'N'],
  [25, 'text', -1, 'b', 1009, 'S'],
  [26, 'oid', 4, 'b', 1028, 'N'],
  [700, 'float4', 4, 'b', 1021, 'N'],
  [701, 'float8', 8, 'b', 1022, 'N'],
  [705, 'unknown', -1, 'b', 0, 'X'],
  [1042, 'bpchar', -1, 'b', 1014, 'S'],
  [1043, 'varchar', -1, 'b', 1015, 'S'],
  [1082, 'date', 4, 'b', 1182, 'D'],
  [1083, 'time', 8, 'b', 1183, 'D'],
  [1114, 'timestamp', 8, 'b', 1115, 'D'],
  [1184, 'timestamptz', 8, 'b', 1185, 'D'],
  [1186, 'interval', 16, 'b', 1187, 'T'],
  [1188, 'intervaly2m', 4, 'b', 0, 'T'],
  [1190, 'intervald2s', 8, 'b', 0, 'T'],
  [1266, 'timetz', 12, 'b', 1270, 'D'],
  [1700, 'numeric', -1, 'b', 1231, 'N'],
  [2205, 'regclass', 4, 'b', 2210, 'N'],
  [4000, 'super', -1, 'b', 0, 'U'],
  [6551, 'varbyte', -1, 'b', 0, 'U'],
  [1002, '_char', -1, 'b', 0, 'A'],
  [1005, '_int2', -1, 'b', 0, 'A'],
  [1007, '_int4', -1, 'b', 0, 'A'],
  [1009, '_text', -1, 'b', 0, 'A'],
  [1015, '_varchar', -1, 'b', 0, 'A'],
  [1028, '_oid', -1, 'b', 0, 'A'],
];

export const pgEmpty: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.pg_type',
    `oid oid, typname name, typnamespace oid, typowner int4, typlen int2, typbyval bool, typtype char, typcategory char,
     typispreferred bool, typisdefined bool, typdelim char, typrelid oid, typelem oid, typarray oid, typinput oid,
     typoutput oid, typreceive oid, typsend oid, typnotnull bool, typbasetype oid, typtypmod int4, typndims int4,
     typcollation oid, typdefault text, typacl text[]`,
    () => `SELECT oid, name, 11, 1, length, length BETWEEN 1 AND 8, kind, category, false, true, ',', 0,
      CASE name WHEN '_char' THEN 18 WHEN '_int2' THEN 21 WHEN '_int4' THEN 23 WHEN '_text' THEN 25
        WHEN '_varchar' THEN 1043 WHEN '_oid' THEN 26 ELSE 0 END,
      array_oid, 0, 0, 0, 0, false, 0, -1, 0, 0, NULL, NULL::VARCHAR[]
      FROM (${rowsSql(types, ['INTEGER', 'VARCHAR', 'INTEGER', 'VARCHAR', 'INTEGER', 'VARCHAR'])})
        AS types(oid, name, length, kind, array_oid, category)`,
  ),
  empty(
    'pg_catalog.pg_index',
    `indexrelid oid, indrelid oid, indkey int2[], indclass oid[], indnatts int2, indisunique bool, indisprimary bool,
     indisclustered bool, indexprs text, indpred text, indisvalid bool, indisreplident bool, indnkeyatts int2,
     indoption int2[]`,
  ),
  empty(
    'pg_catalog.pg_proc',
    `oid oid, proname name, pronamespace oid, proowner int4, prolang oid, proisagg bool, prosecdef bool,
     proisstrict bool, proretset bool, provolatile char, pronargs int2, prorettype oid, proargtypes oid[],
     proargnames text[], prosrc text, probin text, proacl text[], prokind char, proargmodes text[], proallargtypes oid[]`,
  ),
  empty(
    'pg_catalog.pg_trigger',
    'oid oid, tgrelid oid, tgname name, tgisinternal bool, tgenabled char, tgparentid oid',
  ),
  empty('pg_catalog.pg_inherits', 'inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool'),
  empty('pg_catalog.pg_indexes', 'schemaname name, tablename name, indexname name, tablespace name, indexdef text'),
  empty(
    'pg_catalog.pg_policy',
    'oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual text, polwithcheck text',
  ),
  empty(
    'pg_catalog.pg_statistic_ext',
    'oid oid, stxrelid oid, stxname name, stxnamespace oid, stxkind text[], stxkeys int2[], stxstattarget int4',
  ),
  empty('pg_catalog.pg_publication', 'oid oid, pubname name, puballtables bool'),
  empty('pg_catalog.pg_publication_rel', 'oid oid, prpubid oid, prrelid oid, prqual text, prattrs int2[]'),
  empty('pg_catalog.pg_publication_namespace', 'oid oid, pnpubid oid, pnnspid oid'),
  empty('pg_catalog.pg_foreign_table', 'ftrelid oid, ftserver oid, ftoptions text[]'),
  empty('pg_catalog.pg_foreign_server', 'oid oid, srvname name, srvowner oid, srvfdw oid'),
  empty('pg_catalog.pg_collation', 'oid oid, collname name, collnamespace oid, collowner oid'),
  empty(
    'pg_catalog.pg_sequence',
    'seqrelid oid, seqtypid oid, seqstart int8, seqincrement int8, seqmax int8, seqmin int8, seqcache int8, seqcycle bool',
  ),
  empty('pg_catalog.pg_enum', 'oid oid, enumtypid oid, enumsortorder float4, enumlabel name'),
  empty('pg_catalog.pg_extension', 'oid oid, extname name, extowner oid, extnamespace oid, extversion text'),
  empty('pg_catalog.pg_event_trigger', 'oid oid, evtname name'),
  systemRelation('pg_catalog.pg_am', 'oid oid, amname name, amtype char', () => `SELECT 2, 'heap', 't'`),
  systemRelation('pg_catalog.pg_language', 'oid oid, lanname name, lanpltrusted bool', () => `SELECT 14, 'sql', true`),
  systemRelation(
    'pg_catalog.pg_tablespace',
    'oid oid, spcname name, spcowner int4',
    () => `SELECT 1663, 'pg_default', 1`,
  ),
];
