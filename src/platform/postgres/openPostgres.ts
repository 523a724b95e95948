/** Connections to PostgreSQL, which every statement of ours goes through: the guard is here, as it is in AwsClients. */
import type { Client, ClientConfig } from 'pg';
import { AppError } from '../../core/appError.ts';
import { covers, type Effect } from '../../core/effect.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../ctx.ts';
import type { DatabaseLogin, DatabaseServer } from './databaseServer.ts';
import { connectError, refusesLogin, statementError } from './postgresErrors.ts';
import { effectOfPostgresSql } from './statementEffect.ts';
import { tlsOptions } from './trust.ts';

const connectTimeoutMs = 10_000;

/** Every value is the text that the server prints for it. */
const asText: NonNullable<ClientConfig['types']> = { getTypeParser: () => (text: unknown) => text };

export interface PostgresConnection extends AsyncDisposable {
  readonly client: Client;
  readonly server: DatabaseServer;
  readonly database: string;
  /** The server's process that serves it. */
  readonly pid: number;
  /** Such as `18.4`. */
  readonly version: string;
  /**
   * Rows of a query of ours, whose values are bound.
   * @throws AppError in the server's words; `cancelled` when the signal is aborted, which ends the query
   */
  rows(sql: string, values: readonly unknown[], signal: AbortSignal): Promise<readonly (readonly (string | null)[])[]>;
}

/**
 * Signs in to a database. Where the context only reads, the server is told to let nothing else through.
 * @param application by which the server's own views name it
 * @throws AppError `untrusted-workspace`, `access-denied`, `not-found`, or `failed` where the server cannot be reached or believed
 */
export async function openPostgres(
  ctx: Ctx,
  server: DatabaseServer,
  database: string,
  signal: AbortSignal,
  application = 'strata',
): Promise<PostgresConnection> {
  if (!ctx.workspace.trusted) {
    throw new AppError('untrusted-workspace', t('This workspace is not trusted, so nothing is connected to.'), {
      hint: t('Trust the workspace first: Workspaces: Manage Workspace Trust.'),
    });
  }
  const login = await loginFor(ctx, server, database, signal);
  try {
    return await connect(ctx, server, database, login, application, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (refusesLogin(error) && !server.login) await ctx.logins?.forget(server);
    throw connectError(error, server, database);
  }
}

async function loginFor(
  ctx: Ctx,
  server: DatabaseServer,
  database: string,
  signal: AbortSignal,
): Promise<DatabaseLogin> {
  const login = server.login ?? (await ctx.logins?.find(server, database, signal));
  if (login) return login;
  const hint = ctx.logins?.hint;
  throw new AppError('access-denied', t('There is no user and password for {0}.', server.title), {
    ...(hint === undefined ? {} : { hint }),
  });
}

async function connect(
  ctx: Ctx,
  server: DatabaseServer,
  database: string,
  login: DatabaseLogin,
  application: string,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const { Client } = (await import('pg')).default;
  const client = new Client({
    host: server.host,
    port: server.port,
    user: login.user,
    password: login.password,
    database,
    ssl: await tlsOptions(server),
    application_name: application,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: asText,
  });
  // A server that goes away while nobody asks it must not end this process; the next question is told.
  client.on('error', (error) => ctx.log.debug(`a connection to ${server.title} ended: ${error.message}`));
  const end = () => void client.end().catch(() => {});
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    const held = ctx.granted === 'read' ? 'on' : 'default';
    await client.query(
      `SET datestyle TO ISO; SET intervalstyle TO postgres; SET default_transaction_read_only TO ${held}`,
    );
    const asked = 'SELECT pg_backend_pid(), current_setting($1)';
    const { rows } = await client.query<[string, string]>({
      text: asked,
      values: ['server_version'],
      rowMode: 'array',
    });
    const [pid = '0', version = ''] = rows[0] ?? [];
    signal.throwIfAborted();
    return {
      client,
      server,
      database,
      pid: Number(pid),
      version: version.split(' ')[0] ?? '',
      rows: (sql, values, given) => rowsOf(client, sql, values, given),
      async [Symbol.asyncDispose]() {
        await client.end().catch(() => {});
      },
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

async function rowsOf(
  client: Client,
  text: string,
  values: readonly unknown[],
  signal: AbortSignal,
): Promise<readonly (readonly (string | null)[])[]> {
  const end = () => void client.end().catch(() => {});
  signal.throwIfAborted();
  signal.addEventListener('abort', end, { once: true });
  try {
    const { rows } = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array' });
    return rows;
  } catch (error) {
    signal.throwIfAborted();
    throw statementError(error, text);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/**
 * What a statement of the user's does, if the context may do it.
 * @throws AppError `read-only` for one that does more than was granted
 */
export function checkStatement(ctx: Ctx, sql: string): Effect {
  const needed = effectOfPostgresSql(sql);
  const { connection } = ctx;
  if (needed !== 'read' && connection.kind === 'aws' && connection.access === 'read-only') {
    throw new AppError(
      'read-only',
      t('The connection {0} is read-only; the statement was not sent.', connection.label),
      {
        hint: t('Allow changes for this connection first: Strata: Allow Changes on Connection.'),
      },
    );
  }
  if (!covers(ctx.granted, needed)) {
    throw new AppError('read-only', t('The statement changes things, and was not allowed to here.'), {
      hint: t('Only an action that says that it changes things may call it.'),
    });
  }
  return needed;
}
