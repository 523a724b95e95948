import './graph.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { RunGraph, Step } from '../../src/core/run.ts';
import { Icon } from '../kit/icon.tsx';
import { fitReadable, fitWhole, type GraphView, lookedFor } from './graphFit.ts';
import { isState, neighbour } from './graphFocus.ts';
import { layOut, type PlacedNode } from './graphLayout.ts';
import { Container, Edge, EndMark, GraphNode } from './graphNodes.tsx';
import { statesOf } from './graphStates.ts';
import { takenEdges } from './takenEdges.ts';

/**
 * The picture of what runs, its states live. Tab leads to one state and the arrow keys from there to the others, Enter
 * selects; drag moves, the wheel zooms.
 */
export function StateGraph(props: {
  readonly graph: RunGraph;
  /** What it is a picture of, for those who cannot see it. */
  readonly label?: string;
  readonly steps: readonly Step[];
  /** Whether the run has ended. */
  readonly over: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}) {
  const { graph, steps } = props;
  const placed = useMemo(() => layOut(graph), [graph]);
  const states = useMemo(() => statesOf(graph, steps), [graph, steps]);
  const taken = useMemo(() => takenEdges(graph, steps, props.over), [graph, steps, props.over]);
  const area = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<GraphView>({ x: 0, y: 0, scale: 1 });
  const drag = useRef<{ x: number; y: number; view: GraphView } | undefined>(undefined);
  /** How it was fitted; undefined once the reader has zoomed or moved: then nobody does it for them. */
  const fitted = useRef<'whole' | 'readable' | undefined>('readable');
  const [focused, setFocused] = useState<string | undefined>();
  const entry = [focused, props.selected].find((id) => placed.nodes.some((node) => node.id === id));
  const tabbable = entry ?? placed.nodes.find(isState)?.id;

  const first = lookedFor(placed.nodes, states, props.selected);
  const around = useRef(first);
  around.current = first;

  const fitArea = (how: 'whole' | 'readable') => {
    const element = area.current;
    if (!element || placed.width === 0) return;
    fitted.current = how;
    const room = { width: element.clientWidth, height: element.clientHeight };
    setView(how === 'whole' ? fitWhole(placed, room) : fitReadable(placed, room, around.current ?? { x: 0, y: 0 }));
  };
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (fitted.current) fitArea(fitted.current);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [placed]);
  useEffect(() => {
    // What runs, and at last what has failed, comes into sight by itself.
    if (first && fitted.current === 'readable' && /^(running|failed)$/.test(states.get(first.id) ?? '')) reveal(first);
  }, [first?.id]);

  const zoom = (factor: number, at?: { x: number; y: number }) => {
    const element = area.current;
    if (!element) return;
    fitted.current = undefined;
    const x = at?.x ?? element.clientWidth / 2;
    const y = at?.y ?? element.clientHeight / 2;
    setView((old) => {
      const scale = Math.min(2.5, Math.max(0.1, old.scale * factor));
      const ratio = scale / old.scale;
      return { scale, x: x - (x - old.x) * ratio, y: y - (y - old.y) * ratio };
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as Element).closest('[data-state-id]')?.getAttribute('data-state-id');
    const next = from ? neighbour(placed.nodes, from, event.key) : undefined;
    if (!next) return;
    event.preventDefault();
    setFocused(next.id);
    reveal(next);
    // Without scrolling: the picture is moved by its own view.
    area.current?.querySelector<SVGElement>(`[data-state-id="${CSS.escape(next.id)}"]`)?.focus({ preventScroll: true });
  };

  /** Moves the picture no more than it takes to show a state whole. */
  const reveal = (node: PlacedNode) => {
    const element = area.current;
    if (!element) return;
    const shift = (at: number, size: number, room: number) => {
      const margin = Math.min(24, room / 4);
      if (at - size / 2 < margin) return margin - (at - size / 2);
      return at + size / 2 > room - margin ? room - margin - (at + size / 2) : 0;
    };
    setView((old) => {
      const height = node.container ? 0 : node.height;
      const y = node.container ? node.y - node.height / 2 : node.y;
      const dx = shift(old.x + node.x * old.scale, node.width * old.scale, element.clientWidth);
      const dy = shift(old.y + y * old.scale, height * old.scale, element.clientHeight);
      return dx === 0 && dy === 0 ? old : { ...old, x: old.x + dx, y: old.y + dy };
    });
  };

  const stateProps = (node: PlacedNode) => ({
    node,
    state: states.get(node.id),
    selected: props.selected === node.id,
    tabbable: tabbable === node.id,
    onSelect: props.onSelect,
  });
  const endDrag = () => {
    drag.current = undefined;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the states inside; they are heard here as they bubble
    <div
      class="graph"
      ref={area}
      onKeyDown={onKeyDown}
      onWheel={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1, { x: event.clientX - box.left, y: event.clientY - box.top });
      }}
      onPointerDown={(event) => {
        if ((event.target as Element).closest('[data-state-id], button')) return;
        drag.current = { x: event.clientX, y: event.clientY, view };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (!from) return;
        fitted.current = undefined;
        setView({ ...from.view, x: from.view.x + event.clientX - from.x, y: from.view.y + event.clientY - from.y });
      }}
      onPointerUp={endDrag}
      onPointerCancel={endDrag}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
      <svg width="100%" height="100%" role="group" aria-label={props.label ?? t('State machine')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="graph-arrow" d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {placed.nodes
            .filter((node) => node.container)
            .map((node) => (
              <Container key={node.id} {...stateProps(node)} />
            ))}
          {placed.edges.map((edge, i) => (
            // Two rules of a choice may lead the same way under the same name.
            <Edge key={i} edge={edge} taken={taken.has(graph.edges[i]!)} />
          ))}
          {placed.nodes
            .filter((node) => !node.container)
            .map((node) =>
              isState(node) ? <GraphNode key={node.id} {...stateProps(node)} /> : <EndMark key={node.id} node={node} />,
            )}
        </g>
      </svg>
      <div class="graph-tools">
        <button type="button" title={t('Zoom in')} aria-label={t('Zoom in')} onClick={() => zoom(1.25)}>
          <Icon name="zoom-in" />
        </button>
        <button type="button" title={t('Zoom out')} aria-label={t('Zoom out')} onClick={() => zoom(0.8)}>
          <Icon name="zoom-out" />
        </button>
        <button type="button" title={t('Fit')} aria-label={t('Fit')} onClick={() => fitArea('whole')}>
          <Icon name="screen-full" />
        </button>
      </div>
    </div>
  );
}
