import { describe, expect, it } from 'vitest';
import { layOutMap, nodeHeight, nodeWidth } from './layout.ts';
import type { PipelineMap } from './pipelineMap.ts';
import { testMap } from './testMap.ts';

describe('the layout of a map', () => {
  it('stands nodes in the bands of their layers, what comes of something to its right, and none upon another', () => {
    const map = testMap(300);
    const placed = layOutMap(map);
    const at = new Map(placed.nodes.map((each) => [each.node.id, each]));
    const band = new Map(placed.bands.map((each) => [each.name, each]));
    for (const { node, x } of placed.nodes) {
      const { x: left, width } = band.get(node.layer)!;
      expect(x).toBeGreaterThanOrEqual(left);
      expect(x + nodeWidth).toBeLessThanOrEqual(left + width);
    }
    for (const { from, to } of map.edges) expect(at.get(from)!.x).toBeLessThan(at.get(to)!.x);
    const columns = Map.groupBy(placed.nodes, ({ x }) => x);
    for (const column of columns.values()) {
      const ys = column.map(({ y }) => y).sort((a, b) => a - b);
      for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(nodeHeight);
    }
    expect(Math.min(...placed.nodes.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...placed.nodes.map(({ y }) => y + nodeHeight))).toBeLessThanOrEqual(placed.height);
  });

  it('leads lines from side to side', () => {
    const placed = layOutMap(testMap(40));
    const at = new Map(placed.nodes.map((each) => [each.node.id, each]));
    for (const { edge, points } of placed.edges) {
      expect(points[0]).toEqual({ x: at.get(edge.from)!.x + nodeWidth, y: at.get(edge.from)!.y + nodeHeight / 2 });
      expect(points.at(-1)).toEqual({ x: at.get(edge.to)!.x, y: at.get(edge.to)!.y + nodeHeight / 2 });
    }
  });

  it('stands a straight chain level, and ends where things go in a circle', () => {
    const chain = testMap(10);
    const straight: PipelineMap = { ...chain, edges: chain.edges.slice(0, 9) };
    expect(new Set(layOutMap(straight).nodes.map(({ y }) => y)).size).toBe(1);
    const [a, b] = ['stg_0', 'fct_0'];
    const circle = { ...straight, edges: [...straight.edges, { from: b, to: a, kind: 'data' as const, evidence: [] }] };
    expect(layOutMap(circle).nodes).toHaveLength(10);
  });
});
