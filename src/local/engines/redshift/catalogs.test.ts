import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

/** What tools ask the catalogs, in the shapes that they ask in. */
const cases: readonly (readonly [what: string, sql: string, rows: unknown[][]])[] = [
  [
    'tables, as psql lists them',
    `SELECT n.nspname as "Schema", c.relname as "Name",
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'i' THEN 'index' END as "Type",
       pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
     FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r','v','m','S','f','') AND n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast'
       AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2;`,
    [
      ['public', 'sales', 'table', 'admin'],
      ['public', 'sales_v', 'view', 'admin'],
    ],
  ],
  [
    'one table, by a pattern with an operator of a schema',
    `SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c
       LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname OPERATOR(pg_catalog.~) '^(sales)$' COLLATE pg_catalog.default
       AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 2, 3`,
    [['101', 'public', 'sales']],
  ],
  [
    'columns with their types and defaults',
    `SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       (SELECT substring(pg_catalog.pg_get_expr(d.adbin, d.adrelid) for 128) FROM pg_catalog.pg_attrdef d
        WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef), a.attnotnull
     FROM pg_catalog.pg_attribute a WHERE a.attrelid = '101' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;`,
    [
      ['id', 'integer', null, true],
      ['price', 'numeric(8,2)', '0', false],
      ['name', 'character varying(20)', null, false],
    ],
  ],
  ["a table's number by its name", "SELECT 'public.sales'::regclass::oid, 'sales_v'::regclass = 102", [['101', true]]],
  [
    "a table's name by its number",
    "SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = 'sales'::regclass",
    [['sales']],
  ],
  ['an array of PostgreSQL', "SELECT relname FROM pg_class WHERE relkind = ANY('{r,x}'::char[])", [['sales']]],
  ['an array that is written out', "SELECT relname FROM pg_class WHERE relkind = ANY(ARRAY['v', 'm'])", [['sales_v']]],
  [
    'an array of a query',
    "SELECT array_to_string(ARRAY(SELECT relname FROM pg_class ORDER BY 1), ',')",
    [['sales,sales_v']],
  ],
  ['a comment', "SELECT obj_description('sales'::regclass), col_description(101, 2)", [['All sales', 'in euros']]],
  [
    "relations, as dbt's adapter lists them",
    `select table_catalog as database, table_name as name, table_schema as schema, 'table' as type
     from information_schema.tables where table_schema ilike 'public' and table_type = 'BASE TABLE'
     union all
     select table_catalog as database, table_name as name, table_schema as schema,
       case when view_definition ilike '%create materialized view%' then 'materialized_view' else 'view' end as type
     from information_schema.views where table_schema ilike 'public'`,
    [
      ['dev', 'sales', 'public', 'table'],
      ['dev', 'sales_v', 'public', 'view'],
    ],
  ],
  [
    'columns, as a driver asks for them',
    `SELECT * FROM (SELECT current_database() AS TABLE_CAT, n.nspname AS TABLE_SCHEM, c.relname AS TABLE_NAME, a.attname AS COLUMN_NAME,
       CAST(CASE a.atttypid WHEN 23 THEN 4 WHEN 1043 THEN 12 ELSE 2 END AS SMALLINT) AS DATA_TYPE,
       CASE WHEN a.attnotnull THEN 0 ELSE 1 END AS NULLABLE, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS attnum
     FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON (c.relnamespace = n.oid)
     JOIN pg_catalog.pg_attribute a ON (a.attrelid = c.oid) WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname LIKE 'public') c
     WHERE true AND TABLE_NAME LIKE 'sal%' ORDER BY TABLE_SCHEM, c.TABLE_NAME, attnum LIMIT 1`,
    [['dev', 'public', 'sales', 'id', 4, 0, '1']],
  ],
  [
    'late-binding columns',
    'SELECT col_name, col_type FROM pg_get_late_binding_view_cols() cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)',
    [['id', 'integer']],
  ],
  [
    'the session',
    "SELECT current_schema(), current_database(), current_user, current_setting('search_path'), current_schemas(true)",
    [['public', 'dev', 'admin', '"$user", public', ['pg_catalog', 'public']]],
  ],
  ['the version', "SELECT version() LIKE 'PostgreSQL 8.0.2%Redshift%'", [[true]]],
];

describe('queries of the catalogs', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    const catalog = (name: string, columns: readonly string[], ...rows: string[]): Promise<void> =>
      engine.table(`pg_catalog.${name}`, columns, ...rows);
    await engine.table('sales', ['id int']);
    await engine.table('sales_v', ['id int']);
    await catalog('pg_namespace', ['oid oid', 'nspname name'], "(1, 'public')");
    await catalog(
      'pg_class',
      ['oid oid', 'relname name', 'relnamespace oid', 'relkind "char"', 'relowner int'],
      "(101, 'sales', 1, 'r', 100)",
      "(102, 'sales_v', 1, 'v', 100)",
    );
    await catalog(
      'pg_attribute',
      [
        'attrelid oid',
        'attname name',
        'atttypid oid',
        'atttypmod int',
        'attnum smallint',
        'atthasdef boolean',
        'attnotnull boolean',
        'attisdropped boolean',
      ],
      "(101, 'id', 23, -1, 1, false, true, false)",
      "(101, 'price', 1700, 524294, 2, true, false, false)",
      "(101, 'name', 1043, 24, 3, false, false, false)",
    );
    await catalog('pg_attrdef', ['adrelid oid', 'adnum smallint', 'adbin text'], "(101, 2, '0')");
    await catalog(
      'pg_description',
      ['objoid oid', 'objsubid int', 'description text'],
      "(101, 0, 'All sales')",
      "(101, 2, 'in euros')",
    );
    await catalog(
      'pg_get_late_binding_view_cols',
      ['view_schema name', 'view_name name', 'col_name name', 'col_type text', 'col_num int'],
      "('public', 'sales_v', 'id', 'integer', 1)",
    );
    await engine.table(
      'information_schema.tables',
      ['table_catalog text', 'table_schema text', 'table_name text', 'table_type text'],
      "('dev', 'public', 'sales', 'BASE TABLE')",
    );
    await engine.table(
      'information_schema.views',
      ['table_catalog text', 'table_schema text', 'table_name text', 'view_definition text'],
      "('dev', 'public', 'sales_v', 'SELECT 1')",
    );
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each(cases)('%s', async (_, sql, rows) => {
    expect(await engine.rows(sql)).toEqual(rows);
  });
});
