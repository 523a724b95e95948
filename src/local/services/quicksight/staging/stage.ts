/** Finds or fetches the rows of a physical table. */
import type { Kernel } from '../../../kernel.ts';
import { sourceArnOf } from '../data-sets/definition.ts';
import type { PhysicalTable } from '../data-sets/tables.ts';
import { type DataSource, dataSourceOfArn } from '../data-sources/dataSource.ts';
import type { PostgresServer, Staged } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';
import { stageAthena } from './athena.ts';
import { loginOf } from './credentials.ts';
import { stageRedshift } from './redshift.ts';
import { stageFiles } from './s3Manifest.ts';
import { sourceSql } from './sourceSql.ts';

interface Caller {
  readonly region: string;
  readonly signal: AbortSignal;
}

/**
 * @param file for rows that have to be fetched first; it does not exist yet
 * @throws IngestionFailure, RemoteFailure of the warehouse, Fault of the service that is asked
 */
export async function stage(kernel: Kernel, table: PhysicalTable, file: string, caller: Caller): Promise<Staged> {
  const source = sourceOf(kernel, caller.region, sourceArnOf('', table));
  const { place } = source;
  switch (place.kind) {
    case 'redshift':
      return await stageRedshift(kernel, source, place, sourceSql(table), file, caller);
    case 'athena':
      return await stageAthena(kernel, place.workgroup, sourceSql(table), caller);
    case 's3':
      return await stageFiles(kernel, place, table.S3Source?.UploadSettings ?? undefined, caller.signal);
    case 'postgres':
      return { kind: 'postgres', server: await serverOf(kernel, source, caller), query: sourceSql(table) };
  }
}

function sourceOf(kernel: Kernel, region: string, arn: string): DataSource {
  try {
    return dataSourceOfArn(kernel, region, arn);
  } catch (error) {
    throw new IngestionFailure('DATA_SOURCE_NOT_FOUND', error instanceof Error ? error.message : arn);
  }
}

/** How a data source of PostgreSQL is reached. @throws IngestionFailure */
export async function serverOf(kernel: Kernel, source: DataSource, caller: Caller): Promise<PostgresServer> {
  const { place } = source;
  if (place.kind !== 'postgres') throw new Error(`${source.id} is no data source of PostgreSQL.`);
  const login = await loginOf(kernel, source.credentials, caller);
  if (!login) throw new IngestionFailure('DATA_SOURCE_AUTH_FAILED', `The data source ${source.id} has no credentials.`);
  const { kind: _, ...address } = place;
  // The servers of this machine take both.
  const local = place.host === '127.0.0.1' || place.host === 'localhost';
  return { ...address, user: login.user, password: login.password, ssl: !source.disableSsl && !local };
}
