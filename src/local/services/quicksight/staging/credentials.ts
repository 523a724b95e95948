/** Who a data source signs in as. */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { Credentials } from '../data-sources/dataSource.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
}

interface Caller {
  readonly region: string;
  readonly signal: AbortSignal;
}

/** As RDS and Redshift keep them. */
const secret = z.object({ username: z.string(), password: z.string() });

/** @throws IngestionFailure where a secret cannot be read */
export async function loginOf(
  kernel: Kernel,
  credentials: Credentials | undefined,
  caller: Caller,
): Promise<Login | undefined> {
  if (credentials?.kind !== 'secret') return credentials;
  const { arn } = credentials;
  let text: string;
  try {
    const input = { SecretId: arn };
    ({ SecretString: text } = await kernel.call<{ SecretString: string }>(
      'secretsmanager',
      'GetSecretValue',
      input,
      caller,
    ));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new IngestionFailure('DATA_SOURCE_AUTH_FAILED', `The secret ${arn} cannot be read: ${error.message}`);
  }
  const parsed = secret.safeParse(fromJson(text));
  if (parsed.success) return { user: parsed.data.username, password: parsed.data.password };
  throw new IngestionFailure('DATA_SOURCE_AUTH_FAILED', `The secret ${arn} is no JSON with username and password.`);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
