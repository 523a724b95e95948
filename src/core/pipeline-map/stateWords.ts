import { formatAge, formatBytes, formatNumber } from '../format.ts';
import { t } from '../l10n.ts';
import { stateTexts } from '../stateText.ts';
import type { NodeState } from './pipelineMap.ts';

/** What is known of a node now, in a few words: `Succeeded · 3 min. ago · 1,234 rows`. Empty where nothing is. */
export function stateWords(state: NodeState | undefined, now: number): string[] {
  if (!state) return [];
  if (state.missing) return [t('not there yet')];
  return [
    ...(state.state === undefined ? [] : [stateTexts[state.state]()]),
    ...(state.at === undefined ? [] : [formatAge(state.at, now)]),
    ...(state.rows === undefined ? [] : [t('{0} rows', formatNumber(state.rows))]),
    ...(state.bytes === undefined ? [] : [formatBytes(state.bytes)]),
  ];
}
