import { expect, test } from 'vitest';
import type { ColumnGraph, ColumnNode } from '../../src/core/columnGraph.ts';
import { layOut } from '../run/graphLayout.ts';
import { lineagePicture } from './lineagePicture.ts';

const node = (name: string, column: string, more: Partial<ColumnNode> = {}): ColumnNode => ({
  key: `model.shop.${name}.${column}`,
  node: `model.shop.${name}`,
  name,
  type: 'table',
  column,
  text: column,
  untraced: [],
  ...more,
});
const start = node('cube', 'total', { text: 'sum( amount )' });
const graph: ColumnGraph = {
  start,
  nodes: [start, node('sales', 'amount'), node('sales', ''), node('sales', 'region', { untraced: ['it is Python'] })],
  edges: [
    { from: 'model.shop.sales.amount', to: start.key, asIs: false },
    { from: 'model.shop.sales.', to: start.key, asIs: false },
  ],
  unclear: [],
};

test('columns stand in a frame of what has them, and say how they are made', () => {
  const picture = lineagePicture(graph);
  expect(picture.nodes.map(({ label, type, parent }) => [label, type, parent])).toEqual([
    ['cube', 'table', undefined],
    ['sales', 'table', undefined],
    ['total', 'sum( amount )', 'of model.shop.cube'],
    ['amount', 'amount', 'of model.shop.sales'],
    ['Rows', '', 'of model.shop.sales'],
    ['region', 'Not traced', 'of model.shop.sales'],
  ]);
  const placed = layOut(picture);
  const at = (id: string) => placed.nodes.find((each) => each.id === id);
  expect(at('of model.shop.sales')).toMatchObject({ container: true });
  const long = { ...graph, nodes: [{ ...start, text: "date_trunc('month', order_date)" }], edges: [] };
  expect(layOut(lineagePicture(long)).nodes[1]?.width).toBeGreaterThan(at(start.key)?.width ?? 0);
  expect(at('model.shop.sales.amount')?.y).toBeLessThan(at(start.key)?.y ?? 0);
});
