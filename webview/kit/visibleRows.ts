import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface RowRange {
  readonly first: number;
  /** The one after the last. */
  readonly last: number;
}

/** Rows beyond the edges that are there before they are scrolled to. */
const overscan = 20;

/** Which of so many rows of one height are drawn, in pixels; the rest of a list of any length need not be. */
export function visibleRows(top: number, height: number, rowHeight: number, count: number): RowRange {
  return {
    first: Math.max(0, Math.min(Math.floor(top / rowHeight), count) - overscan),
    last: Math.min(count, Math.ceil((top + height) / rowHeight) + overscan),
  };
}

/** Where to scroll to, no further than it takes to show a row whole. */
export function scrollTo(row: number, top: number, height: number, rowHeight: number): number {
  return Math.min(Math.max(top, (row + 1) * rowHeight - height), row * rowHeight);
}

/** The height in pixels that an element's content is seen through, as it changes. */
export function useHeight<E extends HTMLElement>(): { readonly element: RefObject<E | null>; readonly height: number } {
  const element = useRef<E>(null);
  const [height, setHeight] = useState(400);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setHeight(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { element, height };
}
