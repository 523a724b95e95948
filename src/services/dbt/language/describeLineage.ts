import { t } from '../../../core/l10n.ts';
import type { ColumnAt } from '../lineage/columnAt.ts';
import { traceColumn } from '../lineage/columnGraph.ts';
import { originChains } from '../lineage/lineageText.ts';
import type { ProjectLineage } from '../lineage/projectLineage.ts';
import { sameName } from '../lineage/rows.ts';
import type { DbtColumn, DbtNode } from '../manifest.ts';
import { describeColumn } from './descriptions.ts';

/**
 * A column in Markdown: what is said of it, how it is made, what it comes from.
 * @param real columns as the warehouse has them
 * @param stale models that were changed after they were compiled
 */
export function describeLineage(
  lineage: ProjectLineage,
  { id, column }: ColumnAt,
  real: readonly DbtColumn[],
  stale: readonly DbtNode[],
): string | undefined {
  const node = lineage.manifest.nodes.get(id);
  if (!node) return undefined;
  const named = ({ name }: DbtColumn) => sameName(name, column);
  const described = node.columns.find(named);
  const found = real.find(named);
  const type = found?.type || (described?.type ?? '');
  const graph = traceColumn(lineage, id, column);
  const { chains, more } = originChains(graph);
  const code = (text: string) => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
  const origin = chains.map((chain) => `- ${chain.split(' ← ').map(code).join(' ← ')}`);
  return [
    describeColumn({ name: column, type, description: described?.description ?? '' }, node),
    graph.start.text && !sameName(graph.start.text, column) ? t('Made as {0}', code(graph.start.text)) : '',
    origin.length > 0 ? `${t('Comes from')}\n${[...origin, ...(more ? ['- …'] : [])].join('\n')}` : '',
    graph.start.untraced.length > 0 ? t('Not traced: {0}', graph.start.untraced.join('; ')) : '',
    stale.some((each) => each.id === id) ? t('As it was last compiled; the file has changed since.') : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
