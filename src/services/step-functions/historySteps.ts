import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { RunError, RunId, RunRef, Step, StepState } from '../../core/run.ts';

/**
 * The steps of an execution, read from its history: one step for each time a state was entered.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 *
 * Events of a branch or an iteration are tied to their state through `previousEventId`, so an event belongs to the
 * nearest entered state on the way back; parallel branches that run at once are told apart by nothing else.
 */
export function stepsOfHistory(events: readonly HistoryEvent[], executionState: StepState | 'running'): Step[] {
  const owner = new Map<number, Draft>();
  const steps: Draft[] = [];
  /** Of each exit event, the step that it left. */
  const left = new Map<number, string>();
  // The item that an event belongs to; handed on from event to event until the Map is left.
  const items = new Map<number, number | undefined>();
  for (const event of events) {
    const id = event.id ?? 0;
    items.set(id, itemOf(event, items.get(event.previousEventId ?? 0)));
    const entered = event.stateEnteredEventDetails;
    if (entered) {
      const draft: Draft = {
        id: String(id),
        name: entered.name ?? '',
        type: (event.type ?? '').replace(/StateEntered$/, ''),
        state: 'running',
        attempts: 0,
        ...(left.has(event.previousEventId ?? 0) ? { after: left.get(event.previousEventId ?? 0)! } : {}),
        ...(items.get(id) === undefined ? {} : { iteration: items.get(id)! }),
        ...timeOf(event, 'startedAt'),
        ...(entered.input === undefined ? {} : { input: entered.input }),
      };
      steps.push(draft);
      owner.set(id, draft);
      continue;
    }
    const draft = owner.get(event.previousEventId ?? 0);
    const exited = event.stateExitedEventDetails;
    if (exited) {
      const step = ownerByName(steps, exited.name ?? '', draft);
      if (step) leave(step, event);
      if (step) left.set(id, step.id);
      // What follows an exit is no longer of that state, but of the Parallel or Map around it.
      continue;
    }
    if (!draft) continue;
    owner.set(id, draft);
    apply(draft, event);
  }
  return steps.map((draft) => finish(draft, executionState));
}

/** Nested Maps count their own items; the outer index comes back with the outer Map's next event only. */
function itemOf(event: HistoryEvent, before: number | undefined): number | undefined {
  if (event.type === 'MapIterationStarted') return event.mapIterationStartedEventDetails?.index;
  return event.type === 'MapStateSucceeded' || event.type === 'MapStateExited' ? undefined : before;
}

type Draft = { -readonly [K in keyof Step]: Step[K] };

function timeOf<K extends 'startedAt' | 'endedAt'>(event: HistoryEvent, key: K): Partial<Record<K, number>> {
  return event.timestamp ? ({ [key]: event.timestamp.getTime() } as Partial<Record<K, number>>) : {};
}

/** The open entry of that name: the one the chain leads to, or else the latest one that was not left yet. */
function ownerByName(steps: readonly Draft[], name: string, linked: Draft | undefined): Draft | undefined {
  if (linked?.name === name && linked.endedAt === undefined) return linked;
  return steps.findLast((step) => step.name === name && step.endedAt === undefined);
}

function leave(draft: Draft, event: HistoryEvent): void {
  const output = event.stateExitedEventDetails?.output;
  if (output !== undefined) draft.output = output;
  Object.assign(draft, timeOf(event, 'endedAt'));
  // A state that failed and was left all the same was caught.
  draft.state = draft.error === undefined ? 'succeeded' : 'caught';
}

function apply(draft: Draft, event: HistoryEvent): void {
  const type = event.type ?? '';
  if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(type)) {
    draft.attempts += 1;
    draft.state = 'running';
    delete draft.error;
  }
  if (/^(Task|LambdaFunction|Activity)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/.test(type)) {
    draft.error = errorOf(event);
    draft.state = 'retrying';
  }
  if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(type)) delete draft.error;
  if (type === 'MapStateFailed' || type === 'ParallelStateFailed') draft.error = errorOf(event);
  if (type === 'MapStateAborted' || type === 'ParallelStateAborted') draft.state = 'stopped';
  const child = childOf(event);
  if (child) draft.child = child;
}

function errorOf(event: HistoryEvent): RunError {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.activityFailedEventDetails ??
    event.activityTimedOutEventDetails ??
    {};
  return { name: details.error ?? event.type ?? '', message: details.cause ?? details.error ?? event.type ?? '' };
}

/** The run that a task started, as its answer names it. */
function childOf(event: HistoryEvent): RunRef | undefined {
  const details = event.taskSubmittedEventDetails ?? event.taskSucceededEventDetails;
  if (!details?.output) return undefined;
  const output = parseObject(details.output);
  if (details.resourceType === 'glue' && typeof output.JobRunId === 'string') {
    return glueRun(String(output.JobName ?? ''), output.JobRunId);
  }
  if (details.resourceType === 'glue' && typeof output.Id === 'string')
    return glueRun(String(output.JobName ?? ''), output.Id);
  if (details.resourceType === 'states' && typeof output.ExecutionArn === 'string') {
    const arn = output.ExecutionArn;
    const machine = arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    return { service: 'step-functions', id: arn as RunId, of: { kind: 'step-functions.machine', path: [machine] } };
  }
  if (details.resourceType === 'athena' && typeof output.QueryExecutionId === 'string') {
    const id = output.QueryExecutionId as RunId;
    return { service: 'athena', id, of: { kind: 'athena.workgroup', path: [String(output.WorkGroup ?? 'primary')] } };
  }
  return undefined;
}

function glueRun(job: string, id: string): RunRef {
  return { service: 'glue-jobs', id: id as RunId, of: { kind: 'glue-jobs.job', path: [job] } };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A state still open when the execution is over shared its fate. */
function finish(draft: Draft, executionState: StepState | 'running'): Step {
  const open = draft.endedAt === undefined;
  const state = open && executionState !== 'running' ? (draft.error ? 'failed' : executionState) : draft.state;
  // A Fail state is entered and never left.
  const failed = open && draft.type === 'Fail' && executionState !== 'running';
  return { ...draft, attempts: Math.max(1, draft.attempts), state: failed ? 'failed' : state };
}
