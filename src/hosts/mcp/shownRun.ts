/** Runs as the tools show them: node ids and ISO 8601 times, and nothing that is long unless asked for. */
import type { ActionOutcome } from '../../core/action.ts';
import { idOf } from '../../core/node.ts';
import type { Run, RunRef, Step } from '../../core/run.ts';

/** The most characters of an input or output that are shown. */
const mostText = 20_000;

export function shownRef(ref: RunRef): object {
  return { id: ref.id, service: ref.service, of: idOf(ref.of) };
}

/** What an action gave, with its run as the other tools take it. */
export function shownOutcome(outcome: ActionOutcome): object {
  if (outcome.kind === 'run') return { ...outcome, run: shownRef(outcome.run) };
  if (outcome.kind !== 'relation' || outcome.relation.kind !== 'query') return outcome;
  return { ...outcome, relation: { ...outcome.relation, run: shownRef(outcome.relation.run) } };
}

/** As much of a run as a list shows. */
export function shownRun(run: Run): object {
  const { title, state, stateLabel, error } = run;
  return { ...shownRef(run.ref), title, state, stateLabel, ...timesOf(run), error };
}

/** All of a run but its steps. */
export function shownDetails(run: Run): object {
  const { engine, facts, redrivable } = run;
  return { ...shownRun(run), engine, facts, redrivable, input: cut(run.input), output: cut(run.output) };
}

/** @param data whether its input and output are wanted */
export function shownStep(step: Step, data: boolean): object {
  const { name, type, state, attempts, iteration, error, child } = step;
  return {
    ...{ name, type, state, ...timesOf(step), attempts, iteration, error },
    child: child && shownRef(child),
    ...(data ? { input: cut(step.input), output: cut(step.output) } : {}),
  };
}

function timesOf({ startedAt, endedAt }: { readonly startedAt?: number; readonly endedAt?: number }): object {
  return {
    startedAt: startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
    durationMs: startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt,
  };
}

function cut(text: string | undefined): string | undefined {
  return text === undefined || text.length <= mostText
    ? text
    : `${text.slice(0, mostText)}… (${text.length} characters)`;
}
