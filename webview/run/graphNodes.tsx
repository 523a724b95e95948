import { t } from '../../src/core/l10n.ts';
import type { StepState } from '../../src/core/run.ts';
import { stateTexts } from '../../src/core/stateText.ts';
import { Icon } from '../kit/icon.tsx';
import { looks } from '../kit/stateBadge.tsx';
import { mostBelow, type PlacedEdge, type PlacedNode, shorten } from './graphLayout.ts';

/** How a state of the graph is shown and chosen. */
export interface GraphStateProps {
  readonly node: PlacedNode;
  readonly state: StepState | undefined;
  readonly selected: boolean;
  /** Whether it is the one that Tab leads to; the arrow keys lead from there to the others. */
  readonly tabbable: boolean;
  readonly onSelect: (name: string) => void;
}

/** Attributes by which a group of shapes is a button. `data-state-id` finds it by its state. */
function buttonOf({ node, state, selected, tabbable, onSelect }: GraphStateProps) {
  return {
    role: 'button',
    // In SVG attributes are told apart by case, and Preact sets them as they are written.
    tabindex: tabbable ? 0 : -1,
    'data-state-id': node.id,
    'aria-label': [node.label, node.type, node.icon ? '' : stateTexts[state ?? 'waiting']()].filter(Boolean).join(', '),
    'aria-pressed': selected,
    onClick: () => onSelect(node.id),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onSelect(node.id);
    },
  } as const;
}

/** The beginning and the end of a machine, where nothing happens. */
export function EndMark({ node }: { readonly node: PlacedNode }) {
  return (
    <g class="graph-end" transform={`translate(${node.x - node.width / 2} ${node.y - node.height / 2})`}>
      <rect width={node.width} height={node.height} rx={node.height / 2} />
      <text x={node.width / 2} y={node.height / 2}>
        {node.type === 'Start' ? t('Start') : t('End')}
      </text>
    </g>
  );
}

/** The classes and the icon of a state, or of something that does not run. */
function lookOf({ node, state = 'waiting', selected }: GraphStateProps) {
  const look = node.icon === undefined ? looks[state] : { icon: node.icon, spin: false, tone: 'still' };
  const classes = `tone-${look.tone} ${node.icon === undefined ? state : 'at-rest'} ${selected ? 'selected' : ''}`;
  return { classes, icon: look.icon, spin: look.spin ?? false };
}

/** A state that has no others inside. */
export function GraphNode(props: GraphStateProps) {
  const { node } = props;
  const look = lookOf(props);
  return (
    <g
      class={`graph-node ${look.classes}`}
      transform={`translate(${node.x - node.width / 2} ${node.y - node.height / 2})`}
      {...buttonOf(props)}
    >
      <rect width={node.width} height={node.height} rx="6" />
      <foreignObject x="8" y={node.height / 2 - 9} width="18" height="18">
        <Icon name={look.icon} spin={look.spin} />
      </foreignObject>
      <text class="graph-label" x="32" y={node.height / 2 - 4}>
        {shorten(node.label, 30)}
      </text>
      <text class="graph-type" x="32" y={node.height / 2 + 11}>
        {shorten(node.type, mostBelow)}
      </text>
      <title>{node.label}</title>
    </g>
  );
}

/** The room for a container's own name above what is inside. */
const headHeight = 10;
const nameHeight = 22;

/** A Map or Parallel around its states; its name is what is chosen, as the room below belongs to them. */
export function Container(props: GraphStateProps) {
  const { node } = props;
  const look = lookOf(props);
  return (
    <g
      class={`graph-container ${look.classes}`}
      transform={`translate(${node.x - node.width / 2} ${node.y - node.height / 2 - headHeight})`}
    >
      <rect class="graph-box" width={node.width} height={node.height + headHeight} rx="8" />
      <g class="graph-name" {...buttonOf(props)}>
        <rect width={node.width} height={nameHeight} rx="8" />
        <foreignObject x="7" y="4" width="16" height="16">
          <Icon name={look.icon} spin={look.spin} />
        </foreignObject>
        <text x="26" y="16">
          {shorten(node.label, Math.max(8, Math.floor((node.width - 34) / 7)))}
        </text>
        <title>{node.label}</title>
      </g>
    </g>
  );
}

/** The way from one state to another. */
export function Edge({ edge, taken }: { readonly edge: PlacedEdge; readonly taken: boolean }) {
  const path = edge.points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ');
  return (
    <g class={`graph-edge ${edge.kind} ${taken ? 'taken' : ''}`}>
      <path d={path} marker-end="url(#arrow)" />
      {edge.label && edge.labelAt ? (
        <text x={edge.labelAt.x} y={edge.labelAt.y + 4}>
          {shorten(edge.label)}
          <title>{edge.label}</title>
        </text>
      ) : null}
    </g>
  );
}
