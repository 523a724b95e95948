/** Which integrations a Task may name: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */

type Pattern = '' | 'sync' | 'sync:2' | 'waitForTaskToken';

const request: readonly Pattern[] = [''];
const orToken: readonly Pattern[] = ['', 'waitForTaskToken'];
const orSync: readonly Pattern[] = ['', 'sync'];

/** The actions of optimized integrations, and how each may wait. */
const actions: Readonly<Record<string, Readonly<Record<string, readonly Pattern[]>>>> = {
  athena: {
    startQueryExecution: orSync,
    stopQueryExecution: request,
    getQueryExecution: request,
    getQueryResults: request,
  },
  dynamodb: { getItem: request, putItem: request, updateItem: request, deleteItem: request },
  events: { putEvents: orToken },
  glue: { startJobRun: orSync },
  lambda: { invoke: orToken },
  sns: { publish: orToken },
  sqs: { sendMessage: orToken },
  states: { startExecution: ['', 'sync', 'sync:2', 'waitForTaskToken'] },
};

/** Optimized integrations whose actions are not listed here. */
const others = new Set([
  ...['apigateway', 'batch', 'bedrock', 'codebuild', 'databrew', 'ecs', 'eks', 'elasticmapreduce', 'emr-containers'],
  ...['emr-serverless', 'http', 'mediaconvert', 'sagemaker'],
]);

/** Whether a Task's Resource is one that AWS would take; functions and activities are not looked up. */
export function isTaskResource(arn: string): boolean {
  const integration = /^arn:[\w-]+:states:[\w-]*:\d*:([\w-]+):(.+)$/.exec(arn);
  if (!integration) return /^arn:[\w-]+:[\w-]+:/.test(arn) && !/^arn:[\w-]+:states:/.test(arn);
  const [, service = '', rest = ''] = integration;
  if (service === 'activity') return true;
  if (service === 'aws-sdk') return /^[a-z0-9]+:[a-z]\w*(\.waitForTaskToken)?$/.test(rest);
  const [, action = '', pattern = ''] = /^(\w+)(?:\.(.+))?$/.exec(rest) ?? [];
  const known = Object.hasOwn(actions, service) ? actions[service] : undefined;
  if (!known) return others.has(service);
  return Object.hasOwn(known, action) && (known[action] as readonly string[]).includes(pattern);
}
