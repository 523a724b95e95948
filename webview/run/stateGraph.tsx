import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { RunGraph, Step, StepState } from '../../src/core/run.ts';
import { stateTexts } from '../../src/core/stateText.ts';
import { Icon } from '../kit/icon.tsx';
import { looks } from '../kit/stateBadge.tsx';
import { layOut, type PlacedEdge, type PlacedNode, shorten } from './graphLayout.ts';
import { takenEdges } from './takenEdges.ts';

interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The picture of what runs, its states live. Nodes take focus and Enter; drag moves, the wheel zooms. */
export function StateGraph(props: {
  readonly graph: RunGraph;
  readonly steps: readonly Step[];
  /** Whether the run has ended. */
  readonly over: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}) {
  const { graph, steps } = props;
  const placed = useMemo(() => layOut(graph), [graph]);
  const states = useMemo(() => statesByName(steps), [steps]);
  const taken = useMemo(() => takenEdges(graph, steps, props.over), [graph, steps, props.over]);
  const area = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const drag = useRef<{ x: number; y: number; view: View } | undefined>(undefined);

  const fit = () => {
    const element = area.current;
    if (!element || placed.width === 0) return;
    const scale = Math.min(1, (element.clientWidth - 16) / placed.width, (element.clientHeight - 16) / placed.height);
    setView({
      scale,
      x: (element.clientWidth - placed.width * scale) / 2,
      y: Math.max(8, (element.clientHeight - placed.height * scale) / 2),
    });
  };
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [placed]);

  const zoom = (factor: number, at?: { x: number; y: number }) => {
    const element = area.current;
    if (!element) return;
    const x = at?.x ?? element.clientWidth / 2;
    const y = at?.y ?? element.clientHeight / 2;
    setView((old) => {
      const scale = Math.min(2.5, Math.max(0.1, old.scale * factor));
      const ratio = scale / old.scale;
      return { scale, x: x - (x - old.x) * ratio, y: y - (y - old.y) * ratio };
    });
  };

  return (
    <div
      class="graph"
      ref={area}
      onWheel={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1, { x: event.clientX - box.left, y: event.clientY - box.top });
      }}
      onPointerDown={(event) => {
        if ((event.target as Element).closest('.graph-node, button')) return;
        drag.current = { x: event.clientX, y: event.clientY, view };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (from)
          setView({ ...from.view, x: from.view.x + event.clientX - from.x, y: from.view.y + event.clientY - from.y });
      }}
      onPointerUp={() => {
        drag.current = undefined;
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
      <svg width="100%" height="100%" role="group" aria-label={t('State machine')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="graph-arrow" d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {placed.nodes
            .filter((node) => node.container)
            .map((node) => (
              <Container key={node.id} node={node} state={states.get(node.id)} />
            ))}
          {placed.edges.map((edge, i) => (
            <Edge key={`${edge.from} ${edge.to} ${edge.label}`} edge={edge} taken={taken.has(graph.edges[i]!)} />
          ))}
          {placed.nodes
            .filter((node) => !node.container)
            .map((node) => (
              <GraphNode
                key={node.id}
                node={node}
                state={states.get(node.id)}
                selected={props.selected === node.id}
                onSelect={props.onSelect}
              />
            ))}
        </g>
      </svg>
      <div class="graph-tools">
        <button type="button" title={t('Zoom in')} aria-label={t('Zoom in')} onClick={() => zoom(1.25)}>
          <Icon name="zoom-in" />
        </button>
        <button type="button" title={t('Zoom out')} aria-label={t('Zoom out')} onClick={() => zoom(0.8)}>
          <Icon name="zoom-out" />
        </button>
        <button type="button" title={t('Fit')} aria-label={t('Fit')} onClick={fit}>
          <Icon name="screen-full" />
        </button>
      </div>
    </div>
  );
}

/** A state may be entered many times; its latest entry is what it shows. */
function statesByName(steps: readonly Step[]): ReadonlyMap<string, StepState> {
  return new Map(steps.map((step) => [step.name, step.state]));
}

function GraphNode(props: {
  readonly node: PlacedNode;
  readonly state: StepState | undefined;
  readonly selected: boolean;
  readonly onSelect: (name: string) => void;
}) {
  const { node } = props;
  const left = node.x - node.width / 2;
  const top = node.y - node.height / 2;
  if (node.type === 'Start' || node.type === 'End') {
    return (
      <g class="graph-end" transform={`translate(${left} ${top})`}>
        <rect width={node.width} height={node.height} rx={node.height / 2} />
        <text x={node.width / 2} y={node.height / 2}>
          {node.type === 'Start' ? t('Start') : t('End')}
        </text>
      </g>
    );
  }
  const state = props.state ?? 'waiting';
  const look = looks[state];
  const select = () => props.onSelect(node.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no buttons
    <g
      class={`graph-node tone-${look.tone} ${state} ${props.selected ? 'selected' : ''}`}
      transform={`translate(${left} ${top})`}
      role="button"
      tabIndex={0}
      aria-label={`${node.label}, ${node.type}, ${stateTexts[state]()}`}
      aria-pressed={props.selected}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        select();
      }}
    >
      <rect width={node.width} height={node.height} rx="6" />
      <foreignObject x="8" y={node.height / 2 - 9} width="18" height="18">
        <Icon name={look.icon} spin={look.spin ?? false} />
      </foreignObject>
      <text class="graph-label" x="32" y={node.height / 2 - 4}>
        {node.label.length > 30 ? `${node.label.slice(0, 29)}…` : node.label}
      </text>
      <text class="graph-type" x="32" y={node.height / 2 + 11}>
        {node.type}
      </text>
      <title>{node.label}</title>
    </g>
  );
}

/** The room for a container's own name above what is inside. */
const headHeight = 10;

function Container({ node, state }: { readonly node: PlacedNode; readonly state: StepState | undefined }) {
  const look = looks[state ?? 'waiting'];
  return (
    <g
      class={`graph-container tone-${look.tone}`}
      transform={`translate(${node.x - node.width / 2} ${node.y - node.height / 2 - headHeight})`}
    >
      <rect width={node.width} height={node.height + headHeight} rx="8" />
      <foreignObject x="7" y="4" width="16" height="16">
        <Icon name={look.icon} spin={look.spin ?? false} />
      </foreignObject>
      <text x="26" y="16">
        {node.label}
      </text>
    </g>
  );
}

function Edge({ edge, taken }: { readonly edge: PlacedEdge; readonly taken: boolean }) {
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
