import type { RunGraph, RunGraphEdge, RunRef, Step } from '../../core/run.ts';
import type { DagTask, TaskInstance } from './client/model.ts';
import { taskAddress } from './place.ts';
import { stepStateOf } from './states.ts';

/** What the steps of a run are made of. */
export interface RunFacts {
  readonly key: string;
  readonly dag: string;
  readonly run: string;
  readonly tasks: readonly DagTask[];
  readonly instances: readonly TaskInstance[];
  /** Of those that were tried more than once, by `instanceKey`: every try but the last. */
  readonly earlier: ReadonlyMap<string, readonly TaskInstance[]>;
  /** What they have started, by `tryKey`. */
  readonly children: ReadonlyMap<string, RunRef>;
}

export function instanceKey({ task, mapIndex }: Pick<TaskInstance, 'task' | 'mapIndex'>): string {
  return mapIndex < 0 ? task : `${task}[${mapIndex}]`;
}

export function tryKey(instance: Pick<TaskInstance, 'task' | 'mapIndex' | 'tryNumber'>): string {
  return `${instanceKey(instance)}#${instance.tryNumber}`;
}

/** The stream of a try's lines in the log of the run. */
export function streamOf(instance: Pick<TaskInstance, 'task' | 'mapIndex' | 'tryNumber'>): string {
  return instance.tryNumber > 1 ? `${instanceKey(instance)} · ${instance.tryNumber}` : instanceKey(instance);
}

/** A step for each try of each task, in the order in which they began; those that have not, as the DAG leads to them. */
export function stepsOf(facts: RunFacts): readonly Step[] {
  const { tasks, instances, earlier } = facts;
  const order = new Map(inOrder(tasks).map((id, i) => [id, i]));
  const all = instances.flatMap((instance) => [...(earlier.get(instanceKey(instance)) ?? []), instance]);
  // One that was cleared keeps the times of its try before.
  const isWaiting = ({ state, startedAt }: TaskInstance) => startedAt === undefined || stepStateOf(state) === 'waiting';
  const began = all.filter((each) => !isWaiting(each));
  const waiting = all.filter(isWaiting);
  const place = ({ task }: TaskInstance) => order.get(task) ?? tasks.length;
  began.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || place(a) - place(b) || a.tryNumber - b.tryNumber);
  waiting.sort((a, b) => place(a) - place(b) || a.mapIndex - b.mapIndex);
  return [...began, ...waiting].map((instance) => stepOf(facts, instance));
}

function stepOf({ key, dag, run, children }: RunFacts, instance: TaskInstance): Step {
  const { task, mapIndex, tryNumber, state, operator } = instance;
  const child = children.get(tryKey(instance));
  const stepState = stepStateOf(state);
  const { queuedAt, startedAt, endedAt }: Partial<TaskInstance> = stepState === 'waiting' ? {} : instance;
  return {
    id: tryKey(instance),
    name: task,
    type: operator,
    state: stepState,
    stateLabel: state,
    attempts: Math.max(tryNumber, 1),
    ...(queuedAt === undefined ? {} : { queuedAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined || stepState === 'running' ? {} : { endedAt }),
    ...(mapIndex < 0 ? {} : { iteration: mapIndex }),
    ...(child ? { child } : {}),
    ...(startedAt === undefined ? {} : { stream: streamOf(instance) }),
    node: taskAddress(key, { dag, run, task, mapIndex }),
  };
}

/** Tasks so that each comes behind all that lead to it. */
export function inOrder(tasks: readonly Pick<DagTask, 'id' | 'downstream'>[]): readonly string[] {
  const upstream = new Map<string, number>(tasks.map(({ id }) => [id, 0]));
  for (const { downstream } of tasks) for (const id of downstream) upstream.set(id, (upstream.get(id) ?? 0) + 1);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const ready = tasks.filter(({ id }) => upstream.get(id) === 0).map(({ id }) => id);
  const found: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    found.push(id);
    for (const next of byId.get(id)?.downstream ?? []) {
      const left = (upstream.get(next) ?? 1) - 1;
      upstream.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return found;
}

/** Groups are known by the part of a task's id before its last dot, which is how Airflow names what is inside. */
export function groupOf(task: string): string | undefined {
  const dot = task.lastIndexOf('.');
  return dot > 0 ? task.slice(0, dot) : undefined;
}

/** The picture of a DAG. */
export function dagGraph(tasks: readonly DagTask[]): RunGraph | undefined {
  if (tasks.length === 0) return undefined;
  const groups = new Set<string>();
  for (const { id } of tasks) {
    for (let group = groupOf(id); group !== undefined; group = groupOf(group)) groups.add(group);
  }
  const parentOf = (id: string) => {
    const group = groupOf(id);
    return group === undefined ? {} : { parent: groupNode(group) };
  };
  const edges: RunGraphEdge[] = tasks.flatMap(({ id, downstream }) =>
    downstream.map((to): RunGraphEdge => ({ from: id, to, kind: 'next' })),
  );
  return {
    nodes: [
      ...[...groups].map((id) => ({ id: groupNode(id), label: shortId(id), type: 'TaskGroup', ...parentOf(id) })),
      ...tasks.map(({ id, operator, mapped }) => ({
        id,
        label: `${shortId(id)}${mapped ? ' [ ]' : ''}`,
        type: operator,
        ...parentOf(id),
      })),
    ],
    edges,
    joins: true,
  };
}

const groupNode = (id: string) => `${id}.*`;

function shortId(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}
