import { AppError, toAppError } from '../../core/appError.ts';
import { hitNodes, isBroken } from '../../core/pipeline-map/hits.ts';
import type { MapNow } from '../../core/pipeline-map/mapText.ts';
import type { MapNode, NodeState, PipelineMap } from '../../core/pipeline-map/pipelineMap.ts';
import { partOf, reach } from '../../core/pipeline-map/reach.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { liveStates } from '../../platform/lineage/liveStates.ts';
import { reportedEvents } from '../../platform/lineage/openLineageEvents.ts';
import { readReportedMap } from '../../platform/lineage/readPipelineMap.ts';
import { serviceOf } from '../../services/index.ts';

/** What of the map is wanted; all of it where nothing is said. */
export interface MapRequest {
  /** Only these nodes and what is made of them: names, as `namedNode` takes them. */
  readonly downstream?: string | undefined;
  readonly upstream?: string | undefined;
  /** Only what failed last and what is hit by it. */
  readonly failed?: boolean | undefined;
  /** Whether services are asked for states. */
  readonly live?: boolean | undefined;
}

export interface ShownMap extends MapNow {
  readonly map: PipelineMap;
  /** What could not be asked, a line each. */
  readonly notAsked: readonly string[];
}

/**
 * The map of a workspace with the states of its nodes.
 * @param ctx absent where there is nothing to ask: then it is what the files say
 * @throws AppError `not-found` when no node is called so, `invalid-input` when several are
 */
export async function pipelineMap(
  root: string,
  ctx: Ctx | undefined,
  request: MapRequest,
  signal: AbortSignal,
): Promise<ShownMap> {
  const notAsked: string[] = [];
  let account: string | undefined;
  try {
    account = ctx && (await accountOf(ctx, signal));
  } catch (error) {
    signal.throwIfAborted();
    notAsked.push(toAppError(error).message);
  }
  const region = ctx?.connection.region;
  const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
  const events = ctx && request.live !== false ? await reportedEvents(ctx, signal) : [];
  const { map: whole, states: reported } = await readReportedMap(root, place, events, signal);
  let wanted = whole;
  const { downstream, upstream } = request;
  if (downstream !== undefined) {
    wanted = partOf(wanted, reach(whole, [namedNode(whole, downstream).id], 'downstream'));
  }
  if (upstream !== undefined) wanted = partOf(wanted, reach(whole, [namedNode(whole, upstream).id], 'upstream'));
  const states = new Map<string, NodeState>(reported);
  if (ctx && request.live !== false) {
    const onState = (id: string, state: NodeState) => void states.set(id, { ...states.get(id), ...state });
    const onFault = (service: string, message: string) => void notAsked.push(`${service}: ${message}`);
    // A failure above hits what is asked for, so that all are asked.
    await liveStates(ctx, serviceOf, whole.nodes, { onState, onFault }, signal);
    signal.throwIfAborted();
  }
  const hits = hitNodes(whole, states);
  if (request.failed) {
    const failed = wanted.nodes.filter(({ id }) => isBroken(states.get(id)?.state) || hits.has(id));
    wanted = partOf(wanted, new Set(failed.map(({ id }) => id)));
  }
  return { map: wanted, states, hits, now: Date.now(), notAsked: [...new Set(notAsked)] };
}

/**
 * A node by its id, its name, or the end of either after a dot or a stroke: `orders` where only one is called so.
 * @throws AppError `not-found`, or `invalid-input` with those that it may be
 */
export function namedNode(map: PipelineMap, name: string): MapNode {
  const wanted = name.toLowerCase();
  const exact = map.nodes.find(({ id }) => id.toLowerCase() === wanted);
  if (exact) return exact;
  const called = map.nodes.filter(({ label }) => label.toLowerCase() === wanted);
  const ends = map.nodes.filter(({ id, label }) =>
    [id, label].some((text) => new RegExp(`[./:]${escaped(wanted)}/?$`, 'i').test(text)),
  );
  const found = called.length > 0 ? called : ends;
  const [only] = found;
  if (!only) {
    throw new AppError('not-found', `The map has no ${name}.`, { hint: 'strata map --json lists the ids.' });
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => id);
    throw new AppError('invalid-input', `${name} may be one of ${found.length}.`, {
      hint: `Name it by its id: ${ids.join(', ')}`,
    });
  }
  return only;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
