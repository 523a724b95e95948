/** A data source: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DataSource.html */
import type { Kernel } from '../../../kernel.ts';
import type { Call } from '../../../server/operation.ts';
import type { Collection } from '../../../state/store.ts';
import type { Permission } from '../permissions.ts';
import { idOfArn, invalidValue, notFound, quickSightArn } from '../quickSightOperation.ts';
import type { Place } from './parameters.ts';

export type Credentials =
  | { readonly kind: 'pair'; readonly user: string; readonly password: string }
  | { readonly kind: 'secret'; readonly arn: string };

export type SourceStatus =
  | 'CREATION_IN_PROGRESS'
  | 'CREATION_SUCCESSFUL'
  | 'CREATION_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_SUCCESSFUL'
  | 'UPDATE_FAILED';

export interface DataSource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** As they were given. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly credentials?: Credentials | undefined;
  readonly disableSsl: boolean;
  readonly status: SourceStatus;
  /** Why the connection was not made, when it was tried. */
  readonly error?: { readonly Type: string; readonly Message: string } | undefined;
  readonly permissions: readonly Permission[];
  /** Milliseconds. */
  readonly created: number;
  readonly updated: number;
}

/** Data sources of a region, by id. */
export function dataSourcesIn(kernel: Kernel, region: string): Collection<DataSource> {
  return kernel.store.collection<DataSource>('quicksight.dataSource', region);
}

/** @throws Fault ResourceNotFoundException */
export function needDataSource(kernel: Kernel, region: string, id: string): DataSource {
  const found = dataSourcesIn(kernel, region).get(id);
  if (!found) throw notFound('DATA_SOURCE', `DataSource ${id} is not found`);
  return found;
}

/** @throws Fault InvalidParameterValueException for an ARN of something else, ResourceNotFoundException */
export function dataSourceOfArn(kernel: Kernel, region: string, arn: string): DataSource {
  const id = idOfArn(arn, 'datasource');
  if (id === undefined) throw invalidValue(`${arn} is not the ARN of a data source.`);
  return needDataSource(kernel, region, id);
}

export function describeDataSource(source: DataSource, call: Pick<Call, 'region' | 'accountId'>) {
  return {
    Arn: quickSightArn(call, 'datasource', source.id),
    DataSourceId: source.id,
    Name: source.name,
    Type: source.type,
    Status: source.status,
    CreatedTime: new Date(source.created),
    LastUpdatedTime: new Date(source.updated),
    DataSourceParameters: source.parameters,
    SslProperties: { DisableSsl: source.disableSsl },
    ...(source.credentials?.kind === 'secret' ? { SecretArn: source.credentials.arn } : {}),
    ...(source.error === undefined ? {} : { ErrorInfo: source.error }),
  };
}
