/** The lineage of a column in lines of text. */
import type { ColumnGraph, ColumnNode } from '../../../core/columnGraph.ts';
import { t } from '../../../core/l10n.ts';

/** `orders.amount`, or the rows of orders where no column of theirs is meant. */
export function columnTitle({ name, column }: ColumnNode): string {
  return column === '' ? t('rows of {0}', name) : `${name}.${column}`;
}

/** How a column is made of those before it, in a few words; empty for one that begins there. */
export function howMade(graph: ColumnGraph, node: ColumnNode): string {
  const edges = graph.edges.filter(({ to }) => to === node.key);
  const untraced = node.untraced.length > 0 ? t('not traced: {0}', node.untraced.join('; ')) : '';
  const made = edges.length > 0 && edges.every(({ asIs }) => asIs) ? t('as it is') : node.text.replace(/\s+/g, ' ');
  return [made, untraced].filter(Boolean).join(' · ');
}

type Way = 'above' | 'below';

/** The columns next to another on the way up or down. */
export function neighbours(graph: ColumnGraph, key: string, way: Way): ColumnNode[] {
  const ends = graph.edges.flatMap(({ from, to }) => {
    if (way === 'above') return to === key ? [from] : [];
    return from === key ? [to] : [];
  });
  return graph.nodes.filter((node) => ends.includes(node.key));
}

/** For a terminal: the column, what it comes from and what it goes into, a step deeper in each line. */
export function lineageText(graph: ColumnGraph): string {
  const lines = [[columnTitle(graph.start), howMade(graph, graph.start)].filter(Boolean).join('  ')];
  for (const [way, title, none] of [
    ['above', t('comes from'), t('no other column')],
    ['below', t('goes into'), t('no other column')],
  ] as const) {
    const steps: string[] = [];
    addTree(graph, graph.start, way, 2, steps, new Set());
    // What cannot be told is not said to be nothing.
    const isTold = way === 'above' ? graph.start.untraced.length === 0 : graph.unclear.length === 0;
    if (steps.length > 0) lines.push(`  ${title}`, ...steps);
    else if (isTold) lines.push(`  ${title}`, `    ${none}`);
  }
  for (const { name, why } of graph.unclear) lines.push(t('{0} may have more columns of it: {1}', name, why));
  return `${lines.join('\n')}\n`;
}

function addTree(
  graph: ColumnGraph,
  of: ColumnNode,
  way: Way,
  depth: number,
  lines: string[],
  seen: Set<string>,
): void {
  for (const node of neighbours(graph, of.key, way)) {
    const again = seen.has(node.key);
    const how = howMade(graph, node);
    lines.push(`${'  '.repeat(depth)}${[columnTitle(node), again ? '…' : how].filter(Boolean).join('  ')}`);
    if (again) continue;
    seen.add(node.key);
    addTree(graph, node, way, depth + 1, lines, seen);
  }
}

const mostChains = 4;

/** The ways up from a column, each in a line: `stg_orders.amount ← lake.orders.amount`. */
export function originChains(graph: ColumnGraph): { readonly chains: readonly string[]; readonly more: boolean } {
  const chains: string[] = [];
  let more = false;
  const follow = (node: ColumnNode, chain: readonly string[]): void => {
    const above = neighbours(graph, node.key, 'above');
    if (above.length === 0 && chain.length > 0) {
      if (chains.length < mostChains) chains.push(chain.join(' ← '));
      else more = true;
    }
    for (const next of more ? [] : above) follow(next, [...chain, columnTitle(next)]);
  };
  follow(graph.start, []);
  return { chains, more };
}
