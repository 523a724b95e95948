import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import { keyOf, nodeHeight, nodeWidth, type PlacedMap, pathOf } from '../../src/core/pipeline-map/layout.ts';
import type { PipelineHost } from '../../src/protocol/pipelineProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { fitted, onScreen, overlaps, revealed, type View, zoomed } from '../graph/panZoom.ts';
import { Icon } from '../kit/icon.tsx';
import { neighbour } from '../run/graphFocus.ts';
import { DistantMap } from './distantMap.tsx';
import { MapNodeShape } from './mapNode.tsx';
import type { MapState } from './mapState.ts';
import { MiniMap } from './miniMap.tsx';
import { NodeMenu, type OpenMenu } from './nodeMenu.tsx';

/** Below this scale no text can be read: nodes are drawn as blocks. */
const readableScale = 0.3;
/** A map that would be drawn smaller than this at first is begun at its left side, where it can be read. */
const firstScale = 0.45;

/** The picture: bands, lines and those nodes that are on screen. Drag moves, the wheel zooms, arrow keys go along. */
export function MapCanvas({ state, host }: { readonly state: MapState; readonly host: Rpc<PipelineHost> }) {
  const placed = state.placed.value;
  return placed ? <Canvas placed={placed} state={state} host={host} /> : null;
}

