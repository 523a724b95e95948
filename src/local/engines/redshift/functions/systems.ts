import { quoteText } from '../../../../core/sqlQuoting.ts';
import { bigint, boolean, integer, oid, type RedshiftType, varchar } from '../types/redshiftType.ts';
import { typeTable } from '../types/typeTable.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';

/** Functions of PostgreSQL's catalogs that tools ask, as far as one database of one user answers them. */
export const systemTable: FunctionTable = [
  ['pg_table_is_visible(oid) boolean', '($1 IS NOT NULL)'],
  ['pg_type_is_visible(oid) boolean', '($1 IS NOT NULL)'],
  ['pg_function_is_visible(oid) boolean', '($1 IS NOT NULL)'],
  ['format_type(oid, any) text', 'redshift_format_type($1, $2)'],
  ['pg_encoding_to_char(int) name', "'UTF8'"],
  ['pg_get_expr(any, oid) text', 'CAST($1 AS VARCHAR)'],
  ['pg_get_expr(any, oid, boolean) text', 'CAST($1 AS VARCHAR)'],
  ['array_to_string(array, text) text', 'array_to_string($1, $2)'],
  ['array_length(array, int) int', 'CAST(len($1) AS INTEGER)'],
  ['array_upper(array, int) int', 'CAST(len($1) AS INTEGER)'],
  ['array_lower(array, int) int', 'CASE WHEN len($1) > 0 THEN 1 END'],
  ['pg_size_pretty(int) text', 'redshift_size_pretty($1)'],
  ['has_table_privilege(any…) boolean', 'true'],
  ['has_schema_privilege(any…) boolean', 'true'],
  ['has_database_privilege(any…) boolean', 'true'],
  ['has_column_privilege(any…) boolean', 'true'],
  ['has_function_privilege(any…) boolean', 'true'],
  ['pg_is_in_recovery() boolean', 'false'],
  ['user_is_member_of(text, text) boolean', 'false'],
  ['role_is_member_of(text, text) boolean', 'false'],
  ['pg_stat_get_numscans(oid) bigint', 'CAST(0 AS BIGINT)'],
];

function constant(text: (call: CallWriter) => string, type: RedshiftType = varchar(128)): FunctionWriter {
  return (call) => {
    if (call.count > 0) throw call.unexpected();
    return written(quoteText(text(call)), type);
  };
}

/** A value that a relation of the catalogs has beside a number; NULL where the warehouse has no such relation. */
function looked(relation: string, sql: (from: string, id: string, call: CallWriter) => string): FunctionWriter {
  return (call) => {
    if (call.count < 1) throw call.unexpected();
    const found = call.writer.relation({ schema: 'pg_catalog', name: relation, at: call.at });
    if (!found) return written('CAST(NULL AS VARCHAR)', varchar());
    return written(`(SELECT ${sql(found.sql, call.as(0, oid), call)})`, varchar());
  };
}

