/** An environment: https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html */
import path from 'node:path';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { Call } from '../../../server/operation.ts';
import type { Collection } from '../../../state/store.ts';
import { latestVersion } from '../airflow/airflowVersions.ts';
import type { EnvironmentSettings, LogKind } from './environmentInput.ts';

export type EnvironmentStatus =
  | 'CREATING'
  | 'CREATE_FAILED'
  | 'AVAILABLE'
  | 'UPDATING'
  | 'UPDATE_FAILED'
  | 'UNAVAILABLE'
  | 'DELETING';

/** What the last change came to. */
export interface LastUpdate {
  readonly status: 'SUCCESS' | 'PENDING' | 'FAILED';
  /** Milliseconds. */
  readonly at: number;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export interface Environment {
  readonly name: string;
  readonly status: EnvironmentStatus;
  /** Milliseconds. */
  readonly created: number;
  /** Where its web server is reached; 0 until it has been. */
  readonly port: number;
  readonly settings: EnvironmentSettings;
  /** What it ran with before the change that is under way, or that failed. */
  readonly previous?: EnvironmentSettings | undefined;
  readonly fixed: { readonly EndpointManagement?: string | null; readonly KmsKey?: string | null };
  readonly tags: Readonly<Record<string, string>>;
  readonly lastUpdate: LastUpdate;
}

/** Where an environment is known. */
export interface EnvironmentPlace {
  readonly region: string;
  readonly name: string;
}

export const environmentCollection = 'mwaa.environment';

/** Environments of a region, by name. */
export function environmentsIn(kernel: Pick<Kernel, 'store'>, region: string): Collection<Environment> {
  return kernel.store.collection<Environment>(environmentCollection, region);
}

/** @throws Fault ResourceNotFoundException */
export function needEnvironment(kernel: Pick<Kernel, 'store'>, region: string, name: string): Environment {
  const found = environmentsIn(kernel, region).get(name);
  if (!found) throw new Fault('ResourceNotFoundException', `Cannot find environment with name ${name}.`, 404);
  return found;
}

export function environmentArn(call: Pick<Call, 'region' | 'accountId'>, name: string): string {
  return `arn:aws:airflow:${call.region}:${call.accountId}:environment/${name}`;
}

/** Its folder: AIRFLOW_HOME, requirements, plugins. */
export function environmentFolder(kernel: Pick<Kernel, 'folder'>, { region, name }: EnvironmentPlace): string {
  return path.join(kernel.folder.root, 'airflow', region, name);
}

export function bucketOf({ SourceBucketArn }: EnvironmentSettings): string {
  return (SourceBucketArn ?? '').split(':::')[1] ?? '';
}

export function versionOf({ AirflowVersion }: EnvironmentSettings): string {
  return AirflowVersion ?? latestVersion;
}

export function webServerHostname({ port }: Pick<Environment, 'port'>): string {
  return `127.0.0.1:${port}`;
}

/** Names of log groups: https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html */
const groupSuffixes: Readonly<Record<LogKind, string>> = {
  DagProcessingLogs: 'DAGProcessing',
  SchedulerLogs: 'Scheduler',
  TaskLogs: 'Task',
  WebserverLogs: 'WebServer',
  WorkerLogs: 'Worker',
};

export const logKinds = Object.keys(groupSuffixes) as readonly LogKind[];

export function logGroup(name: string, kind: LogKind): string {
  return `airflow-${name}-${groupSuffixes[kind]}`;
}

/** What MWAA has where nothing is said: tasks at INFO, the others not at all. */
export function logsOf({ LoggingConfiguration }: EnvironmentSettings, kind: LogKind) {
  return LoggingConfiguration?.[kind] ?? { Enabled: kind === 'TaskLogs', LogLevel: 'INFO' as const };
}

export function describeEnvironment(environment: Environment, call: Pick<Call, 'region' | 'accountId'>) {
  const { name, settings, fixed, lastUpdate } = environment;
  const given = Object.fromEntries(
    Object.entries({ ...settings, ...fixed }).filter(([member, value]) => value != null && member !== 'Name'),
  );
  return {
    EnvironmentClass: 'mw1.small',
    EndpointManagement: 'SERVICE',
    MaxWorkers: 10,
    MinWorkers: 1,
    MaxWebservers: 2,
    MinWebservers: 2,
    Schedulers: 2,
    WebserverAccessMode: 'PRIVATE_ONLY',
    WeeklyMaintenanceWindowStart: 'SUN:03:00',
    AirflowConfigurationOptions: {},
    ...given,
    Name: name,
    Arn: environmentArn(call, name),
    Status: environment.status,
    AirflowVersion: versionOf(settings),
    CreatedAt: new Date(environment.created),
    ...(environment.port === 0 ? {} : { WebserverUrl: webServerHostname(environment) }),
    ServiceRoleArn: `arn:aws:iam::${call.accountId}:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA`,
    LoggingConfiguration: Object.fromEntries(
      logKinds.map((kind) => [
        kind,
        {
          ...logsOf(settings, kind),
          CloudWatchLogGroupArn: `arn:aws:logs:${call.region}:${call.accountId}:log-group:${logGroup(name, kind)}`,
        },
      ]),
    ),
    LastUpdate: {
      Status: lastUpdate.status,
      CreatedAt: new Date(lastUpdate.at),
      ...(lastUpdate.error
        ? { Error: { ErrorCode: lastUpdate.error.code, ErrorMessage: lastUpdate.error.message } }
        : {}),
    },
    Tags: environment.tags,
  };
}
