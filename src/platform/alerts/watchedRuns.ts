/** Which runs are looked at, and which of them failed by themselves. */
import { addressOf, type NodeId } from '../../core/node.ts';
import { isFinal, type Run, type RunState, type Step } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import { newestRuns } from '../runs/newestRuns.ts';
import type { Service } from '../service.ts';

/** Services whose runs are pipelines or their parts; of a query's failure the one knows who ran it. */
export const watchedServices: readonly string[] = [
  'step-functions',
  'glue-jobs',
  'glue-crawlers',
  'lambda',
  'airflow',
  'dms',
  'quicksight',
];

const failedStates: readonly RunState[] = ['failed', 'timed-out'];
const mostRuns = 200;
const ofOne = 10;

export const hasFailed = ({ state }: Run) => failedStates.includes(state);

/** `*` stands for anything in a name. */
export function nameMatches(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${source.join('.*')}$`).test(name);
  });
}

/** A pattern that is the id of a node names one thing, of which alone is asked then. */
const nodeId = /^[a-z-]+\.[a-z-]+\/./;

/**
 * The newest runs of what is watched.
 * @param patterns names with `*`, or ids of nodes such as `glue-jobs.job/raw_to_silver`; where all are ids, nothing else
 * is asked for
 */
export async function watchedRuns(
  ctx: Ctx,
  services: readonly Service[],
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const watched = services.filter(({ name }) => watchedServices.includes(name));
  const ids = patterns.filter((pattern) => nodeId.test(pattern));
  const names = patterns.filter((pattern) => !nodeId.test(pattern));
  const single = await Promise.all(ids.map((id) => runsOfNode(ctx, watched, id as NodeId, signal)));
  if (names.length === 0) return single.flat();
  const { runs, failures } = await newestRuns(ctx, watched, mostRuns, signal);
  for (const failure of failures) ctx.log.debug(`runs that could not be looked at: ${failure.message}`);
  return [...single.flat(), ...runs];
}

async function runsOfNode(
  ctx: Ctx,
  services: readonly Service[],
  id: NodeId,
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const of = addressOf(id);
  const source = services.find(({ name }) => of.kind.startsWith(`${name}.`))?.runs;
  if (!source) return [];
  try {
    return (await source.list(ctx, { limit: ofOne, of }, signal)).items;
  } catch (error) {
    signal.throwIfAborted();
    ctx.log.debug(`runs of ${id} could not be looked at: ${String(error)}`);
    return [];
  }
}

/** Whether a pattern takes the run, by its title, the name of what was run, or its node. */
export function isWatched(patterns: readonly string[], run: Run): boolean {
  const names = [run.title, run.ref.of.path.at(-1) ?? '', run.ref.of.path.at(-1)?.split(':').at(-1) ?? ''];
  const address = [run.ref.of.kind, ...run.ref.of.path.map(encodeURIComponent)].join('/');
  return names.some((name) => nameMatches(patterns, name)) || nameMatches(patterns, address);
}

/** How far the clocks of two services may be apart. */
const slackMs = 5000;
/** The same for a call and the step that waits for it: one lies within the other. */
const callSlackMs = 200;

export type Descent =
  /** Nothing that is known started it, or what did has failed at it. */
  | { readonly kind: 'own' }
  /** A run that goes on started it, and says itself how it ends. */
  | { readonly kind: 'pending' }
  /** A run that is over started it: what counts is that one's end. */
  | { readonly kind: 'child' };

/**
 * Whose matter a failed run is. A state machine that started the job tries it again, catches its failure or fails with
 * it; either way the user is told of one thing.
 * @param stepsOf the steps of a run, empty where it has none or they cannot be read
 */
export async function descentOf(
  run: Run,
  all: readonly Run[],
  stepsOf: (parent: Run) => Promise<readonly Step[]>,
): Promise<Descent> {
  const began = run.startedAt ?? 0;
  const could = all.filter(
    (each) =>
      each.ref.service !== run.ref.service &&
      (each.startedAt ?? 0) <= began + slackMs &&
      (!isFinal(each.state) || (each.endedAt ?? 0) >= began - slackMs),
  );
  for (const parent of could) {
    const steps = await stepsOf(parent);
    if (!steps.some((step) => isOf(step, run))) continue;
    return isFinal(parent.state) ? { kind: 'child' } : { kind: 'pending' };
  }
  return { kind: 'own' };
}

/**
 * Whether a step started a run. Of a function's invocation no history tells: a step that was at it just then, and failed
 * with the same words or was tried again, is taken for it.
 */
function isOf({ child, startedAt = 0, endedAt = Date.now(), error, attempts }: Step, run: Run): boolean {
  if (child) return child.service === run.ref.service && child.id === run.ref.id;
  if (run.ref.service !== 'lambda') return false;
  const began = run.startedAt ?? 0;
  if (began < startedAt - callSlackMs || began > endedAt + callSlackMs) return false;
  return error ? error.message.includes(run.error?.message ?? '') : attempts > 1;
}

/** The step at which a run failed: the last that did, of those that nothing caught. */
export function failedStep(steps: readonly Step[]): Step | undefined {
  return steps.findLast(({ state }) => state === 'failed') ?? steps.findLast(({ state }) => state === 'caught');
}
