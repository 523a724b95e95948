/** https://docs.aws.amazon.com/dms/latest/APIReference/API_PostgreSQLSettings.html */
import { z } from 'zod';
import { validationMessage } from '../../../server/validationMessage.ts';
import { invalidValue } from '../dmsOperation.ts';

const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', 'y', 'yes'], falsy: ['false', 'n', 'no'] })]);
const whole = z.coerce.number().int();

const schema = z.object({
  ServerName: z.string().min(1),
  Port: whole.min(1).max(65_535).default(5432),
  Username: z.string().min(1),
  Password: z.string(),
  DatabaseName: z.string().min(1),
  SslMode: z.enum(['none', 'require']).default('none'),
  PluginName: z.enum(['no-preference', 'pgoutput']).default('no-preference'),
  MapBooleanAsBoolean: flag.default(false),
  AfterConnectScript: z.string().optional(),
});

export type SourceSettings = z.infer<typeof schema>;

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
  return parsed.data;
}
