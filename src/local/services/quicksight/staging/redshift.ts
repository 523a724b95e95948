/** Rows of the endpoint's own warehouse. */
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { callersUser, passwordOf } from '../../../warehouse/logins.ts';
import type { RedshiftColumn } from '../../../warehouse/warehouseApi.ts';
import type { DataSource } from '../data-sources/dataSource.ts';
import type { Place } from '../data-sources/parameters.ts';
import type { Staged } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';
import { loginOf } from './credentials.ts';

type RedshiftPlace = Extract<Place, { readonly kind: 'redshift' }>;

interface Caller {
  readonly region: string;
  readonly signal: AbortSignal;
}

/** @throws IngestionFailure where the warehouse is not the endpoint's, or does not let the user in */
export async function redshiftUser(
  kernel: Kernel,
  source: DataSource,
  place: RedshiftPlace,
  caller: Caller,
): Promise<string> {
  await needWarehouse(kernel, place, caller);
  const login = await loginOf(kernel, source.credentials, caller);
  if (!login) return place.user ?? callersUser;
  const own = kernel.warehouse.login;
  const same = login.user.toLowerCase() === own.user.toLowerCase();
  const expected = [passwordOf(kernel.store, login.user), ...(same ? [own.password] : [])];
  if (!expected.includes(login.password)) {
    throw new IngestionFailure(
      'PASSWORD_AUTHENTICATION_FAILURE',
      `password authentication failed for user "${login.user}"`,
    );
  }
  return login.user;
}

async function needWarehouse(kernel: Kernel, { cluster, host, port }: RedshiftPlace, caller: Caller): Promise<void> {
  if (cluster) {
    try {
      await kernel.call('redshift', 'DescribeClusters', { ClusterIdentifier: cluster }, caller);
      return;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new IngestionFailure('INVALID_DATA_SOURCE_CONFIG', error.message);
    }
  }
  const own = kernel.warehouse.login;
  if ((host === own.host || host === 'localhost') && port === own.port) return;
  throw new IngestionFailure(
    'CONNECTION_FAILURE',
    `${host}:${port} is not the local endpoint's warehouse, which is at ${own.host}:${own.port}.`,
  );
}

/**
 * @param file for the rows; it does not exist yet
 * @throws RemoteFailure named SqlError, IngestionFailure
 */
export async function stageRedshift(
  kernel: Kernel,
  source: DataSource,
  place: RedshiftPlace,
  sql: string,
  file: string,
  caller: Caller,
): Promise<Staged> {
  const user = (await redshiftUser(kernel, source, place, caller)).replace(/^IAMA:/, 'IAM:');
  const about = { database: place.database, user, applicationName: 'QuickSight' };
  const { session } = await kernel.warehouse.call('openSession', about, caller.signal);
  try {
    const { columns } = await kernel.warehouse.call('execute', { session, sql, rowsFile: file }, caller.signal);
    if (!columns) throw new IngestionFailure('SQL_EXCEPTION', 'The statement gives no rows.');
    return { kind: 'rows', file, columns: columns.map((each) => ({ name: each.name, type: duckDbType(each) })) };
  } finally {
    await kernel.warehouse.call('closeSession', { session }, AbortSignal.timeout(30_000)).catch((error: unknown) => {
      kernel.log.debug(`closing session ${session} of the warehouse: ${String(error)}`);
    });
  }
}

const types: Readonly<Record<string, string>> = {
  bool: 'BOOLEAN',
  date: 'DATE',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
};

function duckDbType({ typeName, precision, scale }: RedshiftColumn): string {
  return typeName === 'numeric' ? `DECIMAL(${precision}, ${scale})` : (types[typeName] ?? 'VARCHAR');
}
