/** Catalogs that hold nothing here, or the same everywhere; clients ask for them all the same. */
import type { RedshiftType } from '../../../engines/redshift/types/redshiftType.ts';
import { isInterval, isMoment, isNumber, isText } from '../../../engines/redshift/types/typeGroups.ts';
import { factByType, typeTable } from '../../../engines/redshift/types/typeTable.ts';
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

/** What PostgreSQL's own catalogs use besides. */
const others: readonly TypeLine[] = [
  [17, 'bytea', -1, 1001, 'U', 0],
  [1186, 'interval', 16, 1187, 'T', 0],
];

/** oid, name, length, number of the array type, category, number of the element's type. */
type TypeLine = readonly [number, string, number, number, string, number];

function typeLines(): TypeLine[] {
  const lines = factByType('oid').flatMap(([type, oid]): TypeLine[] => {
    const { short = type, size = -1, arrayOid = 0 } = typeTable[type];
    const line: TypeLine = [oid, short, size, arrayOid, categoryOf({ name: type } as RedshiftType), 0];
    return arrayOid === 0 ? [line] : [line, [arrayOid, `_${short}`, -1, 0, 'A', oid]];
  });
  return [...lines, ...others];
}

/** https://www.postgresql.org/docs/current/catalog-pg-type.html#CATALOG-TYPCATEGORY-TABLE */
function categoryOf(type: RedshiftType): string {
  if (type.name === 'boolean') return 'B';
  if (type.name === 'unknown') return 'X';
  if (isInterval(type)) return 'T';
  if (isMoment(type) || type.name === 'time' || type.name === 'timetz') return 'D';
  if (type.name.startsWith('reg') || isNumber(type)) return 'N';
  return isText(type) ? 'S' : 'U';
}

export const pgEmpty: readonly SystemRelation[] = [
  systemRelation(
    'pg_catalog.pg_type',
    `oid oid, typname name, typnamespace oid, typowner int4, typlen int2, typbyval bool, typtype char, typcategory char,
     typispreferred bool, typisdefined bool, typdelim char, typrelid oid, typelem oid, typarray oid, typinput oid,
     typoutput oid, typreceive oid, typsend oid, typnotnull bool, typbasetype oid, typtypmod int4, typndims int4,
     typcollation oid, typdefault text, typacl text[]`,
    () => `SELECT oid, name, 11, 1, length, length BETWEEN 1 AND 8, 'b', category, false, true, ',', 0, element,
      array_oid, 0, 0, 0, 0, false, 0, -1, 0, 0, NULL, NULL::VARCHAR[]
      FROM (${rowsSql(typeLines(), ['INTEGER', 'VARCHAR', 'INTEGER', 'INTEGER', 'VARCHAR', 'INTEGER'])})
        AS types(oid, name, length, array_oid, category, element)`,
  ),
  empty(
    'pg_catalog.pg_proc_info',
    `prooid oid, proname name, pronamespace oid, proowner int4, prolang oid, prokind char, pronargs int2,
     prorettype oid, proargtypes oid[], proargnames text[], prosrc text, proacl text[]`,
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
