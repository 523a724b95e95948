/** What services say of a map's nodes now: the newest run of each job, rows and age of each thing that holds data. */
import { isCancellation, toAppError } from '../../core/appError.ts';
import type { NodeAddress, NodeKind } from '../../core/node.ts';
import { idOf } from '../../core/node.ts';
import { isDataset, type MapNode, type NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { Run } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import type { Service } from '../service.ts';

/** How many services are asked at a time. */
const atOnce = 4;

export interface StateListener {
  /** What came to be known of a node; further parts of it may follow. */
  readonly onState: (id: string, state: NodeState) => void;
  /** A service that cannot be asked: what it knows is missing, and nothing else. */
  readonly onFault: (service: string, message: string) => void;
}

/**
 * Asks for the nodes in their order, so that those come first which are looked at. Ends when all have been asked.
 * @param serviceOf the service that a kind belongs to
 */
export async function liveStates(
  ctx: Ctx,
  serviceOf: (kind: NodeKind) => Service | undefined,
  nodes: readonly MapNode[],
  listener: StateListener,
  signal: AbortSignal,
): Promise<void> {
  const tasks: (() => Promise<void>)[] = [];
  const byKind = new Map<NodeKind, { readonly node: MapNode; readonly address: NodeAddress }[]>();
  const ask = (node: MapNode, address: NodeAddress | undefined) => {
    if (!address) return;
    const known = byKind.get(address.kind);
    if (known) known.push({ node, address });
    else byKind.set(address.kind, [{ node, address }]);
  };
  for (const node of nodes) {
    ask(node, node.address);
    ask(node, node.table);
  }
  for (const [kind, asked] of byKind) {
    const service = serviceOf(kind);
    const list = service?.facts?.[kind];
    if (!service) continue;
    const guarded = (work: () => Promise<void>) => async () => {
      try {
        await work();
      } catch (error) {
        if (signal.aborted || isCancellation(error)) return;
        listener.onFault(service.title, toAppError(error).message);
      }
    };
    if (list) {
      const ids = Map.groupBy(asked, ({ address }) => idOf(address));
      tasks.push(
        guarded(async () => {
          const addresses = [...ids.values()].flatMap(([first]) => (first ? [first.address] : []));
          for await (const [address, state] of list(ctx, addresses, signal)) {
            for (const { node } of ids.get(idOf(address)) ?? []) listener.onState(node.id, state);
          }
        }),
      );
    }
    if (!service.runs) continue;
    if (kind === 'airflow.dag') {
      tasks.push(guarded(async () => newestOfDags(ctx, service, asked, listener, signal)));
      continue;
    }
    for (const { node, address } of asked) {
      if (isDataset(node) && node.kind !== 'data-set') continue;
      tasks.push(guarded(async () => lastRun(ctx, service, node, address, listener, signal)));
    }
  }
  const next = tasks.values();
  const work = async () => {
    for (const task of next) {
      if (signal.aborted) return;
      await task();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** How many runs of DAGs are looked at, for all of them together. */
const mostDagRuns = 200;

/** The newest runs of all DAGs in one question: asked for one DAG, an Airflow that sleeps would be started for it. */
async function newestOfDags(
  ctx: Ctx,
  service: Service,
  asked: readonly { readonly node: MapNode; readonly address: NodeAddress }[],
  listener: StateListener,
  signal: AbortSignal,
): Promise<void> {
  const runs = await service.runs?.list(ctx, { limit: mostDagRuns }, signal);
  for (const { node, address } of asked) {
    const run = runs?.items.find(({ ref }) => idOf(ref.of) === idOf(address));
    if (run) listener.onState(node.id, stateOf(run));
  }
}

function stateOf(run: Run): NodeState {
  const at = run.endedAt ?? run.startedAt;
  return {
    state: run.state,
    run: run.ref,
    ...(at === undefined ? {} : { at }),
    ...(run.error ? { error: run.error.message } : {}),
  };
}

async function lastRun(
  ctx: Ctx,
  service: Service,
  node: MapNode,
  of: NodeAddress,
  listener: StateListener,
  signal: AbortSignal,
): Promise<void> {
  let runs: Awaited<ReturnType<NonNullable<Service['runs']>['list']>> | undefined;
  try {
    runs = await service.runs?.list(ctx, { limit: 1, of }, signal);
  } catch (error) {
    // What the files declare and nobody has deployed is no fault of the service.
    if (toAppError(error).code !== 'not-found') throw error;
    listener.onState(node.id, { missing: true });
    return;
  }
  const [run] = runs?.items ?? [];
  if (run) listener.onState(node.id, stateOf(run));
}
