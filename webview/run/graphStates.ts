import type { RunGraph, Step, StepState } from '../../src/core/run.ts';

/** Of several, the first of these that one has is what all together are. */
const telling: readonly StepState[] = [
  'running',
  'retrying',
  'failed',
  'stopped',
  'waiting',
  'caught',
  'succeeded',
  'skipped',
];

/**
 * What each state of the picture shows: its latest entry; of a mapped one the latest of every item, taken together; a
 * group that runs nothing itself what is inside of it.
 */
export function statesOf(graph: RunGraph, steps: readonly Step[]): ReadonlyMap<string, StepState> {
  const latest = new Map<string, Map<number, StepState>>();
  for (const { name, iteration = -1, state } of steps) {
    const items = latest.get(name) ?? new Map<number, StepState>();
    latest.set(name, items.set(iteration, state));
  }
  const states = new Map([...latest].map(([name, items]) => [name, together([...items.values()])]));
  const inside = Map.groupBy(graph.nodes, ({ parent }) => parent);
  const stateOf = (id: string): StepState => {
    const known = states.get(id);
    if (known !== undefined) return known;
    const within = (inside.get(id) ?? []).map((node) => stateOf(node.id));
    const state = within.length === 0 ? 'waiting' : groupState(within);
    states.set(id, state);
    return state;
  };
  if (graph.joins) for (const { id } of graph.nodes) stateOf(id);
  return states;
}

function together(states: readonly StepState[]): StepState {
  return telling.find((each) => states.includes(each)) ?? 'waiting';
}

/** A group of which some parts are over and others wait is under way. */
function groupState(states: readonly StepState[]): StepState {
  const all = together(states);
  return all === 'waiting' && states.some((state) => state !== 'waiting') ? 'running' : all;
}
