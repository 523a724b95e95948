import type { MapEdge, PipelineMap } from './pipelineMap.ts';

export type Direction = 'downstream' | 'upstream';

/** Neighbours by the direction in which data goes, starts left out. */
function flowOf(edges: readonly MapEdge[], direction: Direction): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of edges) {
    if (kind === 'starts') continue;
    const [a, b] = direction === 'downstream' ? [from, to] : [to, from];
    const known = next.get(a);
    if (known) known.push(b);
    else next.set(a, [b]);
  }
  return next;
}

/** The nodes that data reaches from some, or comes from, they themselves included. What a job starts is its own. */
export function reach(map: Pick<PipelineMap, 'edges'>, from: Iterable<string>, direction: Direction): Set<string> {
  const next = flowOf(map.edges, direction);
  const started = new Map<string, string[]>();
  for (const edge of map.edges) {
    if (edge.kind === 'starts') started.set(edge.from, [...(started.get(edge.from) ?? []), edge.to]);
  }
  const queue = [...from];
  const seen = new Set<string>(queue);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const other of [...(next.get(id) ?? []), ...(started.get(id) ?? [])]) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return seen;
}

/** The part of a map that some nodes are, with the edges between them. */
export function partOf(map: PipelineMap, ids: ReadonlySet<string>): PipelineMap {
  const nodes = map.nodes.filter(({ id }) => ids.has(id));
  const layers = new Set(nodes.map(({ layer }) => layer));
  return {
    ...map,
    nodes,
    edges: map.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    layers: map.layers.filter(({ name }) => layers.has(name)),
  };
}
