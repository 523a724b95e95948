import type { RunState } from '../run.ts';
import type { NodeState, PipelineMap } from './pipelineMap.ts';

/** Why a node is not as new as it should be: what failed above it. */
export interface Hit {
  /** The node that failed. */
  readonly by: string;
  /** The node right above, through which it comes; the failed one itself where it is right above. */
  readonly through: string;
}

const broken: ReadonlySet<RunState> = new Set(['failed', 'timed-out', 'interrupted', 'stopped']);

export function isBroken(state: RunState | undefined): boolean {
  return state !== undefined && broken.has(state);
}

/**
 * What lies downstream of a failure, with the closest reason. Data that was made anew since the failure is not hit, and
 * what is made of it neither. Whoever starts what failed is not hit: it failed itself, or went on.
 */
export function hitNodes(map: PipelineMap, states: ReadonlyMap<string, NodeState>): ReadonlyMap<string, Hit> {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of map.edges) {
    if (kind !== 'starts') next.set(from, [...(next.get(from) ?? []), to]);
  }
  const hits = new Map<string, Hit>();
  const queue: { readonly id: string; readonly by: string; readonly since: number }[] = [];
  for (const { id } of map.nodes) {
    const state = states.get(id);
    if (isBroken(state?.state)) queue.push({ id, by: id, since: state?.at ?? 0 });
  }
  for (let i = 0; i < queue.length; i++) {
    const { id, by, since } = queue[i]!;
    for (const to of next.get(id) ?? []) {
      const state = states.get(to);
      if (hits.has(to) || isBroken(state?.state)) continue;
      if (state?.at !== undefined && state.at > since && since > 0) continue;
      hits.set(to, { by, through: id });
      queue.push({ id: to, by, since });
    }
  }
  return hits;
}
