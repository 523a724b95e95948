import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { RunError, Step, StepState } from '../../core/run.ts';
import { childOf } from './childRun.ts';

type Draft = { -readonly [K in keyof Step]: Step[K] };

/** One entry into a state. */
interface Entry {
  readonly step: Draft;
  /** The Map or Parallel around it. */
  readonly parent: Entry | undefined;
  /** A Map or Parallel that gave up its inner states. */
  failed: boolean;
}

/**
 * The steps of an execution, read from its history: one step for each time a state was entered.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 *
 * Events are tied to their state through `previousEventId` alone, so an event belongs to what the event before it
 * belonged to; what follows the exit of a state belongs to the Map or Parallel around that state.
 */
export function stepsOfHistory(events: readonly HistoryEvent[], executionState: StepState): Step[] {
  const entries: Entry[] = [];
  const owners = new Map<number, Entry>();
  /** Of each exit event, the entry that it left. */
  const left = new Map<number, Entry>();
  /** Of each event that began an item of a Map, the item's index. */
  const items = new Map<number, number>();
  for (const event of events) {
    const id = event.id ?? 0;
    const previous = event.previousEventId ?? 0;
    const linked = owners.get(previous);
    if (event.stateEnteredEventDetails) {
      const entry = entryOf(event, left.get(previous), linked, items.get(previous));
      entries.push(entry);
      owners.set(id, entry);
    } else if (event.stateExitedEventDetails) {
      const entry = openEntry(entries, event.stateExitedEventDetails.name ?? '', linked);
      if (!entry) continue;
      leave(entry, event);
      left.set(id, entry);
      if (entry.parent) owners.set(id, entry.parent);
    } else {
      const entry = subjectOf(event, linked);
      if (!entry) continue;
      owners.set(id, entry);
      const index = event.mapIterationStartedEventDetails?.index;
      if (event.type === 'MapIterationStarted' && index !== undefined) items.set(id, index);
      apply(entry, event, linked?.step.error, entries);
    }
  }
  return entries.map(({ step }) => finish(step, executionState));
}

function entryOf(
  event: HistoryEvent,
  before: Entry | undefined,
  linked: Entry | undefined,
  item: number | undefined,
): Entry {
  const { name = '', input } = event.stateEnteredEventDetails ?? {};
  const parent = before ? before.parent : nearest(linked, isContainer);
  const iteration = item ?? (before ?? parent)?.step.iteration;
  const step: Draft = {
    id: String(event.id ?? 0),
    name,
    type: (event.type ?? '').replace(/StateEntered$/, ''),
    state: 'running',
    attempts: 0,
    ...(before ? { after: before.step.id } : {}),
    ...(iteration === undefined ? {} : { iteration }),
    ...timeOf(event, 'startedAt'),
    ...(input === undefined ? {} : { input }),
  };
  return { step, parent, failed: false };
}

/** The entry itself, or the closest one around it, that is so. */
function nearest(entry: Entry | undefined, is: (entry: Entry) => boolean): Entry | undefined {
  let at = entry;
  while (at && !is(at)) at = at.parent;
  return at;
}

function isContainer({ step }: Entry): boolean {
  return step.type === 'Map' || step.type === 'Parallel';
}

/** Whose event it is. What ends a Map or Parallel follows an event of a state inside of it. */
function subjectOf(event: HistoryEvent, linked: Entry | undefined): Entry | undefined {
  const type = event.type ?? '';
  if (/^MapIteration(Succeeded|Failed|Aborted)$/.test(type)) {
    const { name } =
      event.mapIterationSucceededEventDetails ??
      event.mapIterationFailedEventDetails ??
      event.mapIterationAbortedEventDetails ??
      {};
    return nearest(linked, ({ step }) => step.type === 'Map' && (name === undefined || step.name === name));
  }
  const [, container] = /^(Map|Parallel)State(?:Succeeded|Failed|Aborted)$/.exec(type) ?? [];
  return container ? nearest(linked, ({ step, failed }) => step.type === container && !failed) : linked;
}

