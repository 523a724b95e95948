import { formatAge } from '../../core/format.ts';
import type { Node } from '../../core/node.ts';
import type { Run } from '../../core/run.ts';
import { stateWord } from '../../core/stateText.ts';
import { stateIcons } from './stateIcon.ts';

/** A node that shows how its last run went; unchanged when it never ran. */
export function withLastRun(node: Node, run: Run | undefined): Node {
  if (!run) return node;
  const at = run.endedAt ?? run.startedAt;
  const age = at === undefined ? '' : ` ${formatAge(at, Date.now())}`;
  return {
    ...node,
    ...stateIcons[run.state],
    description: `${stateWord(run.state)}${age}`,
    tooltip: [node.tooltip, run.error?.message].filter(Boolean).join('\n'),
  };
}
