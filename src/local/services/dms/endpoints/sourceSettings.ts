/** https://docs.aws.amazon.com/dms/latest/APIReference/API_PostgreSQLSettings.html */
import { z } from 'zod';
import { validationMessage } from '../../../server/validationMessage.ts';
import { invalidCombination, invalidValue } from '../dmsOperation.ts';

const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', 'y', 'yes'], falsy: ['false', 'n', 'no'] })]);
const whole = z.coerce.number().int();

const schema = z.object({
  ServerName: z.string().min(1).optional(),
  Port: whole.min(1).max(65_535).optional(),
  Username: z.string().min(1).optional(),
  Password: z.string().optional(),
  /** Instead of server, port, user and password. */
  SecretsManagerSecretId: z.string().min(1).optional(),
  SecretsManagerAccessRoleArn: z.string().optional(),
  DatabaseName: z.string().min(1),
  SslMode: z.enum(['none', 'require']).default('none'),
  PluginName: z.enum(['no-preference', 'pgoutput']).default('no-preference'),
  MapBooleanAsBoolean: flag.default(false),
  AfterConnectScript: z.string().optional(),
});

/** As an endpoint is given them. */
export type SourceSettings = z.infer<typeof schema>;

/** All that a connection needs. */
export type SourceLogin = SourceSettings &
  Required<Pick<SourceSettings, 'ServerName' | 'Port' | 'Username' | 'Password'>>;

const place = ['ServerName', 'Username', 'Password'] as const;

/** What only other ways of capturing changes need, and what is so here in any case. */
const ignored: ReadonlySet<string> = new Set([
  'CaptureDdls',
  'DatabaseMode',
  'DdlArtifactsSchema',
  'DisableUnicodeSourceFilter',
  'ExecuteTimeout',
  'FailTasksOnLobTruncation',
  'HeartbeatEnable',
  'HeartbeatFrequency',
  'HeartbeatSchema',
  'MapJsonbAsClob',
  'MaxFileSize',
  'TrimSpaceInChar',
]);

/**
 * A PostgreSQL source's settings with defaults.
 * @throws Fault InvalidParameterValueException that names what is missing, wrong or not done here
 */
export function readSourceSettings(given: Readonly<Record<string, unknown>>): SourceSettings {
  const present = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
  for (const name of Object.keys(present)) {
    if (Object.hasOwn(schema.shape, name) || ignored.has(name)) continue;
    throw invalidValue(`PostgreSQLSettings: the local endpoint does not do ${name}.`);
  }
  const parsed = schema.safeParse(present);
  if (!parsed.success) throw invalidValue(`PostgreSQLSettings: ${validationMessage(parsed.error, present)}`);
  const { data } = parsed;
  if (data.SecretsManagerSecretId === undefined) {
    const missing = place.find((name) => data[name] === undefined);
    if (missing) throw invalidValue(`PostgreSQLSettings: ${missing} must be given, or SecretsManagerSecretId.`);
    return { ...data, Port: data.Port ?? 5432 };
  }
  const beside = [...place, 'Port' as const].find((name) => data[name] !== undefined);
  if (beside)
    throw invalidCombination(`${beside} and SecretsManagerSecretId are alternatives: the secret has them all.`);
  return data;
}
