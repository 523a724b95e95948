/** Connections to a PostgreSQL source. */
import { Client, type ClientConfig } from 'pg';
import type { SourceLogin } from '../endpoints/sourceSettings.ts';

const connectMs = 15_000;

function configOf(settings: SourceLogin, encrypted: boolean): ClientConfig {
  return {
    host: settings.ServerName,
    port: settings.Port,
    user: settings.Username,
    password: settings.Password,
    database: settings.DatabaseName,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    // Encrypted, and the certificate not checked: what `require` means to libpq and to DMS.
    ...(encrypted ? { ssl: { rejectUnauthorized: false } } : {}),
  };
}

/** What every session sets, so that values read the same whatever the server's and the role's settings are. */
const sessionSettings = [
  "SET TIME ZONE 'UTC'",
  "SET datestyle = 'ISO, YMD'",
  "SET intervalstyle = 'postgres'",
  'SET extra_float_digits = 3',
  "SET bytea_output = 'hex'",
  'SET statement_timeout = 0',
  'SET idle_in_transaction_session_timeout = 0',
];

/**
 * An open session; whoever opens it ends it.
 * @throws Error the driver's own
 */
export async function openSource(settings: SourceLogin, signal: AbortSignal): Promise<Client> {
  return await connected({ application_name: 'AWS DMS' }, settings, signal);
}

/**
 * A session that speaks the replication protocol.
 * https://www.postgresql.org/docs/current/protocol-replication.html
 * @throws Error the driver's own
 */
export async function openReplication(settings: SourceLogin, signal: AbortSignal): Promise<Client> {
  // The driver passes the parameter on, though its types do not know it.
  return await connected({ application_name: 'AWS DMS', replication: 'database' }, settings, signal);
}

interface SessionConfig {
  readonly application_name: string;
  readonly replication?: 'database';
}

/**
 * The servers of the local endpoint's RDS have no TLS, and what never leaves this machine needs none: templates ask for it
 * all the same, as RDS itself takes nobody without.
 */
async function connected(session: SessionConfig, settings: SourceLogin, signal: AbortSignal): Promise<Client> {
  const attempt = (encrypted: boolean) =>
    opened(new Client({ ...configOf(settings, encrypted), ...session }), settings, signal);
  if (settings.SslMode !== 'require') return await attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    const hasNone = error instanceof Error && error.message === 'The server does not support SSL connections';
    if (!hasNone || !thisMachine.has(settings.ServerName)) throw error;
    return await attempt(false);
  }
}

const thisMachine: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

async function opened(client: Client, settings: SourceLogin, signal: AbortSignal): Promise<Client> {
  signal.throwIfAborted();
  // A lost connection also fails the query at work; without a listener the event would end the process.
  client.on('error', () => {});
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    for (const sql of sessionSettings) await client.query(sql);
    if (settings.AfterConnectScript) await client.query(settings.AfterConnectScript);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** @throws Error the driver's own */
export async function withSource<T>(
  settings: SourceLogin,
  run: (client: Client) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const client = await openSource(settings, signal);
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The schemas that hold data of users, by name. */
export async function schemasOf(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ nspname: string }>(
    String.raw`SELECT nspname FROM pg_catalog.pg_namespace
       WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' ORDER BY nspname`,
  );
  return rows.map(({ nspname }) => nspname);
}

/** An error of the driver in one line, with what a person can go by: where it was, and PostgreSQL's own code. */
export function sourceFailure(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sourceFailure).join('; ');
  if (!(error instanceof Error)) return String(error);
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? `${error.message} [${code}]` : error.message;
}
