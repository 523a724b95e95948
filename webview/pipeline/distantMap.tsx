import { useMemo } from 'preact/hooks';
import { isBroken } from '../../src/core/pipeline-map/hits.ts';
import {
  nodeHeight,
  nodeWidth,
  type PlacedMap,
  type PlacedMapNode,
  pathOf,
} from '../../src/core/pipeline-map/layout.ts';
import type { MapState } from './mapState.ts';

/** The map from so far away that no text can be read: a handful of shapes, whatever its size. */
export function DistantMap({ placed, state }: { readonly placed: PlacedMap; readonly state: MapState }) {
  const lines = useMemo(() => placed.edges.map(({ points }) => pathOf(points)).join(''), [placed]);
  const groups = blocksOf(placed, state);
  return (
    <g class="distant">
      <path class="map-edge" d={lines} />
      {groups.map(([tone, path]) => (
        <path key={tone} class={`block-${tone}`} d={path} />
      ))}
    </g>
  );
}

/** The nodes as one shape for each way in which they are shown. */
export function blocksOf(placed: PlacedMap, state: MapState): (readonly [string, string])[] {
  const lit = state.lit.value;
  const groups = new Map<string, string[]>();
  for (const each of placed.nodes) {
    const { id } = each.node;
    const tone = isBroken(state.states.value.get(id)?.state)
      ? 'bad'
      : state.hits.value.has(id)
        ? 'hit'
        : lit && !lit.has(id)
          ? 'dimmed'
          : 'plain';
    const known = groups.get(tone);
    if (known) known.push(blockOf(each));
    else groups.set(tone, [blockOf(each)]);
  }
  return [...groups].map(([tone, paths]) => [tone, paths.join('')] as const);
}

function blockOf({ x, y }: PlacedMapNode): string {
  return `M${Math.round(x)} ${Math.round(y)}h${nodeWidth}v${nodeHeight}h-${nodeWidth}z`;
}
