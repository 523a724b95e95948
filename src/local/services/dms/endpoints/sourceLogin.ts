/** https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { SourceEndpoint } from './endpoint.ts';
import type { SourceLogin } from './sourceSettings.ts';

const secretSchema = z.object({
  username: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.coerce.number().int(),
});

/**
 * Where a source is and who signs in; read from its secret each time, so that a password may change.
 * @throws Error that says what is wrong with the secret
 */
export async function sourceLogin(kernel: Kernel, endpoint: SourceEndpoint, signal: AbortSignal): Promise<SourceLogin> {
  const { settings } = endpoint;
  const { SecretsManagerSecretId: id, ServerName, Port, Username, Password } = settings;
  if (id === undefined) {
    if (ServerName === undefined || Port === undefined || Username === undefined || Password === undefined) {
      throw new Error(`The endpoint ${endpoint.id} has no server, user and password.`);
    }
    return { ...settings, ServerName, Port, Username, Password };
  }
  const region = endpoint.arn.split(':')[3] ?? '';
  const { SecretString } = await kernel.call<{ readonly SecretString?: string }>(
    'secretsmanager',
    'GetSecretValue',
    { SecretId: id },
    { region, signal },
  );
  const secret = secretSchema.safeParse(parsedJson(SecretString ?? ''));
  if (!secret.success) {
    throw new Error(`The secret ${id} must be JSON with host, port, username and password, as DMS reads it.`);
  }
  const { username, password, host, port } = secret.data;
  return { ...settings, ServerName: host, Port: port, Username: username, Password: password };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
