/**
 * Services as SDK integrations name them (`aws-sdk:sfn:startExecution` in state machines and in schedules), and the
 * member names that such integrations take.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */

export interface SdkService {
  /** In credential scopes and in the endpoint: `states`. */
  readonly name: string;
  /** In error names: `Sfn`. */
  readonly errors: string;
}

/** SDK service → its name where it differs, and how its errors begin. */
const services: Readonly<Record<string, { readonly name?: string; readonly errors: string }>> = {
  athena: { errors: 'Athena' },
  databasemigration: { name: 'dms', errors: 'DatabaseMigration' },
  cloudformation: { errors: 'CloudFormation' },
  cloudwatch: { name: 'monitoring', errors: 'CloudWatch' },
  cloudwatchlogs: { name: 'logs', errors: 'CloudWatchLogs' },
  dynamodb: { errors: 'DynamoDb' },
  eventbridge: { name: 'events', errors: 'EventBridge' },
  glue: { errors: 'Glue' },
  iam: { errors: 'Iam' },
  lambda: { errors: 'Lambda' },
  mwaa: { name: 'airflow', errors: 'Mwaa' },
  quicksight: { errors: 'QuickSight' },
  redshift: { errors: 'Redshift' },
  redshiftdata: { name: 'redshift-data', errors: 'RedshiftData' },
  redshiftserverless: { name: 'redshift-serverless', errors: 'RedshiftServerless' },
  s3: { errors: 'S3' },
  scheduler: { errors: 'Scheduler' },
  secretsmanager: { errors: 'SecretsManager' },
  sfn: { name: 'states', errors: 'Sfn' },
  sns: { errors: 'Sns' },
  sqs: { errors: 'Sqs' },
  ssm: { errors: 'Ssm' },
  sts: { errors: 'Sts' },
};

/** A service that is not in the list keeps the name it was given. */
export function sdkService(sdkName: string): SdkService {
  const known = Object.hasOwn(services, sdkName) ? services[sdkName] : undefined;
  return { name: known?.name ?? sdkName, errors: known?.errors ?? sdkName };
}

/** These services' APIs write members in camelCase; integrations take and give them in PascalCase. */
const camelCaseServices = new Set(['states', 'logs', 'redshift-serverless']);
/** Of this one some members only: those of parameters, values and columns. */
const mixedService = 'redshift-data';

/** The parameters of an integration as the service takes them. @param service as credential scopes name it */
export function toSdk(service: string, parameters: unknown): unknown {
  if (service === 's3') return withTextBody(parameters);
  if (service === mixedService) return withSmallNames(parameters, 'Parameters');
  return camelCaseServices.has(service) ? renamed(parameters, small) : parameters;
}

function small(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function withSmallNames(parameters: unknown, member: string): unknown {
  if (typeof parameters !== 'object' || parameters === null || !(member in parameters)) return parameters;
  return { ...parameters, [member]: renamed((parameters as Record<string, unknown>)[member], small) };
}

/** The body of an object that a state machine writes is whatever its JSON is. */
function withTextBody(parameters: unknown): unknown {
  if (typeof parameters !== 'object' || parameters === null || !('Body' in parameters)) return parameters;
  const { Body } = parameters;
  return typeof Body === 'string' ? parameters : { ...parameters, Body: JSON.stringify(Body) };
}

/** A service's answer, plain JSON already, with the member names that an integration gives. */
export function fromSdkNames(service: string, answer: unknown): unknown {
  return camelCaseServices.has(service) || service === mixedService
    ? renamed(answer, (name) => name.slice(0, 1).toUpperCase() + name.slice(1))
    : answer;
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), renamed(each, rename)]));
}

/** `startJobRun` → `StartJobRun`. */
export function operationOf(action: string): string {
  return action.slice(0, 1).toUpperCase() + action.slice(1);
}
