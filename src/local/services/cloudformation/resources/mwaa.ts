import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../../server/fault.ts';
import type { Json } from '../template/template.ts';
import { ignoreMissing, needText, number, pick, record, tagMap, text, textMap } from './read.ts';
import { generatedName, type Made, type ResourceContext, type ResourceType } from './resourceType.ts';

/** What an environment is made with and what can be changed of it. */
const changeable = {
  AirflowConfigurationOptions: textMap,
  AirflowVersion: text,
  DagS3Path: text,
  EnvironmentClass: text,
  ExecutionRoleArn: text,
  LoggingConfiguration: logging,
  MaxWebservers: number,
  MaxWorkers: number,
  MinWebservers: number,
  MinWorkers: number,
  NetworkConfiguration: record,
  PluginsS3ObjectVersion: text,
  PluginsS3Path: text,
  RequirementsS3ObjectVersion: text,
  RequirementsS3Path: text,
  Schedulers: number,
  SourceBucketArn: text,
  StartupScriptS3ObjectVersion: text,
  StartupScriptS3Path: text,
  WebserverAccessMode: text,
  WeeklyMaintenanceWindowStart: text,
};
const settings = { ...changeable, EndpointManagement: text, KmsKey: text };

interface EnvironmentShape {
  readonly Status: string;
  readonly Arn: string;
  readonly WebserverUrl?: string;
  readonly LoggingConfiguration: Readonly<Record<string, { readonly CloudWatchLogGroupArn: string }>>;
  readonly LastUpdate: { readonly Error?: { readonly ErrorMessage: string } };
}

const logAttributes = ['DagProcessingLogs', 'SchedulerLogs', 'TaskLogs', 'WebserverLogs', 'WorkerLogs'].map(
  (name) => [name, `LoggingConfiguration.${name}.CloudWatchLogGroupArn`] as const,
);

const pollMs = 100;

/** Templates write whether a module's log is on as text as often as not. */
function logging(properties: Json, name: string): Json | undefined {
  const given = record(properties, name);
  if (!given) return undefined;
  return Object.fromEntries(
    Object.keys(given).map((module) => {
      const each = record(given, module) ?? {};
      return [module, { Enabled: text(each, 'Enabled') === 'true', LogLevel: text(each, 'LogLevel') ?? 'INFO' }];
    }),
  );
}

/** Waits for the end of what an operation has begun. @throws Fault with the environment's own words when it failed */
async function settled(name: string, context: ResourceContext): Promise<Made> {
  for (;;) {
    const { Environment: environment } = await context.call<{ Environment: EnvironmentShape }>(
      'airflow',
      'GetEnvironment',
      { Name: name },
    );
    if (environment.Status.endsWith('_FAILED')) {
      const why = environment.LastUpdate.Error?.ErrorMessage ?? `Environment ${name} is ${environment.Status}.`;
      throw new Fault('GeneralServiceException', why);
    }
    if (environment.Status === 'AVAILABLE') {
      const groups = logAttributes.map(([module, attribute]) => [
        attribute,
        environment.LoggingConfiguration[module]?.CloudWatchLogGroupArn ?? '',
      ]);
      return {
        physicalId: name,
        attributes: {
          Arn: environment.Arn,
          WebserverUrl: environment.WebserverUrl ?? '',
          ...Object.fromEntries(groups),
        },
      };
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

const environment: ResourceType = {
  type: 'AWS::MWAA::Environment',
  properties: [...Object.keys(settings), 'Name', 'Tags'],
  ignored: ['WorkerReplacementStrategy'],
  required: ['Name'],
  replaceOn: ['EndpointManagement', 'KmsKey', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'WebserverUrl', ...logAttributes.map(([, attribute]) => attribute)],
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 80),
  async create(properties, context, id) {
    await context.call('airflow', 'CreateEnvironment', {
      Name: id,
      ...pick(properties, settings),
      SourceBucketArn: needText(properties, 'SourceBucketArn'),
      Tags: tagMap(context.tags, properties.Tags),
    });
    return await settled(id, context);
  },
  async update(made, properties, _, context) {
    await context.call('airflow', 'UpdateEnvironment', { Name: made.physicalId, ...pick(properties, changeable) });
    return await settled(made.physicalId, context);
  },
  async delete(made, _, context) {
    await ignoreMissing(context.call('airflow', 'DeleteEnvironment', { Name: made.physicalId }));
    await ignoreMissing(gone(made.physicalId, context));
  },
};

/** Ends with the fault that there is no such environment. */
async function gone(name: string, context: ResourceContext): Promise<never> {
  for (;;) {
    await context.call('airflow', 'GetEnvironment', { Name: name });
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

export const mwaaTypes: readonly ResourceType[] = [environment];
