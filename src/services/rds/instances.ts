/** DB instances: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DBInstance,
  DescribeDBInstancesCommand,
  RDSClient,
  RebootDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** RDS gives 20 to 100 on a page. */
const pageLimits = { least: 20, most: 100 };
/** An instance of RDS takes minutes to come up. */
const settleMs = { pause: { local: 300, aws: 5000 }, most: 15 * 60_000 };

const movingStatus =
  /^(creating|starting|stopping|rebooting|modifying|deleting|backing-up|configuring-.*|upgrading|renaming)$/;
const failedStatus = /^(failed|incompatible-.*|storage-full|inaccessible-encryption-credentials.*|restore-error)$/;

/** A page of instances. The list knows no prefix, so that each page is narrowed here. */
export async function listInstances(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const rds = await ctx.aws.client(RDSClient);
  const command = new DescribeDBInstancesCommand({
    MaxRecords: Math.max(pageLimits.least, Math.min(request.limit, pageLimits.most)),
    ...(request.token ? { Marker: request.token } : {}),
  });
  const { DBInstances = [], Marker } = await rds.send(command, { abortSignal: signal });
  const wanted = DBInstances.filter(({ DBInstanceIdentifier: id = '' }) => id.startsWith(request.prefix ?? ''));
  return pageOf(wanted.map(instanceNode), Marker);
}

/** @throws AppError `not-found` */
export async function describeInstance(ctx: Ctx, id: string, signal: AbortSignal): Promise<DBInstance> {
  const rds = await ctx.aws.client(RDSClient);
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
  const { DBInstances } = await rds.send(command, { abortSignal: signal });
  const [found] = DBInstances ?? [];
  if (!found) throw new AppError('not-found', t('There is no DB instance {0}.', id));
  return found;
}

export function instanceNode(instance: DBInstance): Node {
  const {
    DBInstanceIdentifier: id = '',
    DBInstanceStatus: status = '',
    DBInstanceClass: size = '',
    Engine: engine = '',
    EngineVersion: version = '',
    DBInstanceArn: arn,
    DBName: database,
  } = instance;
  const endpoint = endpointOf(instance);
  const moving = movingStatus.test(status);
  return {
    kind: 'rds.instance',
    path: [id],
    label: id,
    description: [status === 'available' ? '' : status, `${engineName(engine)} ${version}`.trim(), size]
      .filter(Boolean)
      .join(' · '),
    tooltip: [
      t('DB instance, {0}', status),
      `${engineName(engine)} ${version}`.trim(),
      endpoint ?? '',
      database ? t('Database: {0}', database) : '',
      isPostgres(instance) ? '' : t('Strata looks into PostgreSQL only.'),
    ]
      .filter(Boolean)
      .join('\n'),
    icon: moving ? 'sync~spin' : 'database',
    ...colourOf(status, moving),
    expandable: status === 'available' && isPostgres(instance),
    traits: [status, ...(isPostgres(instance) ? ['postgres'] : []), ...(endpoint ? ['reachable'] : [])].filter(Boolean),
    ...(arn === undefined ? {} : { arn }),
  };
}

function colourOf(status: string, moving: boolean): { readonly iconColor?: string } {
  if (failedStatus.test(status)) return { iconColor: 'charts.red' };
  if (moving) return { iconColor: 'charts.blue' };
  return status === 'available' ? { iconColor: 'charts.green' } : { iconColor: 'disabledForeground' };
}

const engineNames: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  'aurora-mysql': 'Aurora MySQL',
};

const engineName = (engine: string) => engineNames[engine] ?? engine;

export function isPostgres({ Engine: engine = '' }: DBInstance): boolean {
  return engine === 'postgres' || engine === 'aurora-postgresql';
}

/** `host:port`; undefined until it has one. */
export function endpointOf({ Endpoint }: DBInstance): string | undefined {
  return Endpoint?.Address ? `${Endpoint.Address}:${Endpoint.Port ?? 5432}` : undefined;
}

/** The instance once it is neither coming nor going, for a row that shows it so. */
export async function settledInstance(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  let now = node;
  const until = Date.now() + settleMs.most;
  while (isMoving(now) && Date.now() < until) {
    await sleep(settleMs.pause[ctx.connection.kind], undefined, { signal });
    now = instanceNode(await describeInstance(ctx, node.path[0] ?? '', signal));
  }
  return now;
}

const isMoving = ({ traits = [] }: Node) => traits.some((each) => movingStatus.test(each));

export async function startInstance(ctx: Ctx, id: string, signal: AbortSignal): Promise<void> {
  const rds = await ctx.aws.client(RDSClient);
  await rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: id }), { abortSignal: signal });
}

export async function stopInstance(ctx: Ctx, id: string, signal: AbortSignal): Promise<void> {
  const rds = await ctx.aws.client(RDSClient);
  await rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: id }), { abortSignal: signal });
}

export async function rebootInstance(ctx: Ctx, id: string, signal: AbortSignal): Promise<void> {
  const rds = await ctx.aws.client(RDSClient);
  await rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: id }), { abortSignal: signal });
}
