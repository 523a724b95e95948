/**
 * PostgreSQL's catalogs as Redshift has them, with the columns that newer clients ask for besides.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_intro_catalog_views.html
 */
import { literal } from '../../databases/duckDb.ts';
import { constraintsOf, positions } from './constraints.ts';
import { rowsSql, type SystemPlace, type SystemRelation, strataOf, systemRelation, visible } from './systemRelation.ts';
import { columnDefault, typeModifier, typeOid, typeSize } from './typeSql.ts';

/** The number of an owner. */
export const ownerOid = (place: SystemPlace, name: string): string =>
  `coalesce((SELECT max(p.oid) FROM ${strataOf(place)}.principals p WHERE p.kind = 'user' AND p.name = ${name}), 100)`;

/** An estimate of a relation's rows. */
export const rowCount = (place: SystemPlace): string =>
  `coalesce((SELECT max(t.estimated_size) FROM duckdb_tables() t WHERE t.table_name = r.storage AND
    t.database_name IN (${literal(place.database)}, 'temp')), 0)`;

const relationKind = `CASE WHEN r.kind = 'table' THEN 'r' ELSE 'v' END`;

const distStyle = `CASE json_extract_string(r.details, '$.distStyle') WHEN 'EVEN' THEN 0 WHEN 'KEY' THEN 1
  WHEN 'ALL' THEN 8 WHEN 'AUTO' THEN 9 ELSE 9 END`;

/** What drivers take for the indexes behind keys, to tell the keys by. */
const indexes = (place: SystemPlace): string =>
  `(SELECT * FROM ${constraintsOf(place)} AS k WHERE k.index_oid IS NOT NULL) AS i`;

