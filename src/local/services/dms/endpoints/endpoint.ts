/** https://docs.aws.amazon.com/dms/latest/APIReference/API_Endpoint.html */
import type { Kernel } from '../../../kernel.ts';
import type { Collection } from '../../../state/store.ts';
import { resourceIdOf } from '../arns.ts';
import { invalidValue, notFound } from '../dmsOperation.ts';
import type { SourceSettings } from './sourceSettings.ts';
import type { TargetSettings } from './targetSettings.ts';

interface Common {
  readonly id: string;
  readonly resourceId: string;
  readonly arn: string;
  readonly attributes?: string | undefined;
  readonly kmsKeyId?: string | undefined;
}

export interface SourceEndpoint extends Common {
  readonly type: 'source';
  readonly settings: SourceSettings;
}

export interface TargetEndpoint extends Common {
  readonly type: 'target';
  readonly settings: TargetSettings;
}

export type DmsEndpoint = SourceEndpoint | TargetEndpoint;

/** Endpoints of a region, by the last part of their ARN. */
export function endpointsIn(kernel: Kernel, region: string): Collection<DmsEndpoint> {
  return kernel.store.collection<DmsEndpoint>('dms.endpoint', region);
}

/** @throws Fault ResourceNotFoundFault */
export function needEndpoint(kernel: Kernel, region: string, arn: string): DmsEndpoint {
  const found = endpointsIn(kernel, region).get(resourceIdOf(arn));
  if (!found) throw notFound(`Endpoint ${arn} not found.`);
  return found;
}

/** @throws Fault ResourceNotFoundFault, or InvalidParameterValueException for a target */
export function needSource(kernel: Kernel, region: string, arn: string): SourceEndpoint {
  const found = needEndpoint(kernel, region, arn);
  if (found.type !== 'source') throw invalidValue(`Endpoint ${arn} is not a source endpoint.`);
  return found;
}

/** @throws Fault ResourceNotFoundFault, or InvalidParameterValueException for a source */
export function needTarget(kernel: Kernel, region: string, arn: string): TargetEndpoint {
  const found = needEndpoint(kernel, region, arn);
  if (found.type !== 'target') throw invalidValue(`Endpoint ${arn} is not a target endpoint.`);
  return found;
}

export function describeEndpoint(endpoint: DmsEndpoint) {
  const common = {
    EndpointIdentifier: endpoint.id,
    EndpointType: endpoint.type.toUpperCase(),
    Status: 'active',
    EndpointArn: endpoint.arn,
    ...(endpoint.attributes === undefined ? {} : { ExtraConnectionAttributes: endpoint.attributes }),
    ...(endpoint.kmsKeyId === undefined ? {} : { KmsKeyId: endpoint.kmsKeyId }),
  };
  if (endpoint.type === 'target') {
    const { settings } = endpoint;
    return {
      ...common,
      EngineName: 's3',
      EngineDisplayName: 'Amazon S3',
      SslMode: 'none',
      ...(settings.ServiceAccessRoleArn === undefined ? {} : { ServiceAccessRoleArn: settings.ServiceAccessRoleArn }),
      S3Settings: settings,
    };
  }
  const { Password, SslMode, ServerName, Port, Username, DatabaseName, ...rest } = endpoint.settings;
  const login = ServerName === undefined ? {} : { ServerName, Port, Username };
  const place = { ...login, DatabaseName };
  return {
    ...common,
    EngineName: 'postgres',
    EngineDisplayName: 'PostgreSQL',
    SslMode,
    ...place,
    PostgreSQLSettings: { ...place, ...rest },
  };
}
