/** The catalog: https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html. */
import {
  type Database,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  type Partition,
  type Table,
} from '@aws-sdk/client-glue';
import { AppError } from '../../core/appError.ts';
import { formatAge, formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { folderOfKey, parseS3Uri } from '../../core/s3Uri.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** Glue's own most on a page of databases and tables. */
const maxPage = 100;

/** A page of databases. Glue knows no prefix for them, so each page is narrowed here and may come out empty. */
export async function listDatabases(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(
    new GetDatabasesCommand({
      MaxResults: Math.min(request.limit, maxPage),
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const prefix = request.prefix?.toLowerCase() ?? '';
  const databases = (page.DatabaseList ?? []).filter((each) => each.Name?.startsWith(prefix));
  return mapPage(pageOf(databases, page.NextToken), databaseNode);
}

function databaseNode(database: Database): Node {
  return {
    kind: 'glue-catalog.database',
    path: [database.Name ?? ''],
    label: database.Name ?? '',
    icon: 'database',
    expandable: true,
    ...(database.Description ? { description: database.Description } : {}),
    ...(database.LocationUri ? { uri: database.LocationUri } : {}),
  };
}

/** @throws AppError `not-found` when there is no such database */
export async function findDatabase(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node> {
  const glue = await ctx.aws.client(GlueClient);
  const { Database } = await glue.send(new GetDatabaseCommand({ Name: address.path[0] }), { abortSignal: signal });
  if (!Database) throw new AppError('not-found', t('There is no database {0}.', address.path[0] ?? ''));
  return databaseNode(Database);
}

/** A prefix is asked of Glue itself, as its expression; Glue folds all names to lower case. */
export async function listTables(
  ctx: Ctx,
  database: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(
    new GetTablesCommand({
      DatabaseName: database,
      MaxResults: Math.min(request.limit, maxPage),
      ...(request.token ? { NextToken: request.token } : {}),
      ...(request.prefix ? { Expression: `${escapeRegExp(request.prefix.toLowerCase())}.*` } : {}),
    }),
    { abortSignal: signal },
  );
  return mapPage(pageOf(page.TableList ?? [], page.NextToken), tableNode);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function tableNode(table: Table): Node {
  const isView = table.TableType === 'VIRTUAL_VIEW';
  const format = table.Parameters?.classification;
  const rows = table.Parameters?.recordCount;
  const updated = table.UpdateTime ?? table.CreateTime;
  return {
    kind: isView ? 'glue-catalog.view' : 'glue-catalog.table',
    path: [table.DatabaseName ?? '', table.Name ?? ''],
    label: table.Name ?? '',
    description: isView ? t('view') : [format, rowsText(rows)].filter(Boolean).join(', '),
    tooltip: [
      table.Description,
      table.StorageDescriptor?.Location,
      updated ? t('Changed {0}', formatAge(updated.getTime(), Date.now())) : '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: isView ? 'eye' : 'table',
    expandable: true,
    ...(table.StorageDescriptor?.Location ? { uri: table.StorageDescriptor.Location } : {}),
  };
}

/** Glue's crawlers estimate the count. */
function rowsText(recordCount: string | undefined): string {
  if (!recordCount) return '';
  return recordCount === '1' ? t('about 1 row') : t('about {0} rows', formatNumber(Number(recordCount)));
}

/** @throws AppError `not-found` naming the table */
export async function describeTable(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Table> {
  const glue = await ctx.aws.client(GlueClient);
  const [DatabaseName, Name] = address.path;
  const missing = (cause?: unknown) =>
    new AppError('not-found', t('There is no table {0}.', address.path.join('.')), { cause });
  try {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }), { abortSignal: signal });
    if (Table) return Table;
  } catch (error) {
    // Glue says "Entity Not Found" and no more.
    throw error instanceof AppError && error.code === 'not-found' ? missing(error) : error;
  }
  throw missing();
}

/** A table or view with its ARN. @throws AppError `not-found` when there is none */
export async function findTable(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node> {
  const [table, account] = await Promise.all([describeTable(ctx, address, signal), accountOf(ctx, signal)]);
  return {
    ...tableNode(table),
    arn: `arn:aws:glue:${ctx.connection.region}:${account}:table/${address.path.join('/')}`,
  };
}

/** Takes a table or view out of the catalog; its data stays in S3. */
export async function deleteTable(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<void> {
  const glue = await ctx.aws.client(GlueClient);
  const [DatabaseName, Name] = address.path;
  await glue.send(new DeleteTableCommand({ DatabaseName, Name }), { abortSignal: signal });
}

/** What a table opens to: its columns, its partitions and where its data lies. */
export async function tableParts(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Page<Node>> {
  const table = await describeTable(ctx, address, signal);
  const keys = table.PartitionKeys ?? [];
  const column = (name: string, type: string, comment: string | undefined, isKey: boolean): Node => ({
    kind: 'glue-catalog.column',
    path: [...address.path, name],
    label: name,
    description: isKey ? `${type} · ${t('partition')}` : type,
    icon: isKey ? 'key' : 'symbol-field',
    expandable: false,
    ...(comment ? { tooltip: comment } : {}),
  });
  const columns = (table.StorageDescriptor?.Columns ?? []).map((each) =>
    column(each.Name ?? '', each.Type ?? '', each.Comment, false),
  );
  const keyColumns = keys.map((each) => column(each.Name ?? '', each.Type ?? '', each.Comment, true));
  const partitions: Node[] =
    keys.length === 0
      ? []
      : [
          {
            kind: 'glue-catalog.partitions',
            path: address.path,
            label: t('Partitions'),
            description: keys.map((key) => key.Name).join(', '),
            icon: 'list-tree',
            expandable: true,
          },
        ];
  return { items: [...columns, ...keyColumns, ...partitions, ...locationNode(table.StorageDescriptor?.Location)] };
}

/** The S3 folder of a table or partition, as the S3 service knows it. */
function locationNode(location: string | undefined): Node[] {
  const place = location === undefined ? undefined : parseS3Uri(location);
  if (!place) return [];
  const prefix = folderOfKey(place.key);
  return [
    {
      kind: 's3.prefix',
      path: [place.bucket, prefix],
      label: t('Location'),
      description: location ?? '',
      icon: 'folder',
      expandable: true,
      uri: location ?? '',
    },
  ];
}

/** A page of partitions as the S3 folders that they are, each named `key=value/…`. */
export async function listPartitions(
  ctx: Ctx,
  address: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const glue = await ctx.aws.client(GlueClient);
  const [DatabaseName, TableName] = address.path;
  const keys = (await describeTable(ctx, address, signal)).PartitionKeys ?? [];
  const page = await glue.send(
    new GetPartitionsCommand({
      DatabaseName,
      TableName,
      MaxResults: Math.min(request.limit, 1000),
      ExcludeColumnSchema: true,
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const named = (partition: Partition) =>
    (partition.Values ?? []).map((value, i) => `${keys[i]?.Name ?? i}=${value}`).join('/');
  const partitions = (page.Partitions ?? []).filter((each) => named(each).startsWith(request.prefix ?? ''));
  return pageOf(
    partitions.flatMap((partition) =>
      locationNode(partition.StorageDescriptor?.Location).map((node) => ({ ...node, label: named(partition) })),
    ),
    page.NextToken,
  );
}
