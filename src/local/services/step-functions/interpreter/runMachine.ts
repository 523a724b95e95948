import type { Machine, QueryLanguage, State } from './asl.ts';
import { breathe, sleepUntil } from './clock.ts';
import { caughtOutcome, checkSize, resultOutcome, withAssigned } from './dataFlow.ts';
import type { Host } from './host.ts';
import type { Json } from './json.ts';
import { nextRetry, type RetryCounts } from './retry.ts';
import { emit, type Outcome, type Scope, type Stay } from './scope.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runTask } from './states/task.ts';
import { runWait } from './states/wait.ts';
import { matchesError, placeError, runtimeError, StatesError } from './statesError.ts';

const kinds: Readonly<Record<State['Type'], (stay: Stay) => Promise<Outcome>>> = {
  Task: runTask,
  Pass: runPass,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
};

/**
 * Runs the states of a machine, branch or iteration from its start, or from where its frame says that an earlier
 * drive failed, and gives the last one's output.
 * @throws StatesError that no Catch of its own took; the signal's reason when aborted
 */
export async function runMachine(machine: Machine, input: Json, scope: Scope): Promise<Json> {
  const { frames } = scope.host;
  const left = frames.get(scope.path);
  if (left?.status === 'succeeded') return left.output ?? null;
  let resumed = left !== undefined;
  let name = left?.state ?? machine.StartAt;
  let stateInput = left?.input ?? input;
  if (left) scope.variables = left.variables;
  for (;;) {
    await breathe();
    scope.signal.throwIfAborted();
    const state = machine.States[name];
    if (!state) throw runtimeError(`The state '${name}' does not exist.`);
    const stay = enter(scope, name, state, stateInput, resumed ? left : undefined);
    const outcome = await runState(stay);
    if (state.Type !== 'Fail') leave(stay, outcome);
    scope.variables = withAssigned(scope.variables, outcome.assigned);
    if (outcome.next === undefined) {
      frames.put(scope.path, { ...frameOf(stay), status: 'succeeded', output: outcome.output });
      return outcome.output;
    }
    resumed = false;
    name = outcome.next;
    stateInput = outcome.output;
  }
}

function enter(
  scope: Scope,
  name: string,
  state: State,
  input: Json,
  left: { readonly enteredId: number; readonly enteredTime: string } | undefined,
): Stay {
  const enteredId =
    left?.enteredId ??
    emit(scope, `${state.Type}StateEntered`, {
      name,
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
    });
  const stay: Stay = {
    scope,
    name,
    state,
    language: state.QueryLanguage ?? scope.language,
    input,
    enteredId,
    enteredTime: left?.enteredTime ?? new Date(scope.host.now()).toISOString(),
    resumed: left !== undefined,
    retryCount: 0,
  };
  scope.host.frames.put(scope.path, frameOf(stay));
  return stay;
}

function frameOf(stay: Stay) {
  return {
    status: 'running' as const,
    state: stay.name,
    input: stay.input,
    variables: stay.scope.variables,
    enteredId: stay.enteredId,
    enteredTime: stay.enteredTime,
  };
}

function leave(stay: Stay, outcome: Outcome): void {
  const output = checkSize(JSON.stringify(outcome.output), stay.name);
  emit(stay.scope, `${stay.state.Type}StateExited`, {
    name: stay.name,
    output,
    outputDetails: { truncated: false },
    ...(outcome.assigned
      ? {
          assignedVariables: Object.fromEntries(
            Object.entries(outcome.assigned).map(([name, value]) => [name, JSON.stringify(value)]),
          ),
          assignedVariablesDetails: { truncated: false },
        }
      : {}),
  });
}

/** The scope of a machine as a whole. `last` is the event that the first one follows: none in a new execution. */
export function outermostScope(host: Host, language: QueryLanguage, signal: AbortSignal, last = 0): Scope {
  return { host, path: '', outer: undefined, language, signal, mapItem: undefined, runMachine, variables: {}, last };
}

/** The state, as often as its Retry says, and its Catch after that. */
async function runState(stay: Stay): Promise<Outcome> {
  const { scope, state } = stay;
  const counts: RetryCounts = new Map();
  for (;;) {
    try {
      return await kinds[state.Type](stay);
    } catch (thrown) {
      scope.signal.throwIfAborted();
      const error = placeError(asStatesError(thrown), stay.name, stay.enteredId);
      if (error.location !== undefined) {
        emit(scope, 'EvaluationFailed', {
          error: error.error,
          cause: error.errorCause,
          location: error.location,
          state: stay.name,
        });
      }
      const wait = nextRetry(state.Retry ?? [], error.error, counts, scope.host.random);
      if (wait !== undefined) {
        await sleepUntil(scope.host.now() + wait, scope.signal);
        stay.retryCount += 1;
        continue;
      }
      if (state.Type === 'Parallel' || state.Type === 'Map') emit(scope, `${state.Type}StateFailed`);
      const catcher = state.Catch?.find((each) => matchesError(each.ErrorEquals, error.error));
      if (!catcher) throw error;
      return await caughtOutcome(stay, catcher, error);
    }
  }
}

/** What one visit of one state came to. */
export interface Visit {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly outcome?: Outcome;
  readonly error?: StatesError;
  /** Which of its Retry, and of its Catch, took the error. */
  readonly retryIndex?: number;
  readonly retryAfterMs?: number;
  readonly catchIndex?: number;
}

/**
 * Visits one state once and says where that leads, without waiting for another attempt.
 * @param mock in place of what the state would have done
 */
export async function visitState(
  scope: Scope,
  name: string,
  state: State,
  input: Json,
  retries: number,
  mock?: () => Json,
): Promise<Visit> {
  const stay = enter(scope, name, state, input, undefined);
  try {
    const outcome = mock ? await resultOutcome(stay, mock()) : await kinds[state.Type](stay);
    checkSize(JSON.stringify(outcome.output), name);
    return { status: 'SUCCEEDED', outcome };
  } catch (thrown) {
    scope.signal.throwIfAborted();
    const error = placeError(asStatesError(thrown), name, stay.enteredId);
    const retryIndex = (state.Retry ?? []).findIndex((each) => matchesError(each.ErrorEquals, error.error));
    const retrier = state.Retry?.[retryIndex];
    const counts: RetryCounts = new Map(retrier ? [[retrier, retries]] : []);
    const retryAfterMs = nextRetry(state.Retry ?? [], error.error, counts, scope.host.random);
    if (retryAfterMs !== undefined) return { status: 'RETRIABLE', error, retryIndex, retryAfterMs };
    const catchIndex = (state.Catch ?? []).findIndex((each) => matchesError(each.ErrorEquals, error.error));
    const catcher = state.Catch?.[catchIndex];
    if (!catcher) return { status: 'FAILED', error };
    return { status: 'CAUGHT_ERROR', error, catchIndex, outcome: await caughtOutcome(stay, catcher, error) };
  }
}

function asStatesError(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  throw thrown;
}
