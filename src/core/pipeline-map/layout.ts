/**
 * Where everything of a map stands: bands from left to right by layer, columns inside of a band by what comes of what,
 * rows so that lines are short. Time grows with nodes and lines, not with their square: see docs/decisions/map-layout.md.
 */
import { columnsOf } from './columns.ts';
import type { MapEdge, MapLayer, MapNode, PipelineMap } from './pipelineMap.ts';
import { settleRows } from './rows.ts';

export const nodeWidth = 196;
export const nodeHeight = 46;
const columnGap = 64;
const rowGap = 16;
const bandGap = 28;
const margin = 20;
/** Room for the bands' titles. */
export const headHeight = 36;
/** What a line takes up that passes between nodes. */
const passHeight = 10;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedMapNode {
  readonly node: MapNode;
  /** Of the upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedMapEdge {
  readonly edge: MapEdge;
  /** From the right side of one to the left side of the other, with the gaps that it passes through. */
  readonly points: readonly Point[];
}

export interface PlacedBand extends MapLayer {
  readonly x: number;
  readonly width: number;
}

export interface PlacedMap {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedMapNode[];
  readonly edges: readonly PlacedMapEdge[];
  readonly bands: readonly PlacedBand[];
}

export function layOutMap(map: PipelineMap): PlacedMap {
  const { columnOf, bands } = columnsOf(map);
  const { xs, placed } = horizontal(bands);
  // A line that passes columns has a place in each of them, shared by all lines from the same node.
  const passes = new Map<string, { readonly id: string; readonly column: number }[]>();
  const joints: [string, string][] = [];
  const made = new Set<string>();
  for (const edge of map.edges) {
    const [a, b] = [columnOf.get(edge.from) ?? 0, columnOf.get(edge.to) ?? 0];
    const between: { id: string; column: number }[] = [];
    for (let column = a + 1; column < b; column++) {
      const id = `\0${edge.from}\0${column}`;
      between.push({ id, column });
      made.add(id);
    }
    passes.set(keyOf(edge), between);
    const stops = [edge.from, ...between.map(({ id }) => id), edge.to];
    for (const [i, stop] of stops.slice(1).entries()) joints.push([stops[i] ?? '', stop]);
  }
  const columns: string[][] = xs.map(() => []);
  for (const { id } of map.nodes) columns[columnOf.get(id) ?? 0]?.push(id);
  for (const id of made) columns[Number(id.slice(id.lastIndexOf('\0') + 1))]?.push(id);
  const heightOf = (id: string) => (made.has(id) ? passHeight : nodeHeight + rowGap);
  const middle = settleRows(columns, joints, heightOf);
  const top = Math.min(0, ...[...middle].map(([id, y]) => y - heightOf(id) / 2));
  const yOf = (id: string) => (middle.get(id) ?? 0) - top + headHeight + margin;
  const xOf = (id: string) => xs[columnOf.get(id) ?? 0] ?? 0;
  const bottom = Math.max(nodeHeight, ...map.nodes.map(({ id }) => yOf(id) + nodeHeight / 2));
  return {
    width: (placed.at(-1)?.x ?? 0) + (placed.at(-1)?.width ?? 0) + margin,
    height: bottom + margin,
    bands: placed,
    nodes: map.nodes.map((node) => ({ node, x: xOf(node.id), y: yOf(node.id) - nodeHeight / 2 })),
    edges: map.edges.map((edge) => ({
      edge,
      points: [
        { x: xOf(edge.from) + nodeWidth, y: yOf(edge.from) },
        ...(passes.get(keyOf(edge)) ?? []).flatMap(({ id, column }) => [
          { x: xs[column] ?? 0, y: yOf(id) },
          { x: (xs[column] ?? 0) + nodeWidth, y: yOf(id) },
        ]),
        { x: xOf(edge.to), y: yOf(edge.to) },
      ],
    })),
  };
}

export function keyOf({ from, to, kind }: MapEdge): string {
  return `${from}\0${to}\0${kind}`;
}

function horizontal(bands: readonly (MapLayer & { readonly columns: number })[]): {
  readonly xs: number[];
  readonly placed: PlacedBand[];
} {
  const xs: number[] = [];
  const placed: PlacedBand[] = [];
  let x = margin;
  for (const { name, title, columns } of bands) {
    const left = x;
    for (let i = 0; i < columns; i++) xs.push(x + bandGap / 2 + i * (nodeWidth + columnGap));
    const width = bandGap + columns * nodeWidth + (columns - 1) * columnGap;
    placed.push({ name, title, x: left, width });
    x += width + columnGap - bandGap / 2;
  }
  return { xs, placed };
}

/** The line through the points, as the `d` of an SVG path: level where it leaves and arrives, a curve in between. */
export function pathOf(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) return '';
  let path = `M${round(start.x)} ${round(start.y)}`;
  let from = start;
  for (const to of rest) {
    const isBack = to.x <= from.x;
    const pull = isBack ? 60 : Math.max(20, (to.x - from.x) / 2);
    path +=
      from.y === to.y && !isBack
        ? `H${round(to.x)}`
        : `C${round(from.x + pull)} ${round(from.y)} ${round(to.x - pull)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    from = to;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