export const pgCatalog: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.pg_namespace',
    'oid oid, nspname name, nspowner int4, nspacl text[]',
    (place) => `SELECT s.oid, s.name, ${ownerOid(place, 's.owner')}, NULL::VARCHAR[] FROM ${strataOf(place)}.schemas s`,
  ),
  systemRelation(
    'pg_catalog.pg_class',
    `oid oid, relname name, relnamespace oid, reltype oid, relowner int4, relam oid, relfilenode oid, reltablespace oid,
     relpages int4, reltuples float4, reltoastrelid oid, relhasindex bool, relisshared bool, relkind char, relnatts int2,
     relchecks int2, reltriggers int2, relhasoids bool, relhaspkey bool, relhasrules bool, relhassubclass bool,
     relacl text[], reldiststyle int2, releffectivediststyle int2, relpersistence char, relhastriggers bool,
     relrowsecurity bool, relforcerowsecurity bool, relispartition bool, reloftype oid, reloptions text[],
     relreplident char, relpartbound text, reloncommit char`,
    (place) => `SELECT r.oid, r.name, r.schema_oid, r.oid, ${ownerOid(place, 'r.owner')}, 0, r.oid, 0, 0,
      ${rowCount(place)}, 0, false, false, ${relationKind},
      (SELECT count(*) FROM ${strataOf(place)}.columns c WHERE c.relation = r.oid), 0, 0, false,
      coalesce(r.details LIKE '%"primary-key"%', false), r.kind <> 'table', false, NULL::VARCHAR[], ${distStyle},
      ${distStyle}, CASE WHEN r.session IS NULL THEN 'p' ELSE 't' END, false, false, false, false, 0, NULL::VARCHAR[],
      'd', NULL, NULL
      FROM ${strataOf(place)}.relations r WHERE ${visible(place)}
      UNION ALL SELECT index_oid, name, schema_oid, 0, 100, 403, index_oid, 0, 0, 0, 0, false, false, 'i', len(columns), 0,
      0, false, false, false, false, NULL::VARCHAR[], 0, 0, 'p', false, false, false, false, 0, NULL::VARCHAR[], 'd',
      NULL, NULL FROM ${indexes(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_attribute',
    `attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2, attnum int2, attndims int4,
     attcacheoff int4, atttypmod int4, attbyval bool, attstorage char, attalign char, attnotnull bool, atthasdef bool,
     attisdropped bool, attislocal bool, attinhcount int4, attisdistkey bool, attispreloaded bool, attsortkeyord int4,
     attencodingtype int2, attencrypttype int2, attcollation oid, attidentity char, attgenerated char, attoptions text[],
     attfdwoptions text[], attcompression char, attacl text[]`,
    (place) => `SELECT c.relation, c.name, ${typeOid}, -1, ${typeSize}, c.position, 0, -1, ${typeModifier}, false, 'p',
      'i', c.not_null, c.default_text IS NOT NULL OR c.identity IS NOT NULL, false, true, 0, c.dist_key, false,
      coalesce(c.sort_key, 0), 0, 0, 0, '', '', NULL::VARCHAR[], NULL::VARCHAR[], '', NULL::VARCHAR[]
      FROM ${strataOf(place)}.columns c JOIN ${strataOf(place)}.relations r ON r.oid = c.relation WHERE ${visible(place)}
      UNION ALL SELECT i.index_oid, c.name, ${typeOid}, -1, ${typeSize}, list_position(i.columns, c.name), 0, -1,
      ${typeModifier}, false, 'p', 'i', c.not_null, false, false, true, 0, false, false, 0, 0, 0, 0, '', '',
      NULL::VARCHAR[], NULL::VARCHAR[], '', NULL::VARCHAR[]
      FROM ${indexes(place)} JOIN ${strataOf(place)}.columns c
        ON c.relation = i.table_oid AND list_contains(i.columns, c.name)`,
  ),
  systemRelation(
    'pg_catalog.pg_index',
    `indexrelid oid, indrelid oid, indkey int2[], indclass oid[], indnatts int2, indisunique bool, indisprimary bool,
     indisclustered bool, indexprs text, indpred text, indisvalid bool, indisreplident bool, indnkeyatts int2,
     indoption int2[]`,
    (place) => `SELECT index_oid, table_oid, ${positions(place, 'table_oid', 'columns')}, NULL::INTEGER[], len(columns),
      true, kind = 'primary-key', false, NULL, NULL, true, false, len(columns), NULL::INTEGER[] FROM ${indexes(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_attrdef',
    'oid oid, adrelid oid, adnum int2, adbin text, adsrc text',
    (place) => `SELECT c.relation * 1000 + c.position, c.relation, c.position, ${columnDefault}, ${columnDefault}
      FROM ${strataOf(place)}.columns c WHERE c.default_text IS NOT NULL OR c.identity IS NOT NULL`,
  ),
  systemRelation(
    'pg_catalog.pg_description',
    'objoid oid, classoid oid, objsubid int4, description text',
    (place) => `SELECT r.oid, 1259, 0, r.comment FROM ${strataOf(place)}.relations r WHERE r.comment IS NOT NULL
      UNION ALL SELECT c.relation, 1259, c.position, c.comment FROM ${strataOf(place)}.columns c WHERE c.comment IS NOT NULL
      UNION ALL SELECT s.oid, 2615, 0, s.comment FROM ${strataOf(place)}.schemas s WHERE s.comment IS NOT NULL`,
  ),
  systemRelation(
    'pg_catalog.pg_depend',
    'classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, refobjsubid int4, deptype char',
    (place) => `SELECT 1259, d.relation, 0, 1259, d.on_relation, 0, 'n' FROM ${strataOf(place)}.dependencies d`,
  ),
  systemRelation(
    'pg_catalog.pg_rewrite',
    'oid oid, rulename name, ev_class oid, ev_attr int2, ev_type char, is_instead bool, ev_enabled char',
    (place) => `SELECT r.oid, '_RETURN', r.oid, -1, '1', true, 'O' FROM ${strataOf(place)}.relations r
      WHERE r.kind <> 'table' AND ${visible(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_database',
    `oid oid, datname name, datdba int4, encoding int4, datistemplate bool, datallowconn bool, datlastsysoid oid,
     dattablespace oid, datconfig text[], datacl text[], datcollate text, datctype text, datconnlimit int4,
     datlocprovider char, datlocale text, daticurules text`,
    (place) =>
      `SELECT 100000 + n, name, 100, 6, false, true, 0, 1663, NULL::VARCHAR[], NULL::VARCHAR[], 'C', 'C', -1, 'c', NULL, NULL
      FROM (${rowsSql(
        place.databases.map((name, n): [number, string] => [n, name]),
        ['INTEGER', 'VARCHAR'],
      )}) AS rows(n, name)`,
  ),
  systemRelation(
    'pg_catalog.pg_user',
    `usename name, usesysid int4, usecreatedb bool, usesuper bool, usecatupd bool, passwd text, valuntil timestamp,
     useconfig text[]`,
    (place) => `SELECT p.name, p.oid, true, true, true, '********', NULL::TIMESTAMP, NULL::VARCHAR[]
      FROM ${strataOf(place)}.principals p WHERE p.kind = 'user'`,
  ),
  systemRelation(
    'pg_catalog.pg_roles',
    `rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, rolcanlogin bool,
     rolreplication bool, rolconnlimit int4, rolvaliduntil timestamp, rolbypassrls bool, oid oid`,
    (place) => `SELECT p.name, true, true, true, true, true, false, -1, NULL::TIMESTAMP, true, p.oid
      FROM ${strataOf(place)}.principals p WHERE p.kind = 'user'`,
  ),
  systemRelation(
    'pg_catalog.pg_group',
    'groname name, grosysid int4, grolist oid[]',
    (place) => `SELECT p.name, p.oid, coalesce(TRY_CAST(json_extract(p.details, '$.users') AS INTEGER[]), [])
      FROM ${strataOf(place)}.principals p WHERE p.kind = 'group'`,
  ),
  systemRelation(
    'pg_catalog.pg_tables',
    `schemaname name, tablename name, tableowner name, tablespace name, hasindexes bool, hasrules bool, hastriggers bool,
     rowsecurity bool`,
    (place) => `SELECT s.name, r.name, r.owner, NULL, false, false, false, false FROM ${strataOf(place)}.relations r
      JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid WHERE r.kind = 'table' AND ${visible(place)}`,
  ),
  systemRelation(
    'pg_catalog.pg_views',
    'schemaname name, viewname name, viewowner name, definition text',
    (place) => `SELECT s.name, r.name, r.owner, r.definition FROM ${strataOf(place)}.relations r
      JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid WHERE r.kind <> 'table'`,
  ),
];
