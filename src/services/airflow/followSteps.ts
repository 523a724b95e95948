import { AppError } from '../../core/appError.ts';
import type { RunRef, Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { childOfLinks, childOfResult } from './childRun.ts';
import type { AirflowClient } from './client/airflowClient.ts';
import type { DagTask, TaskInstance } from './client/model.ts';
import { clientOf } from './clientOf.ts';
import { readRunId } from './place.ts';
import { instanceKey, stepsOf, tryKey } from './runSteps.ts';
import { isTryOver } from './states.ts';

/** Operators that start something elsewhere and leave no link, but its id as their result. */
const tellsByResult = /Redshift|StepFunction/;
/** What a task has started is asked for again after so long, in milliseconds, until it is known. */
const askAgainMs = 4000;

/** The tasks of a run, read anew each time it is asked; what does not change any more is read once. */
export function followSteps(ctx: Ctx, ref: RunRef): (signal: AbortSignal) => Promise<readonly Step[]> {
  const { key, dag, run } = readRunId(ref.id);
  const earlier = new Map<string, { readonly tryNumber: number; readonly tries: readonly TaskInstance[] }>();
  const children = new Map<string, RunRef>();
  const asked = new Map<string, number>();
  let tasks: readonly DagTask[] | undefined;

  const readTries = async (client: AirflowClient, instance: TaskInstance, signal: AbortSignal) => {
    const { task, mapIndex, tryNumber } = instance;
    if (tryNumber < 2 || earlier.get(instanceKey(instance))?.tryNumber === tryNumber) return;
    const all = await client.tries({ dag, run, task, mapIndex }, signal).catch(noneOf);
    const tries = all.filter((each) => each.tryNumber < tryNumber);
    earlier.set(instanceKey(instance), { tryNumber, tries });
  };
  const findChild = async (client: AirflowClient, instance: TaskInstance, signal: AbortSignal) => {
    const { task, mapIndex, state, startedAt, operator } = instance;
    const over = isTryOver(state);
    const id = tryKey(instance);
    const definition = tasks?.find((each) => each.id === task);
    const tells = definition?.hasLinks || tellsByResult.test(operator);
    const next = asked.get(id) ?? 0;
    if (!tells || startedAt === undefined || children.has(id) || next > Date.now()) return;
    // Once more when it is over, and then no more.
    asked.set(id, over ? Number.POSITIVE_INFINITY : Date.now() + askAgainMs);
    const at = { dag, run, task, mapIndex };
    const links = definition?.hasLinks
      ? await client.links(at, signal).catch(() => new Map<string, string>())
      : new Map();
    const child =
      childOfLinks(links) ??
      (over && tellsByResult.test(operator)
        ? childOfResult(operator, (await client.xcoms(at, signal).catch(() => new Map())).get('return_value'))
        : undefined);
    if (child) children.set(id, child);
  };

  return async (signal) => {
    const client = await clientOf(ctx, key, signal);
    tasks ??= await client.tasks(dag, signal).catch(noneOf);
    const instances = await client.taskInstances(dag, run, signal);
    await Promise.all(instances.map((instance) => readTries(client, instance, signal)));
    await Promise.all(instances.map((instance) => findChild(client, instance, signal)));
    signal.throwIfAborted();
    const known = new Map([...earlier].map(([id, { tries }]) => [id, tries]));
    return stepsOf({ key, dag, run, tasks, instances, earlier: known, children });
  };
}

/** A DAG that is gone, and an Airflow too old to tell of tries, leave the rest to see. */
function noneOf(error: unknown): readonly never[] {
  if (error instanceof AppError && (error.code === 'not-found' || error.code === 'unsupported')) return [];
  throw error;
}
