/** Databases, schemas, relations and columns, read from PostgreSQL's catalog a page at a time. */
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress, NodeKind } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { placeAt, placeText } from './place.ts';
import { shortTypeName } from './resultTypes.ts';
import { connectTo } from './servers.ts';

type Row = readonly (string | null)[];

interface Listing {
  /** `$1` the prefix, `$2` the last name of the page before, `$3` how many; further values from `$4`. */
  readonly sql: string;
  readonly values?: readonly string[];
  readonly database?: string | undefined;
  readonly toNode: (row: Row) => Node;
  /** What the next page begins behind; the first value where it does not say. */
  readonly keyOf?: (row: Row) => string;
}

/** Names are ordered by their bytes, so that a page begins where the one before ended, whatever the locale. */
async function listed(
  ctx: Ctx,
  parent: NodeAddress,
  { sql, values = [], database, toNode, keyOf = ([name]) => name ?? '' }: Listing,
  { limit, token = '', prefix = '' }: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  await using connection = await connectTo(ctx, placeAt(parent), database, signal);
  const rows = await connection.rows(sql, [prefix, token, limit + 1, ...values], signal);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return pageOf(shown.map(toNode), rows.length > limit && last ? keyOf(last) : undefined);
}

export async function listDatabases(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const place = placeText(placeAt(parent));
  const sql = `SELECT datname, has_database_privilege(oid, 'CONNECT')
    FROM pg_database
    WHERE datallowconn AND NOT datistemplate AND datname <> 'rdsadmin' AND starts_with(datname, $1) AND datname COLLATE "C" > $2
    ORDER BY datname COLLATE "C" LIMIT $3`;
  const toNode = ([name, open]: Row): Node => ({
    kind: 'rds.database',
    path: [place, name ?? ''],
    label: name ?? '',
    ...(open === 't' ? {} : { description: t('not open to this user') }),
    icon: 'database',
    expandable: open === 't',
  });
  return await listed(ctx, parent, { sql, toNode }, request, signal);
}

export async function listSchemas(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [place = '', database = ''] = parent.path;
  // What every database has of its own is read by its name, in a query.
  const sql = `SELECT nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND has_schema_privilege(oid, 'USAGE')
      AND starts_with(nspname, $1) AND nspname COLLATE "C" > $2
    ORDER BY nspname COLLATE "C" LIMIT $3`;
  const toNode = ([name]: Row): Node => ({
    kind: 'rds.schema',
    path: [place, database, name ?? ''],
    label: name ?? '',
    icon: 'symbol-namespace',
    expandable: true,
  });
  return await listed(ctx, parent, { sql, database, toNode }, request, signal);
}

/** https://www.postgresql.org/docs/current/catalog-pg-class.html */
const relationKinds: Readonly<Record<string, { readonly kind: NodeKind; readonly icon: string }>> = {
  r: { kind: 'rds.table', icon: 'table' },
  p: { kind: 'rds.table', icon: 'table' },
  v: { kind: 'rds.view', icon: 'eye' },
  m: { kind: 'rds.materialized-view', icon: 'layers' },
  f: { kind: 'rds.foreign-table', icon: 'cloud' },
};

function descriptionOf(relkind: string, rows: string): string {
  if (relkind === 'v') return t('view');
  if (relkind === 'f') return t('foreign table');
  const what = relkind === 'm' ? t('materialized view') : relkind === 'p' ? t('partitioned') : '';
  // PostgreSQL keeps an estimate, which is -1 until somebody has counted.
  const counted = Number(rows) < 0 ? '' : t('about {0} rows', formatNumber(Number(rows)));
  return [what, counted].filter(Boolean).join(' · ');
}

/** Partitions are left out: their table holds them. */
export async function listRelations(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [place = '', database = '', schema = ''] = parent.path;
  const sql = `SELECT c.relname, c.relkind, c.reltuples::bigint, obj_description(c.oid, 'pg_class')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $4 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      AND starts_with(c.relname, $1) AND c.relname COLLATE "C" > $2
    ORDER BY c.relname COLLATE "C" LIMIT $3`;
  const toNode = ([name, relkind, rows, comment]: Row): Node => ({
    ...(relationKinds[relkind ?? 'r'] ?? { kind: 'rds.table', icon: 'table' }),
    path: [place, database, schema, name ?? ''],
    label: name ?? '',
    description: descriptionOf(relkind ?? 'r', rows ?? '-1'),
    ...(comment ? { tooltip: comment } : {}),
    expandable: true,
  });
  return await listed(ctx, parent, { sql, values: [schema], database, toNode }, request, signal);
}

/** In their own order, the keys of the table marked. */
export async function listColumns(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [place = '', database = '', schema = '', relation = ''] = parent.path;
  const sql = `SELECT a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
      EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
      col_description(c.oid, a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE n.nspname = $4 AND c.relname = $5 AND a.attnum > 0 AND NOT a.attisdropped
      AND starts_with(a.attname, $1) AND a.attnum > coalesce(nullif($2, '')::int, 0)
    ORDER BY a.attnum LIMIT $3`;
  const toNode = ([name, , type, notNull, initial, isKey, comment]: Row): Node => ({
    kind: 'rds.column',
    path: [place, database, schema, relation, name ?? ''],
    label: name ?? '',
    description: [shortTypeName(type ?? ''), notNull === 't' ? 'not null' : ''].filter(Boolean).join(' '),
    tooltip: [
      `${name} ${type}`,
      isKey === 't' ? t('Primary key') : '',
      initial ? t('Default: {0}', initial) : '',
      comment ?? '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: isKey === 't' ? 'key' : 'symbol-field',
    expandable: false,
  });
  const keyOf = ([, number]: Row) => number ?? '';
  return await listed(ctx, parent, { sql, values: [schema, relation], database, toNode, keyOf }, request, signal);
}
