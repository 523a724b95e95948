/** How a picture larger than its area is moved and zoomed. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const leastScale = 0.03;
export const mostScale = 2.5;

/** Zoomed by a factor around a point of the area. */
export function zoomed(view: View, factor: number, at: { readonly x: number; readonly y: number }): View {
  const scale = Math.min(mostScale, Math.max(leastScale, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** The whole picture in the middle of the area, no larger than it is drawn. */
export function fitted(picture: Size, area: Size): View {
  const scale = Math.max(
    leastScale,
    Math.min(1, (area.width - 16) / picture.width, (area.height - 16) / picture.height),
  );
  return {
    scale,
    x: (area.width - picture.width * scale) / 2,
    y: Math.max(8, (area.height - picture.height * scale) / 2),
  };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Moved no more than it takes to show a part of the picture whole. */
export function revealed(view: View, box: Box, area: Size): View {
  const shift = (at: number, size: number, room: number) => {
    const margin = Math.min(24, room / 4);
    if (at < margin) return margin - at;
    return at + size > room - margin ? room - margin - (at + size) : 0;
  };
  const dx = shift(view.x + box.x * view.scale, box.width * view.scale, area.width);
  const dy = shift(view.y + box.y * view.scale, box.height * view.scale, area.height);
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

/** The part of the picture that is on screen, with a margin of its size around. */
export function onScreen(view: View, area: Size, margin: number): Box {
  return {
    x: -view.x / view.scale - margin,
    y: -view.y / view.scale - margin,
    width: area.width / view.scale + 2 * margin,
    height: area.height / view.scale + 2 * margin,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
