import { t } from '../../src/core/l10n.ts';
import { nodeHeight, nodeWidth, type PlacedMapNode } from '../../src/core/pipeline-map/layout.ts';
import { kindIcons, kindTexts } from '../../src/core/pipeline-map/mapWords.ts';
import { isDataset, type MapNode, type NodeState } from '../../src/core/pipeline-map/pipelineMap.ts';
import { stateWords } from '../../src/core/pipeline-map/stateWords.ts';
import { Icon } from '../kit/icon.tsx';
import { looks } from '../kit/stateBadge.tsx';
import { shorten } from '../run/graphLayout.ts';

/** One node: its icon, its name, and in small how it is. */
export function MapNodeShape(props: {
  readonly placed: PlacedMapNode;
  readonly state: NodeState | undefined;
  readonly hit: boolean;
  readonly dimmed: boolean;
  readonly selected: boolean;
  readonly tabbable: boolean;
  readonly now: number;
}) {
  const { node, x, y } = props.placed;
  const look = props.state?.state ? looks[props.state.state] : undefined;
  const said = stateWords(props.state, props.now);
  const below = [kindTexts[node.kind](), ...said].join(' · ');
  const classes = [
    'map-node',
    isDataset(node) ? 'data' : 'job',
    props.hit ? 'hit' : '',
    look?.tone === 'bad' ? 'bad' : '',
    props.dimmed ? 'dimmed' : '',
    props.selected ? 'selected' : '',
    props.state?.missing ? 'missing' : '',
  ];
  const words = [node.label, below, props.hit ? t('hit by a failure') : ''].filter(Boolean).join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button; keys are heard by the picture around it
    <g
      class={classes.filter(Boolean).join(' ')}
      transform={`translate(${x} ${y})`}
      role="button"
      // In SVG attributes are told apart by case, and Preact sets them as they are written.
      tabindex={props.tabbable ? 0 : -1}
      data-node-id={node.id}
      aria-label={words}
      aria-pressed={props.selected}
    >
      <rect width={nodeWidth} height={nodeHeight} rx={isDataset(node) ? 14 : 4} />
      <foreignObject x="10" y="14" width="18" height="18">
        <Icon name={kindIcons[node.kind]} />
      </foreignObject>
      <text class="map-label" x="34" y="20">
        {shortLabel(node, look || props.hit ? 18 : 20)}
      </text>
      <text class="map-type" x="34" y="36">
        {shorten(below, 28)}
      </text>
      {look || props.hit ? (
        <foreignObject
          x={nodeWidth - 24}
          y="5"
          width="18"
          height="18"
          class={`tone-${look?.tone === 'bad' ? 'bad' : props.hit ? 'warn' : (look?.tone ?? 'still')}`}
        >
          <Icon
            name={look?.tone === 'bad' || !props.hit ? (look?.icon ?? 'warning') : 'warning'}
            spin={look?.spin ?? false}
          />
        </foreignObject>
      ) : null}
      <title>{`${node.label}\n${below}`}</title>
    </g>
  );
}

/** Of a table or folder the end of its name tells it from its neighbours, of a job the beginning. */
function shortLabel(node: MapNode, most: number): string {
  const isPath = ['catalog-table', 'lake-folder', 'warehouse-table', 'source-table'].includes(node.kind);
  return isPath && node.label.length > most ? `…${node.label.slice(1 - most)}` : shorten(node.label, most);
}
