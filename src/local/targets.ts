/**
 * What both EventBridge rules and schedules start: a target's ARN says which operation of which service it is.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
import type { Kernel } from './kernel.ts';
import { Fault } from './server/fault.ts';

export interface Invocation {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface TargetCall {
  readonly arn: string;
  /** The text that the target receives. */
  readonly payload: string;
  /** The same for every attempt, so that a state machine that was started before a crash is not started again. */
  readonly id: string;
}

/** The operation of a target that both know; undefined for another one. */
export function commonTarget({ arn, payload, id }: TargetCall): Invocation | undefined {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'states' && resource.startsWith('stateMachine:')) {
    return { service, operation: 'StartExecution', input: { stateMachineArn: arn, name: id, input: payload } };
  }
  if (service === 'lambda' && resource.startsWith('function:')) {
    const input = { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(payload) };
    return { service, operation: 'Invoke', input };
  }
  if (service === 'sns' && resource !== '') {
    return { service, operation: 'Publish', input: { TopicArn: arn, Message: payload } };
  }
  return undefined;
}

/** Whether such a target takes nothing but JSON. */
export function takesJson(arn: string): boolean {
  return ['states', 'lambda', 'events'].includes(arn.split(':')[2] ?? '');
}

/**
 * Starts a target once and gives what its service answered.
 * @param arn names the region, where the target has one of its own
 * @throws Fault of that service
 */
export async function startTarget(
  kernel: Pick<Kernel, 'call'>,
  { service, operation, input }: Invocation,
  arn: string,
  caller: { readonly region: string; readonly signal: AbortSignal },
): Promise<unknown> {
  const region = arn.split(':')[3] || caller.region;
  try {
    return await kernel.call(service, operation, input, { region, signal: caller.signal });
  } catch (error) {
    // Its name is ours alone: an earlier attempt started it, and was cut short before it could say so.
    if (operation === 'StartExecution' && error instanceof Fault && error.code === 'ExecutionAlreadyExists') return {};
    throw error;
  }
}
