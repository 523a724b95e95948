import type { ColumnGraph, ColumnNode } from '../../src/core/columnGraph.ts';
import { t } from '../../src/core/l10n.ts';
import type { RunGraph } from '../../src/core/run.ts';

/** The columns as a picture: each in a frame of what has it, and lines from what it is made of. */
export function lineagePicture({ nodes, edges }: ColumnGraph): RunGraph {
  const frames = new Map(nodes.map((node) => [frameOf(node), node]));
  return {
    nodes: [
      ...[...frames].map(([id, { name, type }]) => ({ id, label: name, type, icon: iconOf(type) })),
      ...nodes.map((node) => ({
        id: node.key,
        label: node.column === '' ? t('Rows') : node.column,
        type: node.untraced.length > 0 ? t('Not traced') : node.text.replace(/\s+/g, ' '),
        parent: frameOf(node),
        icon: node.untraced.length > 0 ? 'question' : node.column === '' ? 'list-ordered' : 'symbol-field',
      })),
    ],
    edges: edges.map(({ from, to }) => ({ from, to, kind: 'next' as const })),
  };
}

function frameOf({ node }: ColumnNode): string {
  return `of ${node}`;
}

function iconOf(type: string): string {
  const icons: Readonly<Record<string, string>> = {
    source: 'database',
    seed: 'symbol-array',
    snapshot: 'history',
    view: 'eye',
    table: 'table',
    incremental: 'diff-added',
    ephemeral: 'symbol-interface',
    materialized_view: 'layers',
  };
  return icons[type] ?? 'symbol-class';
}
