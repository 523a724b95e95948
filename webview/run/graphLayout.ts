import dagre from '@dagrejs/dagre';
import type { RunGraph, RunGraphEdge, RunGraphNode } from '../../src/core/run.ts';

export interface PlacedNode extends RunGraphNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** It has other nodes inside. */
  readonly container: boolean;
}

export interface PlacedEdge extends RunGraphEdge {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly labelAt: { readonly x: number; readonly y: number } | undefined;
}

export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

const nodeHeight = 44;
const minWidth = 120;
const maxWidth = 260;
const characterWidth = 7.2;
const iconWidth = 46;
const smallCharacterWidth = 6;
/** Characters of a node's second line that are shown. */
export const mostBelow = 34;

/** Where everything goes: top to bottom, containers around their branches. */
export function layOut(graph: RunGraph): PlacedGraph {
  const layout = new dagre.graphlib.Graph({ compound: true, multigraph: true });
  layout.setGraph({ rankdir: 'TB', nodesep: 32, ranksep: 36, edgesep: 12, marginx: 16, marginy: 16 });
  const containers = new Set(graph.nodes.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  for (const node of graph.nodes) {
    layout.setNode(node.id, containers.has(node.id) ? {} : sizeOf(node));
    if (node.parent !== undefined) layout.setParent(node.id, node.parent);
  }
  // Dagre draws no edge to or from a container; the first and last state inside stand for it.
  const inside = (id: string, end: 'first' | 'last'): string => {
    if (!containers.has(id)) return id;
    const members = graph.nodes.filter(({ parent }) => parent === id);
    const member = end === 'first' ? members[0] : members.at(-1);
    return member ? inside(member.id, end) : id;
  };
  graph.edges.forEach((edge, i) => {
    const label = edge.label && edge.label.length > 0 ? shorten(edge.label) : '';
    const width = label === '' ? 0 : label.length * 6.2 + 8;
    layout.setEdge(
      inside(edge.from, 'last'),
      inside(edge.to, 'first'),
      { width, height: label === '' ? 0 : 14, labelpos: 'c' },
      String(i),
    );
  });
  dagre.layout(layout);
  const size = layout.graph() as { width?: number; height?: number };
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: graph.nodes.map((node) => {
      const { x = 0, y = 0, width = 0, height = 0 } = layout.node(node.id) as Partial<PlacedNode>;
      return { ...node, x, y, width, height, container: containers.has(node.id) };
    }),
    edges: graph.edges.map((edge, i) => {
      const placed = layout.edge({ v: inside(edge.from, 'last'), w: inside(edge.to, 'first'), name: String(i) }) as {
        points?: { x: number; y: number }[];
        x?: number;
        y?: number;
      };
      const labelAt =
        edge.label && placed.x !== undefined && placed.y !== undefined ? { x: placed.x, y: placed.y } : undefined;
      return { ...edge, points: placed.points ?? [], labelAt };
    }),
  };
}

/** A text with no more than `most` characters. */
export function shorten(label: string, most = 28): string {
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}

function sizeOf(node: RunGraphNode): { width: number; height: number } {
  if (node.type === 'Start' || node.type === 'End') return { width: 60, height: 26 };
  // In a picture of what does not run the second line says as much as the first.
  const below = node.icon === undefined ? 0 : shorten(node.type, mostBelow).length * smallCharacterWidth + iconWidth;
  const width = Math.min(maxWidth, Math.max(minWidth, node.label.length * characterWidth + iconWidth, below));
  return { width, height: nodeHeight };
}