function timeOf<K extends 'startedAt' | 'endedAt'>(event: HistoryEvent, key: K): Partial<Record<K, number>> {
  return event.timestamp ? ({ [key]: event.timestamp.getTime() } as Partial<Record<K, number>>) : {};
}

/** The open entry of that name: the one the chain leads to, or else the latest one that was not left yet. */
function openEntry(entries: readonly Entry[], name: string, linked: Entry | undefined): Entry | undefined {
  const isOpen = ({ step }: Entry) => step.name === name && step.endedAt === undefined;
  return nearest(linked, isOpen) ?? entries.findLast(isOpen);
}

function leave({ step, failed }: Entry, event: HistoryEvent): void {
  const output = event.stateExitedEventDetails?.output;
  if (output !== undefined) step.output = output;
  Object.assign(step, timeOf(event, 'endedAt'));
  // A state that failed and was left all the same was caught.
  step.state = step.error || failed ? 'caught' : 'succeeded';
}

/** @param inner the error of the state that led here, for what failed because of it */
function apply(entry: Entry, event: HistoryEvent, inner: RunError | undefined, entries: readonly Entry[]): void {
  const { step } = entry;
  const type = event.type ?? '';
  if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(type)) {
    step.attempts += 1;
    step.state = 'running';
    delete step.error;
  } else if (/^(Task|LambdaFunction|Activity)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/.test(type)) {
    step.error = errorOf(event);
    step.state = 'retrying';
  } else if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(type) || type === 'ExecutionRedriven') {
    delete step.error;
    entry.failed = false;
  } else if (type === 'EvaluationFailed') {
    step.error = errorOf(event);
  } else if (/^(Map|Parallel)StateStarted$/.test(type)) {
    // Started once more for its Retry, it begins with none of what it had.
    if (step.attempts > 0) cutOff(entry, event, entries);
    step.attempts += 1;
    entry.failed = false;
    delete step.error;
  } else if (/^(MapIteration|MapRun|MapState|ParallelState)Failed$/.test(type)) {
    // Most of these events give no reason of their own.
    if (inner || event.mapRunFailedEventDetails) step.error ??= inner ?? errorOf(event);
    if (!/State/.test(type)) return;
    entry.failed = true;
    cutOff(entry, event, entries);
  } else if (/StateAborted$/.test(type)) {
    cutOff(entry, event, entries);
    Object.assign(step, { state: 'stopped' }, timeOf(event, 'endedAt'));
  } else if (/^Execution(Failed|TimedOut)$/.test(type) && step.endedAt === undefined) {
    step.error ??= errorOf(event);
  }
  const child = childOf(event);
  if (child) step.child = child;
}

/** Ends what is still open inside of a Map or Parallel that gave up. */
function cutOff(container: Entry, event: HistoryEvent, entries: readonly Entry[]): void {
  for (const { step, parent } of entries) {
    if (step.endedAt !== undefined || !nearest(parent, (entry) => entry === container)) continue;
    // A Fail state is entered and never left.
    const state = step.error || step.type === 'Fail' ? 'failed' : 'stopped';
    Object.assign(step, { state }, timeOf(event, 'endedAt'));
  }
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
    event.activityScheduleFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.mapRunFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    {};
  return { name: details.error ?? event.type ?? '', message: details.cause ?? details.error ?? event.type ?? '' };
}

/**
 * A state still open when the execution is over shared its fate; one that an execution left open when it succeeded was
 * cut off.
 */
function finish(draft: Draft, executionState: StepState): Step {
  const attempts = Math.max(1, draft.attempts);
  if (draft.endedAt !== undefined || executionState === 'running') return { ...draft, attempts };
  if (draft.error || draft.type === 'Fail') return { ...draft, attempts, state: 'failed' };
  return { ...draft, attempts, state: executionState === 'succeeded' ? 'stopped' : executionState };
}