function Canvas(props: { readonly placed: PlacedMap; readonly state: MapState; readonly host: Rpc<PipelineHost> }) {
  const { placed, state, host } = props;
  const area = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [menu, setMenu] = useState<OpenMenu | undefined>();
  const drag = useRef<{ readonly x: number; readonly y: number; readonly view: View } | undefined>(undefined);
  const [focused, setFocused] = useState<string | undefined>();
  const view = state.pan.value ?? { x: 0, y: 0, scale: 1 };
  const boxes = useMemo(() => new Map(placed.nodes.map((each) => [each.node.id, boxOf(each)])), [placed]);

  const move = (next: View) => {
    state.pan.value = next;
  };
  const fit = () => move(fitted(placed, size));
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (size.width === 0 || state.pan.value) return;
    const whole = fitted(placed, size);
    move(whole.scale < firstScale ? { scale: firstScale, x: 8, y: firstY(placed, size) } : whole);
  }, [placed, size]);
  useEffect(() => {
    const box = boxes.get(state.selected.value ?? '');
    if (box && size.width > 0 && state.pan.value) move(revealed(readable(state.pan.value, box, size), box, size));
  }, [state.selected.value, size]);

  const window = onScreen(view, size, 40);
  const shown = placed.nodes.filter((each) => overlaps(window, boxes.get(each.node.id)!));
  const isDistant = view.scale < readableScale && placed.nodes.length > 60;
  const ids = shown.map(({ node }) => node.id).join('\n');
  useEffect(() => {
    const waiting = setTimeout(() => {
      state.keep();
      void host.call('visible', { ids: ids === '' ? [] : ids.split('\n').slice(0, 5000) });
    }, 300);
    return () => clearTimeout(waiting);
  }, [ids]);

  const targets = useMemo(
    () =>
      placed.nodes.map(({ node, x, y }) => ({
        id: node.id,
        label: node.label,
        type: node.kind,
        container: false,
        width: nodeWidth,
        height: nodeHeight,
        x: x + nodeWidth / 2,
        y: y + nodeHeight / 2,
      })),
    [placed],
  );
  const entry = [focused, state.selected.value].find((id) => id !== undefined && boxes.has(id));
  const tabbable = entry ?? shown[0]?.node.id;

  const focusOn = (id: string) => {
    setFocused(id);
    const box = boxes.get(id);
    if (box) move(revealed(view, box, size));
    requestAnimationFrame(() =>
      area.current?.querySelector<SVGElement>(`[data-node-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
    );
  };
  const openMenu = (id: string, x: number, y: number) => {
    state.select(id);
    setMenu({ node: id, x, y });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = idAt(event.target);
    if (id === undefined) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      void host.call('open', { node: id });
    } else if (event.key === ' ') {
      event.preventDefault();
      state.select(id);
    } else if (event.key === 'Escape') state.select(undefined);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      const box = boxes.get(id);
      if (box) openMenu(id, view.x + box.x * view.scale, view.y + (box.y + box.height) * view.scale);
    } else {
      const next = neighbour(targets, id, event.key);
      if (!next) return;
      event.preventDefault();
      focusOn(next.id);
    }
  };
  const zoomBy = (factor: number, at = { x: size.width / 2, y: size.height / 2 }) => move(zoomed(view, factor, at));
  const lit = state.lit.value;
  const now = Date.now();

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the nodes inside; they are heard here as they bubble
    <div
      class="map"
      ref={area}
      onKeyDown={onKeyDown}
      onWheel={(event) => {
        event.preventDefault();
        setMenu(undefined);
        const box = event.currentTarget.getBoundingClientRect();
        zoomBy(Math.exp(-event.deltaY / 500), { x: event.clientX - box.left, y: event.clientY - box.top });
      }}
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as Element).closest('[data-node-id], button, .map-menu, .mini')) return;
        setMenu(undefined);
        drag.current = { x: event.clientX, y: event.clientY, view };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (from)
          move({ ...from.view, x: from.view.x + event.clientX - from.x, y: from.view.y + event.clientY - from.y });
      }}
      onPointerUp={(event) => {
        const from = drag.current;
        drag.current = undefined;
        // A click beside everything lets the chosen node go.
        if (from && Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) < 3) state.select(undefined);
      }}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
      onClick={(event) => {
        const id = idAt(event.target);
        if (id !== undefined) state.select(id);
      }}
      onDblClick={(event) => {
        const id = idAt(event.target);
        if (id !== undefined) void host.call('open', { node: id });
      }}
      onContextMenu={(event) => {
        const id = idAt(event.target);
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        if (id !== undefined) openMenu(id, event.clientX - box.left, event.clientY - box.top);
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
      <svg width="100%" height="100%" role="group" aria-label={t('Pipeline Map')} data-nodes={placed.nodes.length}>
        <defs>
          <marker id="map-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="map-arrow" d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {placed.bands.map((band) => (
            <g key={band.name} class="map-band">
              <rect x={band.x} y="4" width={band.width} height={placed.height - 8} rx="8" />
              <text x={band.x + 12} y="26" font-size={Math.min(40, 13 / Math.min(1, view.scale * 1.4))}>
                {band.title}
              </text>
            </g>
          ))}
          {isDistant ? (
            <DistantMap placed={placed} state={state} />
          ) : (
            <>
              {placed.edges.map(({ edge, points }) => {
                const box = boxAround(points);
                if (!overlaps(window, box)) return null;
                const isDimmed = lit !== undefined && !(lit.has(edge.from) && lit.has(edge.to));
                return (
                  <path
                    key={keyOf(edge)}
                    class={`map-edge ${edge.kind} ${isDimmed ? 'dimmed' : lit ? 'lit' : ''}`}
                    d={pathOf(points)}
                    marker-end="url(#map-arrow)"
                  />
                );
              })}
              {shown.map((each) => (
                <MapNodeShape
                  key={each.node.id}
                  placed={each}
                  state={state.states.value.get(each.node.id)}
                  hit={state.hits.value.has(each.node.id)}
                  dimmed={lit !== undefined && !lit.has(each.node.id)}
                  selected={each.node.id === state.selected.value}
                  tabbable={each.node.id === tabbable}
                  now={now}
                />
              ))}
            </>
          )}
        </g>
      </svg>
      <div class="map-tools">
        <button type="button" title={t('Zoom in')} aria-label={t('Zoom in')} onClick={() => zoomBy(1.25)}>
          <Icon name="zoom-in" />
        </button>
        <button type="button" title={t('Zoom out')} aria-label={t('Zoom out')} onClick={() => zoomBy(0.8)}>
          <Icon name="zoom-out" />
        </button>
        <button type="button" title={t('Fit')} aria-label={t('Fit')} onClick={fit}>
          <Icon name="screen-full" />
        </button>
      </div>
      <MiniMap placed={placed} view={view} area={size} state={state} onMove={move} />
      {menu ? (
        <NodeMenu
          menu={menu}
          host={host}
          onClose={() => {
            setMenu(undefined);
            focusOn(menu.node);
          }}
        />
      ) : null}
    </div>
  );
}

function idAt(target: EventTarget | null): string | undefined {
  return (target as Element | null)?.closest?.('[data-node-id]')?.getAttribute('data-node-id') ?? undefined;
}

function boxOf({ x, y }: { readonly x: number; readonly y: number }) {
  return { x, y, width: nodeWidth, height: nodeHeight };
}

function boxAround(points: readonly { readonly x: number; readonly y: number }[]) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left - 60, y: top, width: Math.max(...xs) - left + 120, height: Math.max(...ys) - top + 1 };
}

/** A node that is looked for is shown so that it can be read. */
function readable(
  view: View,
  box: { x: number; y: number; width: number; height: number },
  size: { width: number; height: number },
): View {
  if (view.scale >= readableScale) return view;
  const scale = 0.7;
  return {
    scale,
    x: size.width / 2 - (box.x + box.width / 2) * scale,
    y: size.height / 2 - (box.y + box.height / 2) * scale,
  };
}

/** The first nodes of the first band in the middle of the height. */
function firstY(placed: PlacedMap, size: { readonly height: number }): number {
  const [first] = placed.nodes.toSorted((a, b) => a.x - b.x || a.y - b.y);
  return first ? Math.min(8, size.height / 3 - first.y * firstScale) : 8;
}
