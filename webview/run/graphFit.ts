/** How much of a picture is shown, and how large. */
import type { StepState } from '../../src/core/run.ts';

/** What the picture is moved by, in pixels of the area, and zoomed by. */
export interface GraphView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The names of states can still be read at it. */
export const readableScale = 0.75;
const margin = 8;

/** The whole picture, in the middle of the area, never larger than it was drawn. */
export function fitWhole(picture: Size, area: Size): GraphView {
  const scale = Math.min(1, (area.width - 2 * margin) / picture.width, (area.height - 2 * margin) / picture.height);
  return {
    scale,
    x: (area.width - picture.width * scale) / 2,
    y: Math.max(margin, (area.height - picture.height * scale) / 2),
  };
}

/**
 * The whole picture where it can be read so, else as much of it around a point as there is room for.
 * @param around in the picture's own measure
 */
export function fitReadable(picture: Size, area: Size, around: Point): GraphView {
  const whole = fitWhole(picture, area);
  if (whole.scale >= readableScale) return whole;
  const place = (size: number, room: number, at: number) => {
    const shown = size * readableScale;
    if (shown + 2 * margin <= room) return (room - shown) / 2;
    return Math.min(margin, Math.max(room - margin - shown, room / 2 - at * readableScale));
  };
  return {
    scale: readableScale,
    x: place(picture.width, area.width, around.x),
    y: place(picture.height, area.height, around.y),
  };
}

/** What a reader looks for first: what has failed, else what runs, else what is selected, else where it begins. */
export function lookedFor<N extends { readonly id: string }>(
  nodes: readonly N[],
  states: ReadonlyMap<string, StepState>,
  selected: string | undefined,
): N | undefined {
  const inState = (state: StepState) => nodes.find(({ id }) => states.get(id) === state);
  return inState('failed') ?? inState('running') ?? nodes.find(({ id }) => id === selected) ?? nodes[0];
}
