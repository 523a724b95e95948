/** `aws-sdk:<service>:<action>` for every service of the endpoint. */
import type { Kernel } from '../../../kernel.ts';
import type { TaskIntegration } from '../interpreter/host.ts';
import { StatesError } from '../interpreter/statesError.ts';
import { operationOf, type Resource } from './resource.ts';
import { callService } from './serviceCall.ts';

/** SDK service → its name in credential scopes, where they differ, and in error names. */
const services: Readonly<Record<string, { readonly name?: string; readonly errors: string }>> = {
  athena: { errors: 'Athena' },
  cloudformation: { errors: 'CloudFormation' },
  cloudwatch: { name: 'monitoring', errors: 'CloudWatch' },
  cloudwatchlogs: { name: 'logs', errors: 'CloudWatchLogs' },
  dynamodb: { errors: 'DynamoDb' },
  eventbridge: { name: 'events', errors: 'EventBridge' },
  glue: { errors: 'Glue' },
  iam: { errors: 'Iam' },
  lambda: { errors: 'Lambda' },
  mwaa: { name: 'airflow', errors: 'Mwaa' },
  redshift: { errors: 'Redshift' },
  redshiftdata: { name: 'redshift-data', errors: 'RedshiftData' },
  s3: { errors: 'S3' },
  scheduler: { errors: 'Scheduler' },
  secretsmanager: { errors: 'SecretsManager' },
  sfn: { name: 'states', errors: 'Sfn' },
  sns: { errors: 'Sns' },
  sqs: { errors: 'Sqs' },
  ssm: { errors: 'Ssm' },
  sts: { errors: 'Sts' },
};

export function awsSdk(kernel: Kernel, resource: Resource): TaskIntegration {
  const sdkService = resource.sdkService ?? '';
  if (resource.pattern === 'sync' || resource.pattern === 'sync:2') {
    throw new StatesError(
      'States.Runtime',
      `AWS SDK integrations do not support .sync: ${sdkService}:${resource.resource}`,
    );
  }
  const known = Object.hasOwn(services, sdkService) ? services[sdkService] : undefined;
  const service = {
    name: known?.name ?? sdkService,
    errorPrefix: known?.errors ?? sdkService,
    region: resource.region,
    dates: 'iso' as const,
  };
  return {
    events: 'Task',
    resourceType: `aws-sdk:${sdkService}`,
    resource: resource.resource,
    region: resource.region,
    request: (parameters, signal) => callService(kernel, service, operationOf(resource.action), parameters, signal),
  };
}
