/** All places with PostgreSQL, and how each is signed in to. */
import type { DBInstance } from '@aws-sdk/client-rds';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { allPages, joinedPages, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { DatabaseServer } from '../../platform/postgres/databaseServer.ts';
import { localInstanceLogin } from '../../platform/postgres/localLogin.ts';
import { openPostgres, type PostgresConnection } from '../../platform/postgres/openPostgres.ts';
import { describeInstance, instanceNode, isPostgres, listInstances } from './instances.ts';
import { type Place, placeAt, placeOf } from './place.ts';
import { declaredSource, declaredSources, sourceNode } from './sources.ts';

const pageSize = 100;
/** Every PostgreSQL server has it. */
const everyServersDatabase = 'postgres';

/** Sources of strata.yaml first, then instances. */
export async function listServers(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const sources = async (): Promise<Page<Node>> => {
    const all = (await declaredSources(ctx)).map(sourceNode);
    return pageOf(all.filter(({ label }) => label.startsWith(request.prefix ?? '')));
  };
  return await joinedPages([sources, (each, given) => listInstances(ctx, each, given)])(request, signal);
}

/** @throws AppError `not-found` */
export async function findServer(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node> {
  const { kind, name } = placeAt(address);
  return kind === 'source'
    ? sourceNode(await declaredSource(ctx, name))
    : instanceNode(await describeInstance(ctx, name, signal));
}

interface KnownServer {
  readonly server: DatabaseServer;
  /** The database that it was made with, or that its URL names. */
  readonly database: string;
}

/** @throws AppError `not-found`, `conflict` for an instance that is not up, `unsupported` for another engine */
export async function serverAt(ctx: Ctx, { kind, name }: Place, signal: AbortSignal): Promise<KnownServer> {
  if (kind === 'source') {
    const { host, port, user, sslMode, rootCertificate, database } = await declaredSource(ctx, name);
    const server = { title: name, host, port, user, sslMode, rootCertificate };
    return { server, database: database ?? everyServersDatabase };
  }
  return serverOfInstance(ctx, name, await describeInstance(ctx, name, signal));
}

function serverOfInstance(ctx: Ctx, name: string, instance: DBInstance): KnownServer {
  const { Endpoint: endpoint, DBInstanceStatus: status = '', MasterUsername: user, DBName } = instance;
  if (!isPostgres(instance)) throw new AppError('unsupported', t('{0} is no PostgreSQL.', name));
  const { Address: host, Port: port = 5432 } = endpoint ?? {};
  if (host === undefined || status !== 'available') {
    throw new AppError('conflict', t('{0} is {1}: nothing can be asked of it.', name, status), {
      hint: t('Start it first.'),
    });
  }
  const database = DBName ?? everyServersDatabase;
  if (ctx.connection.kind === 'aws') {
    return { server: { title: name, host, port, user, sslMode: 'verify-full' }, database };
  }
  const login = localInstanceLogin(ctx, host, port);
  return { server: { title: name, host, port, user, sslMode: 'disable', login }, database };
}

/**
 * Signs in to a database of a place.
 * @param database the place's own first one when it is not said
 */
export async function connectTo(
  ctx: Ctx,
  place: Place,
  database: string | undefined,
  signal: AbortSignal,
  application?: string,
): Promise<PostgresConnection> {
  const known = await serverAt(ctx, place, signal);
  return await openPostgres(ctx, known.server, database || known.database, signal, application);
}

/**
 * The place of a name, which may say its kind (`instance:oltp`); without a name the first source, else the first
 * instance that is up.
 * @throws AppError `not-found` or `invalid-input` saying what to do
 */
export async function usablePlace(ctx: Ctx, asked: string | undefined, signal: AbortSignal): Promise<Place> {
  const known = asked === undefined ? undefined : placeOf(asked);
  if (known) return known;
  const list = (request: PageRequest, given: AbortSignal) => listServers(ctx, request, given);
  for await (const node of allPages(list, { limit: pageSize }, signal)) {
    if (asked ? node.label === asked : node.expandable) return placeAt(node);
  }
  if (asked) {
    throw new AppError('not-found', t('There is no DB instance or source {0}.', asked), {
      hint: t('The group RDS and PostgreSQL of the Pipelines tree lists what there is.'),
    });
  }
  throw new AppError('invalid-input', t('There is no PostgreSQL here to ask.'), {
    hint: t(
      'Declare one in a template (AWS::RDS::DBInstance) and deploy it, or name its URL in strata.yaml (sources).',
    ),
  });
}
