/** What the events of a stack say of the operations on it; nothing here asks AWS. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { LogEvent } from '../../core/logEvent.ts';
import type { RunError, RunState, Step, StepState } from '../../core/run.ts';
import { stateOfStatus, verbOf } from './stackStatus.ts';

/** One creation, update or deletion of a stack, a rollback included: the events from its first to its last. */
export interface StackOperation {
  /** Id of the event that began it. */
  readonly id: string;
  /** `CREATE`, `UPDATE`, `DELETE`, `IMPORT`, or `ROLLBACK` for one that was asked for by itself. */
  readonly verb: string;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  readonly state: RunState;
  readonly status: string;
  readonly error?: RunError;
}

function isOfStack(event: StackEvent): boolean {
  return event.PhysicalResourceId === event.StackId;
}

/**
 * The operations that events tell of, oldest first. Events before the first beginning are left out: their operation
 * began earlier than what was read. A change set that was only made is no operation.
 * @param events of one stack, oldest first
 */
export function operationsOf(events: readonly StackEvent[]): StackOperation[] {
  const groups: StackEvent[][] = [];
  let verb: string | undefined;
  // Until an end was seen, a rollback may well be that of an operation which began before these events.
  let inTheMiddle = true;
  for (const event of events) {
    // The stack's own statuses come here too, more than the SDK's type for a resource's says.
    const status: string = event.ResourceStatus ?? '';
    if (isOfStack(event) && status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS') {
      // A rollback and a clean-up go on with what failed or came through; a deletion may come in the middle of either.
      const plain = /^[A-Z]+_IN_PROGRESS$/.test(status) && verbOf(status) !== 'ROLLBACK';
      const begins = verb === undefined ? plain || !inTheMiddle : verbOf(status) === 'DELETE' && verb !== 'DELETE';
      if (begins) {
        groups.push([]);
        verb = verbOf(status);
      }
    }
    groups.at(-1)?.push(event);
    if (isOfStack(event) && !status.endsWith('_IN_PROGRESS')) {
      verb = undefined;
      inTheMiddle = false;
    }
  }
  return groups.map((group, i) => operationOf(group, i < groups.length - 1));
}

function operationOf(events: readonly StackEvent[], overtaken: boolean): StackOperation {
  const [first] = events;
  const last = events.findLast(isOfStack);
  const status = last?.ResourceStatus ?? '';
  const state = stateOfStatus(status);
  const failed = events.some((event) => event.ResourceStatus?.endsWith('_FAILED'));
  const error = state === 'failed' || failed ? errorOf(events, last) : undefined;
  return {
    id: first?.EventId ?? '',
    verb: verbOf(first?.ResourceStatus ?? ''),
    events,
    state: overtaken && state === 'running' ? (failed ? 'failed' : 'stopped') : state,
    status,
    ...(error ? { error } : {}),
  };
}

/** The first resource that failed, as what follows it is mostly cancelled for its sake. */
function errorOf(events: readonly StackEvent[], last: StackEvent | undefined): RunError | undefined {
  const failed = events.find((event) => !isOfStack(event) && event.ResourceStatus?.endsWith('_FAILED')) ?? last;
  if (!failed?.ResourceStatusReason) return undefined;
  const name = isOfStack(failed) ? failed.ResourceStatus : `${failed.LogicalResourceId} (${failed.ResourceType})`;
  return { ...(name ? { name } : {}), message: failed.ResourceStatusReason };
}

const stepStates: Readonly<Partial<Record<RunState, StepState>>> = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
};

/** A step for each time that a resource is made, changed or taken away. */
export function stepsOfOperation(operation: StackOperation): Step[] {
  const steps = new Map<string, Step>();
  /** The step that a resource's next event belongs to, by logical id. */
  const open = new Map<string, Step & { readonly verb: string }>();
  for (const event of operation.events) {
    if (isOfStack(event)) continue;
    const { LogicalResourceId: logicalId = '', ResourceStatus: status = '', Timestamp, EventId = '' } = event;
    const verb = verbOf(status);
    const known = open.get(logicalId);
    const goesOn = known?.verb === verb && known.state === 'running' ? known : undefined;
    const at = Timestamp?.getTime();
    const state = status === 'DELETE_SKIPPED' ? 'skipped' : (stepStates[stateOfStatus(status)] ?? 'running');
    const step = {
      id: goesOn?.id ?? EventId,
      name: verb === operation.verb ? logicalId : `${logicalId} · ${verb}`,
      type: event.ResourceType ?? '',
      verb,
      state,
      attempts: 1,
      ...(at === undefined ? {} : { startedAt: goesOn?.startedAt ?? at }),
      ...(at === undefined || state === 'running' ? {} : { endedAt: at }),
      ...(event.PhysicalResourceId ? { output: JSON.stringify(event.PhysicalResourceId) } : {}),
      ...(event.ResourceProperties ? { input: event.ResourceProperties } : {}),
      ...(state === 'failed' ? { error: { name: status, message: event.ResourceStatusReason ?? '' } } : {}),
    } satisfies Step & { verb: string };
    open.set(logicalId, step);
    const { verb: _, ...shown } = step;
    steps.set(step.id, shown);
  }
  const over = operation.state !== 'running';
  return [...steps.values()].map((step) => (over && step.state === 'running' ? { ...step, state: 'stopped' } : step));
}

/** An event as a line of a log: `CREATE_FAILED AWS::S3::Bucket Lake: already exists`. */
export function logEventOf(event: StackEvent): LogEvent {
  const status = event.ResourceStatus ?? '';
  const name = isOfStack(event) ? (event.StackName ?? '') : (event.LogicalResourceId ?? '');
  const reason = event.ResourceStatusReason ? `: ${event.ResourceStatusReason}` : '';
  return {
    timestamp: event.Timestamp?.getTime() ?? 0,
    message: `${status} ${event.ResourceType ?? ''} ${name}${reason}`,
    stream: name,
    level: status.endsWith('_FAILED') ? 'error' : status.includes('ROLLBACK') ? 'warn' : 'info',
  };
}
