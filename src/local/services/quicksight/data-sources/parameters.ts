/** Where a data source's rows are: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DataSourceParameters.html */
import { z } from 'zod';
import { invalidValue } from '../quickSightOperation.ts';

const host = z.string().min(1).max(256);
const port = z.coerce.number().int().min(0).max(65_535);
const database = z.string().min(1).max(128);
const server = z.object({ Host: host, Port: port, Database: database });
const manifest = z.object({ Bucket: z.string().min(1), Key: z.string().min(1) });

export const dataSourceParameters = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The types that this endpoint reads, and the member that says where. */
const members = {
  REDSHIFT: 'RedshiftParameters',
  ATHENA: 'AthenaParameters',
  S3: 'S3Parameters',
  POSTGRESQL: 'PostgreSqlParameters',
  AURORA_POSTGRESQL: 'AuroraPostgreSqlParameters',
} as const;

const redshift = z
  .object({
    Host: host.nullish(),
    Port: port.nullish(),
    Database: database,
    ClusterId: z.string().min(1).max(64).nullish(),
    IAMParameters: z.object({ DatabaseUser: z.string().nullish() }).loose().nullish(),
  })
  .refine(({ Host, ClusterId }) => Boolean(Host) || Boolean(ClusterId), 'needs Host and Port, or ClusterId');

/** What a type's settings come to. */
export type Place =
  | {
      readonly kind: 'redshift';
      readonly database: string;
      readonly cluster?: string;
      readonly host?: string;
      readonly port?: number;
      readonly user?: string;
    }
  | { readonly kind: 'athena'; readonly workgroup: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'postgres'; readonly host: string; readonly port: number; readonly database: string };

/**
 * @throws Fault InvalidParameterValueException that names what is missing, wrong or not done here
 */
export function placeOf(type: string, parameters: z.infer<typeof dataSourceParameters> | undefined): Place {
  if (!Object.hasOwn(members, type)) {
    throw invalidValue(
      `The local endpoint reads no data source of type ${type}; it reads ${Object.keys(members).join(', ')}.`,
    );
  }
  const known = type as keyof typeof members;
  const given = parameters?.[members[known]] ?? (known === 'ATHENA' ? {} : undefined);
  if (!given) throw invalidValue(`DataSourceParameters of type ${type} need the member ${members[known]}.`);
  const read = <T>(schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw invalidValue(`${[members[known], ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'is not valid'}`);
  };
  switch (known) {
    case 'REDSHIFT': {
      const { Database, ClusterId, Host, Port, IAMParameters } = read(redshift);
      return {
        kind: 'redshift',
        database: Database,
        ...(ClusterId ? { cluster: ClusterId } : {}),
        ...(Host ? { host: Host, port: Port || 5439 } : {}),
        ...(IAMParameters?.DatabaseUser ? { user: IAMParameters.DatabaseUser } : {}),
      };
    }
    case 'ATHENA':
      return { kind: 'athena', workgroup: read(z.object({ WorkGroup: z.string().nullish() })).WorkGroup || 'primary' };
    case 'S3': {
      const { Bucket, Key } = read(z.object({ ManifestFileLocation: manifest })).ManifestFileLocation;
      return { kind: 's3', bucket: Bucket, key: Key };
    }
    case 'POSTGRESQL':
    case 'AURORA_POSTGRESQL': {
      const { Host, Port, Database } = read(server);
      return { kind: 'postgres', host: Host, port: Port, database: Database };
    }
  }
}