/** What the session has done last, which it tells as a setting of the function's name. */
function last(missing: string): FunctionWriter {
  return (call) => {
    if (call.count > 0) throw call.unexpected();
    const value = call.writer.catalog.session.setting(call.call.name);
    return written(`CAST(${/^-?\d+$/.test(value ?? '') ? value : missing} AS BIGINT)`, bigint);
  };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html */
export const systemFunctions: Readonly<Record<string, FunctionWriter>> = {
  pg_last_copy_count: last('0'),
  pg_last_copy_id: last('-1'),
  pg_last_query_id: last('-1'),
  pg_last_unload_count: last('0'),
  pg_last_unload_id: last('-1'),
  current_user: constant(({ writer }) => writer.catalog.session.user, { name: 'name' }),
  session_user: constant(({ writer }) => writer.catalog.session.user, { name: 'name' }),
  getpgusername: constant(({ writer }) => writer.catalog.session.user, { name: 'name' }),
  current_database: constant(({ writer }) => writer.catalog.session.database, { name: 'name' }),
  current_catalog: constant(({ writer }) => writer.catalog.session.database, { name: 'name' }),
  current_schema: constant(({ writer }) => writer.catalog.session.schema, { name: 'name' }),
  current_user_id: (call) => written(call.count === 0 ? '100' : '', integer),
  current_aws_account: constant(() => '000000000000'),
  current_namespace: constant(() => '00000000-0000-0000-0000-000000000000'),
  version: constant(
    () =>
      'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.140000 (local warehouse)',
  ),
  current_schemas(call) {
    const { searchPath } = call.writer.catalog.session;
    const all =
      call.call.args[0]?.kind === 'boolean' && call.call.args[0].value ? ['pg_catalog', ...searchPath] : searchPath;
    return written(`[${all.map(quoteText).join(', ')}]`, { name: 'array', element: { name: 'name' } });
  },
  // The session does what they say when they are the whole of a statement.
  pg_cancel_backend: (call) => written(`CASE WHEN ${call.as(0, integer)} IS NOT NULL THEN 1 END`, integer),
  pg_terminate_backend: (call) => written(`CASE WHEN ${call.as(0, integer)} IS NOT NULL THEN 1 END`, integer),
  pg_backend_pid: (call) => written(String(call.writer.catalog.session.pid), integer),
  current_setting(call) {
    const name = call.literal(0);
    if (name === undefined) throw call.unexpected();
    const value = call.writer.catalog.session.setting(name.toLowerCase());
    if (value === undefined) throw call.fail('42704', `unrecognized configuration parameter "${name}"`);
    return written(quoteText(value), varchar());
  },
  pg_get_userbyid: (call) =>
    written(`CASE WHEN ${call.as(0, oid)} IS NOT NULL THEN ${quoteText(call.writer.catalog.session.user)} END`, {
      name: 'name',
    }),
  obj_description: looked(
    'pg_description',
    (from, id) => `d.description FROM ${from} d WHERE d.objoid = ${id} AND d.objsubid = 0 LIMIT 1`,
  ),
  shobj_description: looked(
    'pg_description',
    (from, id) => `d.description FROM ${from} d WHERE d.objoid = ${id} AND d.objsubid = 0 LIMIT 1`,
  ),
  col_description: looked(
    'pg_description',
    (from, id, call) =>
      `d.description FROM ${from} d WHERE d.objoid = ${id} AND d.objsubid = ${call.as(1, integer)} LIMIT 1`,
  ),
  pg_get_viewdef: looked('pg_views', (from, id, call) => {
    const classes = call.writer.relation({ schema: 'pg_catalog', name: 'pg_class', at: call.at });
    return `v.definition FROM ${from} v WHERE v.viewname = (SELECT c.relname FROM ${classes?.sql ?? 'pg_class'} c WHERE c.oid = ${id} LIMIT 1) LIMIT 1`;
  }),
  pg_get_constraintdef: looked('pg_constraint', (from, id) => `c.consrc FROM ${from} c WHERE c.oid = ${id} LIMIT 1`),
  pg_get_indexdef: (call) => written(`CASE WHEN ${call.as(0, oid)} IS NULL THEN '' END`, varchar()),
  oidvectortypes: (call) => written(`CASE WHEN ${call.arg(0).sql} IS NULL THEN '' ELSE '' END`, varchar()),
  txid_current: (call) => written('txid_current()', call.count === 0 ? { name: 'bigint' } : boolean),
};

/** A type's name by its number, with its length or digits from the modifier. */
function formatCases(): string {
  const sized = "CASE WHEN modifier > 4 THEN '(' || (modifier - 4) || ')' ELSE '' END";
  const digits =
    "CASE WHEN modifier > 4 THEN '(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')' ELSE '' END";
  const ends: Readonly<Record<string, string>> = { character: sized, 'character varying': sized, varbyte: sized };
  return Object.entries(typeTable)
    .flatMap(([type, { oid: number, arrayOid, long }]) => {
      const name = quoteText(long ?? type);
      const end = type === 'numeric' ? digits : ends[type];
      return [
        `WHEN ${number} THEN ${name}${end ? ` || ${end}` : ''}`,
        ...(arrayOid ? [`WHEN ${arrayOid} THEN ${name} || '[]'`] : []),
      ];
    })
    .join(' ');
}

export const systemMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_format_type(id, modifier) AS CASE id
    ${formatCases()}
    WHEN NULL THEN NULL ELSE '???' END`,
  `CREATE OR REPLACE MACRO redshift_size_pretty(x) AS CASE WHEN abs(x) < 10240 THEN x || ' bytes'
    WHEN abs(x) < 10485760 THEN CAST(round(x / 1024) AS BIGINT) || ' kB'
    WHEN abs(x) < 10737418240 THEN CAST(round(x / 1048576) AS BIGINT) || ' MB'
    ELSE CAST(round(x / 1073741824) AS BIGINT) || ' GB' END`,
];
