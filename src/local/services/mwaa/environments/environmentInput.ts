/** What an environment is made with: https://docs.aws.amazon.com/mwaa/latest/API/API_CreateEnvironment.html */
import { z } from 'zod';
import { versionNames } from '../airflow/airflowVersions.ts';

export const environmentName = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-zA-Z][0-9a-zA-Z\-_]*$/);

const relativePath = z.string().max(1024);
const count = (most?: number) => (most === undefined ? z.number().int().min(1) : z.number().int().min(1).max(most));

const moduleLogs = z.object({
  Enabled: z.boolean(),
  LogLevel: z.enum(['CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG']),
});

const loggingConfiguration = z.object({
  DagProcessingLogs: moduleLogs.nullish(),
  SchedulerLogs: moduleLogs.nullish(),
  TaskLogs: moduleLogs.nullish(),
  WebserverLogs: moduleLogs.nullish(),
  WorkerLogs: moduleLogs.nullish(),
});

export type LoggingConfiguration = z.infer<typeof loggingConfiguration>;
export type LogKind = keyof LoggingConfiguration;

export const configurationOptions = z.record(
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z]+([a-z0-9._]*[a-z0-9_]+)?$/),
  z.string().min(1).max(2048),
);

export const tagMap = z.record(z.string().min(1).max(128), z.string().max(256));

/** Of an Airflow that cannot be had, the ones that can. */
const version = z.string().refine((name) => versionNames.includes(name), {
  message: `Member must satisfy enum value set: [${versionNames.join(', ')}]`,
});

const network = z.object({
  SubnetIds: z.array(z.string().min(1).max(24)).length(2).nullish(),
  SecurityGroupIds: z.array(z.string().min(1).max(1024)).min(1).max(5).nullish(),
});

/** What can be given when it is made and changed afterwards. */
const changeable = {
  AirflowConfigurationOptions: configurationOptions.nullish(),
  AirflowVersion: version.nullish(),
  DagS3Path: relativePath.nullish(),
  EnvironmentClass: z.string().min(1).max(1024).nullish(),
  ExecutionRoleArn: z
    .string()
    .regex(/^arn:aws(-[a-z]+)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/)
    .nullish(),
  LoggingConfiguration: loggingConfiguration.nullish(),
  MaxWebservers: count().nullish(),
  MaxWorkers: count().nullish(),
  MinWebservers: count().nullish(),
  MinWorkers: count().nullish(),
  NetworkConfiguration: network.nullish(),
  PluginsS3ObjectVersion: z.string().max(1024).nullish(),
  PluginsS3Path: relativePath.nullish(),
  RequirementsS3ObjectVersion: z.string().max(1024).nullish(),
  RequirementsS3Path: relativePath.nullish(),
  Schedulers: count(5).nullish(),
  SourceBucketArn: z
    .string()
    .regex(/^arn:aws(-[a-z]+)?:s3:::[a-z0-9.-]+$/)
    .nullish(),
  StartupScriptS3ObjectVersion: z.string().max(1024).nullish(),
  StartupScriptS3Path: relativePath.nullish(),
  WebserverAccessMode: z.enum(['PRIVATE_ONLY', 'PUBLIC_ONLY', 'PUBLIC_AND_PRIVATE']).nullish(),
  WeeklyMaintenanceWindowStart: z
    .string()
    .regex(/^(MON|TUE|WED|THU|FRI|SAT|SUN):([01]\d|2[0-3]):(00|30)$/)
    .nullish(),
};

export const createInput = z
  .object({
    ...changeable,
    Name: environmentName,
    EndpointManagement: z.enum(['CUSTOMER', 'SERVICE']).nullish(),
    KmsKey: z.string().min(1).max(1224).nullish(),
    Tags: tagMap.nullish(),
  })
  .required({ DagS3Path: true, ExecutionRoleArn: true, NetworkConfiguration: true, SourceBucketArn: true });

export const updateInput = z.object({
  ...changeable,
  Name: environmentName,
  WorkerReplacementStrategy: z.enum(['FORCED', 'GRACEFUL']).nullish(),
});

const settings = z.object(changeable);

/** As given, without members that are null. */
export type EnvironmentSettings = z.infer<typeof settings>;
