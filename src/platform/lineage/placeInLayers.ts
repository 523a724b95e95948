import { t } from '../../core/l10n.ts';
import { isDataset, type MapLayer, type MapNode } from '../../core/pipeline-map/pipelineMap.ts';
import type { DeclaredPlace, DraftMap } from './mapBuilder.ts';

/** Bands that every pipeline has, before and after those that strata.yaml declares. */
const before = (): MapLayer[] => [{ name: 'source', title: t('Source') }];
const after = (): MapLayer[] => [
  { name: 'warehouse', title: t('Warehouse') },
  { name: 'models', title: t('Models') },
  { name: 'cubes', title: t('Cubes') },
  { name: 'data-sets', title: t('Data sets') },
];
const lake = (): MapLayer => ({ name: 'lake', title: t('Lake') });

const layerOfKind: Partial<Record<MapNode['kind'], string>> = {
  'source-table': 'source',
  'warehouse-table': 'warehouse',
  model: 'models',
  cube: 'cubes',
  'data-set': 'data-sets',
};

/**
 * Every node in its band: data by what it is and where it lies, a job with what it makes first, who starts something
 * with the first thing that it starts.
 */
export function placeInLayers(
  draft: DraftMap,
  declared: readonly DeclaredPlace[],
): { readonly nodes: MapNode[]; readonly layers: MapLayer[] } {
  const layers = [...before(), ...ordered(declared), lake(), ...after()];
  const rank = new Map(layers.map(({ name }, i) => [name, i]));
  const found = new Map<string, string>();
  for (const [id, node] of draft.nodes) {
    const place = node.kind === 'lake-folder' ? id : node.place;
    const layer = layerOfKind[node.kind] ?? closest(declared, place)?.name;
    if (layer !== undefined) found.set(id, layer);
  }
  const edges = [...draft.edges.values()];
  const nearest = (ids: readonly string[], pick: 'first' | 'last') => {
    const ranks = ids.flatMap((id) => {
      const layer = found.get(id);
      return layer === undefined ? [] : [rank.get(layer) ?? 0];
    });
    if (ranks.length === 0) return undefined;
    return layers[pick === 'first' ? Math.min(...ranks) : Math.max(...ranks)]?.name;
  };
  const [out, into] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const { from, to } of edges) {
    out.set(from, [...(out.get(from) ?? []), to]);
    into.set(to, [...(into.get(to) ?? []), from]);
  }
  const isData = (id: string) => isDataset(draft.nodes.get(id) ?? { kind: 'job' });
  // What has no band of its own takes a neighbour's; those that have such neighbours only wait for the next round.
  for (let round = 0; round < 20; round++) {
    const open = [...draft.nodes.keys()].filter((id) => !found.has(id));
    const settled = open.flatMap((id) => {
      const [above, below] = [into.get(id) ?? [], out.get(id) ?? []];
      const layer = isData(id)
        ? (nearest(above, 'last') ?? nearest(below, 'first'))
        : (nearest(below, 'first') ?? nearest(above, 'last'));
      return layer === undefined ? [] : [[id, layer] as const];
    });
    if (settled.length === 0) break;
    for (const [id, layer] of settled) found.set(id, layer);
  }
  const nodes = [...draft.nodes.values()].map((node) => ({ ...node, layer: found.get(node.id) ?? 'lake' }));
  const used = new Set(nodes.map(({ layer }) => layer));
  return { nodes, layers: layers.filter(({ name }) => used.has(name)) };
}

function closest(declared: readonly DeclaredPlace[], place: string | undefined): DeclaredPlace | undefined {
  if (place === undefined) return undefined;
  return declared
    .filter(({ folder }) => place.startsWith(folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/** Layers of several pipelines in one order: each stands behind the one that it follows in its own. */
function ordered(declared: readonly DeclaredPlace[]): MapLayer[] {
  const found: MapLayer[] = [];
  let last: string | undefined;
  for (const { name, title } of declared) {
    if (!found.some((each) => each.name === name)) {
      const behind = found.findIndex((each) => each.name === last);
      found.splice(behind + 1, 0, { name, title });
    }
    last = name;
  }
  return found;
}
