/** What a rule's target is: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html */
import type { Kernel } from '../../kernel.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { commonTarget, type Invocation, startTarget } from '../../targets.ts';
import type { Target } from './rule.ts';

export interface RuleTargetCall {
  readonly target: Pick<Target, 'Arn'>;
  readonly payload: string;
  /** The same for every attempt. */
  readonly id: string;
}

/** The bus that a target is, or undefined for another target. */
export function busOfTarget(arn: string): { readonly region: string; readonly bus: string } | undefined {
  const found = /^arn:[\w-]+:events:([^:]*):[^:]*:event-bus\/(.+)$/.exec(arn);
  return found ? { region: found[1] ?? '', bus: found[2] ?? '' } : undefined;
}

const logGroup = /^arn:[\w-]+:logs:[^:]*:[^:]*:log-group:(.+?)(?::\*)?$/;

/** Refuses a target that could never be started. @throws Fault ValidationException */
export function checkTarget(target: Target): void {
  const { Arn, RoleArn } = target;
  if (!/^arn:[\w-]+:[\w-]+:[^:]*:[^:]*:.+/.test(Arn)) {
    throw validationFault(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (/^arn:[\w-]+:states:/.test(Arn) && !RoleArn) throw validationFault(`RoleArn is required for target ${Arn}.`);
  if (busOfTarget(Arn) || logGroup.test(Arn)) return;
  invocationOf({ target, payload: '{}', id: 'sample' });
}

/**
 * Starts a target that is not a bus.
 * @throws Fault of its service
 */
export async function startRuleTarget(
  kernel: Pick<Kernel, 'call'>,
  call: RuleTargetCall,
  caller: { readonly region: string; readonly signal: AbortSignal },
): Promise<unknown> {
  const group = logGroup.exec(call.target.Arn)?.[1];
  if (group !== undefined) return await writeToLogGroup(kernel, group, call, caller);
  return await startTarget(kernel, invocationOf(call), call.target.Arn, caller);
}

function invocationOf({ target, payload, id }: RuleTargetCall): Invocation {
  const common = commonTarget({ arn: target.Arn, payload, id });
  if (common) return common;
  const workflow = /^arn:[\w-]+:glue:[^:]*:[^:]*:workflow\/(.+)$/.exec(target.Arn)?.[1];
  if (workflow) return { service: 'glue', operation: 'StartWorkflowRun', input: { Name: workflow } };
  throw validationFault(
    `Parameter ${target.Arn} is not valid. Reason: the local endpoint starts state machines, functions, topics, buses, log groups and Glue workflows.`,
  );
}

/** EventBridge writes to streams of its own; here there is one a day. */
async function writeToLogGroup(
  kernel: Pick<Kernel, 'call'>,
  logGroupName: string,
  { target, payload }: RuleTargetCall,
  caller: { readonly region: string; readonly signal: AbortSignal },
): Promise<unknown> {
  const logStreamName = `events-${new Date().toISOString().slice(0, 10)}`;
  const there = { region: target.Arn.split(':')[3] || caller.region, signal: caller.signal };
  try {
    await kernel.call('logs', 'CreateLogStream', { logGroupName, logStreamName }, there);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
  const logEvents = [logEventOf(payload)];
  return await kernel.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, there);
}

/** An input transformer for a log group makes `{timestamp, message}`; anything else is the message. */
function logEventOf(payload: string): { readonly timestamp: number; readonly message: string } {
  try {
    const { timestamp, message, ...more } = JSON.parse(payload) as Record<string, unknown>;
    const time = typeof timestamp === 'number' ? timestamp : Date.parse(String(timestamp));
    if (Object.keys(more).length === 0 && message !== undefined && !Number.isNaN(time)) {
      return { timestamp: time, message: typeof message === 'string' ? message : JSON.stringify(message) };
    }
  } catch {
    // Lines of text.
  }
  return { timestamp: Date.now(), message: payload };
}
