import { isDataset, type MapLayer, type PipelineMap } from './pipelineMap.ts';

/**
 * The column of each node: its band's columns, and in them what something comes of stands before it. A circle is broken
 * where the walk closes it.
 */
export function columnsOf(map: PipelineMap): {
  readonly columnOf: ReadonlyMap<string, number>;
  readonly bands: readonly (MapLayer & { readonly columns: number })[];
} {
  const layerOf = new Map(map.nodes.map(({ id, layer }) => [id, layer]));
  const above = new Map<string, string[]>();
  for (const { from, to } of map.edges) {
    if (layerOf.get(from) !== layerOf.get(to)) continue;
    const known = above.get(to);
    if (known) known.push(from);
    else above.set(to, [from]);
  }
  const depth = late(map, depths(map, above));
  const bands = map.layers.map((layer) => {
    const inside = map.nodes.filter(({ layer: name }) => name === layer.name);
    return { ...layer, columns: 1 + inside.reduce((most, { id }) => Math.max(most, depth.get(id) ?? 0), 0) };
  });
  const first = new Map<string, number>();
  let column = 0;
  for (const { name, columns } of bands) {
    first.set(name, column);
    column += columns;
  }
  const columnOf = new Map(map.nodes.map(({ id, layer }) => [id, (first.get(layer) ?? 0) + (depth.get(id) ?? 0)]));
  return { columnOf, bands };
}

/**
 * What nothing of its band comes before stands right before what comes of it there, and data of which nothing comes
 * there with the other data that leaves the band: lines are shorter, and like stands with like.
 */
function late(map: PipelineMap, depth: ReadonlyMap<string, number>): Map<string, number> {
  const named = new Map(map.nodes.map((node) => [node.id, node]));
  const inside = map.edges.filter(({ from, to }) => named.get(from)?.layer === named.get(to)?.layer);
  const has = new Set(inside.map(({ to }) => to));
  const next = new Map<string, number>();
  for (const { from, to } of inside) next.set(from, Math.min(next.get(from) ?? Infinity, depth.get(to) ?? 0));
  const lastData = new Map<string, number>();
  for (const node of map.nodes) {
    if (isDataset(node)) lastData.set(node.layer, Math.max(lastData.get(node.layer) ?? 0, depth.get(node.id) ?? 0));
  }
  return new Map(
    map.nodes.map((node) => {
      const own = depth.get(node.id) ?? 0;
      if (has.has(node.id)) return [node.id, own];
      const first = next.get(node.id);
      if (first !== undefined) return [node.id, Math.max(own, first - 1)];
      return [node.id, isDataset(node) && node.kind === 'lake-folder' ? (lastData.get(node.layer) ?? own) : own];
    }),
  );
}

/** The longest way to each node, without recursion: chains may be hundreds of nodes long. */
function depths(map: PipelineMap, above: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const depth = new Map<string, number>();
  const open = new Set<string>();
  for (const { id } of map.nodes) {
    const stack = [id];
    while (stack.length > 0) {
      const current = stack.at(-1)!;
      if (depth.has(current)) {
        stack.pop();
        continue;
      }
      open.add(current);
      const waiting = (above.get(current) ?? []).filter((each) => !depth.has(each) && !open.has(each));
      if (waiting.length > 0) {
        stack.push(...waiting);
        continue;
      }
      const known = (above.get(current) ?? []).map((each) => depth.get(each) ?? -1);
      depth.set(current, 1 + Math.max(-1, ...known));
      open.delete(current);
      stack.pop();
    }
  }
  return depth;
}
