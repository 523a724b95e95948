import type { RunGraph, RunGraphEdge, Step } from '../../src/core/run.ts';

/**
 * The edges that a run went along. Two states may both have been entered without the edge between them having been
 * taken, so it is read from what led to each step. Rules of one choice that lead to the same state cannot be told apart.
 * @param over whether the run has ended, so that the way to the end counts
 */
export function takenEdges(graph: RunGraph, steps: readonly Step[], over: boolean): ReadonlySet<RunGraphEdge> {
  if (graph.joins) return joinedEdges(graph, steps);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const types = new Map(graph.nodes.map((node) => [node.id, node.type]));
  const inside = new Set(graph.nodes.flatMap((node) => (node.parent === undefined ? [] : [node.id])));
  const outermost = steps.filter(({ name }) => !inside.has(name));
  const moves = new Set(
    steps.flatMap((step) => {
      const from = step.after === undefined ? undefined : byId.get(step.after);
      return from ? [move(from.name, step.name, from.state === 'caught')] : [];
    }),
  );
  return new Set(
    graph.edges.filter((edge) => {
      if (types.get(edge.from) === 'Start') return outermost[0]?.name === edge.to;
      if (types.get(edge.to) === 'End') return over && outermost.at(-1)?.name === edge.from;
      return moves.has(move(edge.from, edge.to, edge.kind === 'catch'));
    }),
  );
}

/** Where a part waits for several, the ways to it count as gone along once it has begun. */
function joinedEdges(graph: RunGraph, steps: readonly Step[]): ReadonlySet<RunGraphEdge> {
  const begun = new Set(
    steps.filter(({ state }) => state !== 'waiting' && state !== 'skipped').map(({ name }) => name),
  );
  return new Set(graph.edges.filter(({ from, to }) => begun.has(from) && begun.has(to)));
}

function move(from: string, to: string, caught: boolean): string {
  return JSON.stringify([from, to, caught]);
}
