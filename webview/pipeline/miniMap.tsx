import { useRef } from 'preact/hooks';
import type { PlacedMap } from '../../src/core/pipeline-map/layout.ts';
import { onScreen, type Size, type View } from '../graph/panZoom.ts';
import { blocksOf } from './distantMap.tsx';
import type { MapState } from './mapState.ts';

const most = { width: 180, height: 120 };

/** Where on the whole map the reader is; only while there is more than what is on screen. */
export function MiniMap(props: {
  readonly placed: PlacedMap;
  readonly view: View;
  readonly area: Size;
  readonly state: MapState;
  readonly onMove: (view: View) => void;
}) {
  const { placed, view, area } = props;
  const held = useRef(false);
  const window = onScreen(view, area, 0);
  const seesAll =
    window.x <= 0 &&
    window.y <= 0 &&
    window.x + window.width >= placed.width &&
    window.y + window.height >= placed.height;
  if (area.width === 0 || seesAll) return null;
  const scale = Math.min(most.width / placed.width, most.height / placed.height);
  const go = (event: PointerEvent & { readonly currentTarget: Element }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
    props.onMove({ ...view, x: area.width / 2 - x * view.scale, y: area.height / 2 - y * view.scale });
  };
  return (
    <svg
      class="mini"
      aria-hidden="true"
      width={placed.width * scale}
      height={placed.height * scale}
      onPointerDown={(event) => {
        held.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (held.current) go(event);
      }}
      onPointerUp={() => {
        held.current = false;
      }}
    >
      <g transform={`scale(${scale})`} class="distant">
        {blocksOf(placed, props.state).map(([tone, path]) => (
          <path key={tone} class={`block-${tone}`} d={path} />
        ))}
      </g>
      <rect
        class="mini-window"
        x={window.x * scale}
        y={window.y * scale}
        width={window.width * scale}
        height={window.height * scale}
      />
    </svg>
  );
}
