import path from 'node:path';
import type { Connection, LocalConnection } from '../../core/connection.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import { readInstanceLogin } from '../../runtimes/instanceLogin.ts';
import { openLineageEnvironment } from '../../runtimes/openLineageKey.ts';

/**
 * The variables by which a program of the user's own (dbt, a script) reaches what a connection stands for, as `strata env`
 * prints them. For an account they name the profile, so that no credentials are handed on.
 * @param root the workspace of a local endpoint, whose certificate drivers are then told to trust
 */
export function toolEnvironment(connection: Connection, root?: string): Record<string, string> {
  const region = { AWS_REGION: connection.region, AWS_DEFAULT_REGION: connection.region };
  if (connection.kind === 'aws')
    return { ...region, ...(connection.profile ? { AWS_PROFILE: connection.profile } : {}) };
  return {
    ...region,
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    // Without it boto3 and the aws CLI call `sync-127.0.0.1` for some operations (StartSyncExecution).
    AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
    ...openLineageEnvironment(connection.endpoint, connection.credentials.secretAccessKey),
    ...warehouseEnvironment(connection, root),
    ...sourceEnvironment(root),
  };
}

/** How drivers of Redshift sign in; redshift_connector looks up whom it trusts where OpenSSL does. */
function warehouseEnvironment({ warehouse }: LocalConnection, root: string | undefined): Record<string, string> {
  if (!warehouse) return {};
  const { host, port, user, password, database } = warehouse;
  return {
    REDSHIFT_HOST: host,
    REDSHIFT_PORT: String(port),
    REDSHIFT_USER: user,
    REDSHIFT_PASSWORD: password,
    REDSHIFT_DATABASE: database,
    ...(root === undefined ? {} : { SSL_CERT_FILE: path.join(root, stateFolderName, 'warehouse', 'ca-bundle.pem') }),
  };
}

/** How drivers and tools of PostgreSQL sign in to the endpoint's instance of RDS, by the variables that libpq reads. */
function sourceEnvironment(root: string | undefined): Record<string, string> {
  const login = root === undefined ? undefined : readInstanceLogin(path.join(root, stateFolderName));
  if (!login) return {};
  return {
    PGHOST: login.host,
    PGPORT: String(login.port),
    PGUSER: login.user,
    PGPASSWORD: login.password,
    PGDATABASE: login.database,
  };
}
