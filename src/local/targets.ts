/**
 * What EventBridge rules and schedules start: a target's ARN says which operation of which service it is.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html
 */
import type { Kernel } from './kernel.ts';
import { Fault } from './server/fault.ts';

/** The members of a target that change what is sent, as both APIs name them. */
export interface TargetParameters {
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string } | undefined;
  readonly SqsParameters?: unknown;
}

export interface TargetCall {
  readonly arn: string;
  /** The text that the target receives. */
  readonly payload: string;
  readonly parameters?: TargetParameters | undefined;
  readonly region: string;
  readonly accountId: string;
}

interface Invocation {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/**
 * Starts a target once and gives what its service answered.
 * @throws Fault of that service, or ValidationException for a target that nothing here serves
 */
export async function startTarget(kernel: Kernel, target: TargetCall, signal: AbortSignal): Promise<unknown> {
  if (isLogGroup(target.arn)) return await writeToLogGroup(kernel, target, signal);
  const { service, operation, input } = invocationOf(target);
  return await kernel.call(service, operation, input, { region: regionOf(target), signal });
}

/** Whether a target can be started here at all, so that both services can refuse others when they are given. */
export function checkTargetArn(arn: string): void {
  if (isLogGroup(arn)) return;
  const { region, accountId } = { region: 'us-east-1', accountId: '000000000000' };
  // A payload that every target takes, so that only the ARN is judged.
  invocationOf({
    arn,
    payload: '{}',
    region,
    accountId,
    parameters: { EventBridgeParameters: { DetailType: 'x', Source: 'x' } },
  });
}

const isLogGroup = (arn: string) => /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/.test(arn);

function regionOf({ arn, region }: TargetCall): string {
  return arn.split(':')[3] || region;
}

/** The operation that a target's ARN stands for. @throws Fault ValidationException */
export function invocationOf(target: TargetCall): Invocation {
  const { arn, payload } = target;
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'scheduler' && resource.startsWith('aws-sdk:')) return universal(resource, payload);
  if (service === 'states' && resource.startsWith('stateMachine:')) {
    return { service: 'states', operation: 'StartExecution', input: { stateMachineArn: arn, input: payload || '{}' } };
  }
  if (service === 'lambda' && resource.startsWith('function:')) {
    const input = { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(payload || '{}') };
    return { service: 'lambda', operation: 'Invoke', input };
  }
  if (service === 'sns') {
    return { service: 'sns', operation: 'Publish', input: { TopicArn: arn, Message: payload || '{}' } };
  }
  if (service === 'glue' && resource.startsWith('job/')) {
    const input = { JobName: resource.slice('job/'.length), ...jsonObject(payload) };
    return { service: 'glue', operation: 'StartJobRun', input };
  }
  if (service === 'events' && resource.startsWith('event-bus/')) return putEvents(target);
  throw new Fault('ValidationException', `Provided Arn is not in correct format. The local endpoint starts no ${arn}.`);
}

/** `aws-sdk:<service>:<action>`, such as `aws-sdk:sfn:startExecution`; the payload is the operation's input. */
function universal(resource: string, payload: string): Invocation {
  const [, name = '', action = ''] = resource.split(':');
  if (!name || !action) {
    throw new Fault('ValidationException', `${resource} names no service and action.`);
  }
  const service = sdkNames[name.toLowerCase()] ?? name.toLowerCase();
  const operation = action.slice(0, 1).toUpperCase() + action.slice(1);
  return { service, operation, input: jsonObject(payload) };
}

/** SDK names that differ from the service's own. */
const sdkNames: Readonly<Record<string, string>> = {
  sfn: 'states',
  eventbridge: 'events',
  cloudwatchlogs: 'logs',
  redshiftdata: 'redshift-data',
};

function putEvents({ arn, payload, parameters }: TargetCall): Invocation {
  const { DetailType, Source } = parameters?.EventBridgeParameters ?? {};
  if (!DetailType || !Source) {
    throw new Fault(
      'ValidationException',
      'EventBridgeParameters with DetailType and Source are needed for an event bus.',
    );
  }
  const entry = { EventBusName: arn, DetailType, Source, Detail: payload || '{}' };
  return { service: 'events', operation: 'PutEvents', input: { Entries: [entry] } };
}

function jsonObject(payload: string): Record<string, unknown> {
  if (payload.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    throw new Fault('ValidationException', 'The input of this target must be a JSON object.');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Fault('ValidationException', 'The input of this target must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

/** EventBridge writes each event to a stream of its own day. */
async function writeToLogGroup(kernel: Kernel, target: TargetCall, signal: AbortSignal): Promise<unknown> {
  const logGroupName = target.arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '';
  const logStreamName = `events-${new Date().toISOString().slice(0, 10)}`;
  const caller = { region: regionOf(target), signal };
  try {
    await kernel.call('logs', 'CreateLogStream', { logGroupName, logStreamName }, caller);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
  const logEvents = [{ timestamp: Date.now(), message: target.payload }];
  return await kernel.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, caller);
}
