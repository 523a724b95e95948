/** Databases, schemas, relations and columns, as the Data API lists them. */
import {
  type ColumnMetadata,
  DescribeTableCommand,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListTablesCommand,
  RedshiftDataClient,
  type TableMember,
} from '@aws-sdk/client-redshift-data';
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress, NodeKind } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type MaterializedView, materializedViews } from './materializedViews.ts';
import { placeOf, requestOf, type Warehouse } from './place.ts';
import { typeOf } from './statementResult.ts';
import { firstDatabase, warehouseAt } from './warehouses.ts';

const maxPage = 1000;

const paged = ({ limit, token }: PageRequest) => ({
  MaxResults: Math.min(limit, maxPage),
  ...(token ? { NextToken: token } : {}),
});

/** A text as a pattern that matches what begins so. */
function beginning(prefix: string): string {
  return `${exactly(prefix)}%`;
}

/** A text as a pattern that matches it alone. */
function exactly(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

export async function listDatabases(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const warehouse = warehouseAt(parent);
  const data = await ctx.aws.client(RedshiftDataClient);
  const database = await firstDatabase(ctx, warehouse, signal);
  const command = new ListDatabasesCommand({ ...requestOf({ warehouse, database }), ...paged(request) });
  const page = await data.send(command, { abortSignal: signal });
  const names = (page.Databases ?? []).filter((name) => name.startsWith(request.prefix ?? ''));
  return pageOf(
    names.map((name): Node => {
      const path = [placeOf(warehouse), name];
      return { kind: 'redshift.database', path, label: name, icon: 'database', expandable: true };
    }),
    page.NextToken,
  );
}

export async function listSchemas(
  ctx: Ctx,
  { path: [place = '', database = ''] }: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const connection = { warehouse: warehouseAt({ kind: 'redshift.database', path: [place] }), database };
  const data = await ctx.aws.client(RedshiftDataClient);
  const command = new ListSchemasCommand({
    ...requestOf(connection),
    ...paged(request),
    ...(request.prefix ? { SchemaPattern: beginning(request.prefix) } : {}),
  });
  const page = await data.send(command, { abortSignal: signal });
  return pageOf(
    (page.Schemas ?? []).filter(isOfUsers).map(
      (name): Node => ({
        kind: 'redshift.schema',
        path: [place, database, name],
        label: name,
        icon: 'symbol-namespace',
        expandable: true,
      }),
    ),
    page.NextToken,
  );
}

/** What every database has of its own is left out: it is read by its name, in a query. */
function isOfUsers(schema: string): boolean {
  return !/^(pg_.*|information_schema|catalog_history)$/.test(schema);
}

/** Tables and views of a schema; materialized views with their age and whether they are stale. */
export async function listRelations(
  ctx: Ctx,
  { path }: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [place = '', database = '', schema = ''] = path;
  const connection = { warehouse: warehouseAt({ kind: 'redshift.schema', path: [place] }), database };
  const data = await ctx.aws.client(RedshiftDataClient);
  const command = new ListTablesCommand({
    ...requestOf(connection),
    ...paged(request),
    SchemaPattern: exactly(schema),
    ...(request.prefix ? { TablePattern: beginning(request.prefix) } : {}),
  });
  const [page, views] = await Promise.all([
    data.send(command, { abortSignal: signal }),
    materializedViews(ctx, connection, schema, signal),
  ]);
  const inner = new Set([...views.keys()].map((name) => `mv_tbl__${name}__0`));
  const tables = (page.Tables ?? []).filter(({ name = '' }) => !inner.has(name));
  return pageOf(
    tables.map((table) => relationNode([place, database, schema, table.name ?? ''], table, views)),
    page.NextToken,
  );
}

function relationNode(path: readonly string[], table: TableMember, views: ReadonlyMap<string, MaterializedView>): Node {
  const label = table.name ?? '';
  const view = views.get(label);
  if (view) return materializedNode(path, label, view);
  const kind = kindOf(table.type ?? '');
  return {
    kind,
    path,
    label,
    description: kind === 'redshift.table' ? '' : (table.type ?? '').toLowerCase(),
    icon: kind === 'redshift.view' ? 'eye' : kind === 'redshift.external-table' ? 'cloud' : 'table',
    expandable: true,
  };
}

function kindOf(type: string): NodeKind {
  if (/external/i.test(type)) return 'redshift.external-table';
  return /view/i.test(type) ? 'redshift.view' : 'redshift.table';
}

function materializedNode(path: readonly string[], label: string, view: MaterializedView): Node {
  const age = view.refreshed === undefined ? undefined : formatAge(view.refreshed, Date.now());
  return {
    kind: 'redshift.materialized-view',
    path,
    label,
    description: [view.stale ? t('stale') : t('fresh'), age === undefined ? '' : t('refreshed {0}', age)]
      .filter(Boolean)
      .join(' · '),
    tooltip: [
      t('Materialized view'),
      view.stale ? t('Its tables have changed since it was refreshed.') : t('It shows what its tables hold.'),
      age === undefined ? '' : t('Last refreshed {0}', age),
      view.autoRefresh ? t('Redshift refreshes it by itself.') : '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: 'layers',
    ...(view.stale ? { iconColor: 'charts.yellow' } : {}),
    expandable: true,
    traits: [view.stale ? 'stale' : 'fresh'],
  };
}

export async function listColumns(
  ctx: Ctx,
  { path }: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [place = '', database = '', schema = '', name = ''] = path;
  const data = await ctx.aws.client(RedshiftDataClient);
  const connection = { warehouse: warehouseAt({ kind: 'redshift.table', path: [place] }), database };
  const command = new DescribeTableCommand({
    ...requestOf(connection),
    ...paged(request),
    Schema: schema,
    Table: name,
  });
  const page = await data.send(command, { abortSignal: signal });
  const columns = (page.ColumnList ?? []).filter((column) => column.name?.startsWith(request.prefix ?? ''));
  return pageOf(
    columns.map((column) => columnNode(path, column)),
    page.NextToken,
  );
}

function columnNode(path: readonly string[], column: ColumnMetadata): Node {
  const { name = '', nullable, columnDefault } = column;
  const type = typeOf(column);
  return {
    kind: 'redshift.column',
    path: [...path, name],
    label: name,
    description: nullable === 0 ? `${type} not null` : type,
    tooltip: [`${name} ${type}`, columnDefault ? t('Default: {0}', columnDefault) : ''].filter(Boolean).join('\n'),
    icon: 'symbol-field',
    expandable: false,
  };
}

/** The warehouse and database that a node below one is in. */
export function connectionAt({ kind, path }: NodeAddress): { warehouse: Warehouse; database: string } {
  return { warehouse: warehouseAt({ kind, path }), database: path[1] ?? 'dev' };
}
