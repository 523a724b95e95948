import type { Connection } from '../../core/connection.ts';

/**
 * The variables by which a program of the user's own (dbt, a script) reaches what a connection stands for, as `strata env`
 * prints them. For an account they name the profile, so that no credentials are handed on.
 */
export function toolEnvironment(connection: Connection): Record<string, string> {
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
  };
}
