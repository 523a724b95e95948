import { t } from '../l10n.ts';
import type { Hit } from './hits.ts';
import { edgeTexts, evidenceText, kindTexts } from './mapWords.ts';
import type { MapNode, NodeState, PipelineMap } from './pipelineMap.ts';
import { stateWords } from './stateWords.ts';

/** What is known beside the map itself. */
export interface MapNow {
  readonly states: ReadonlyMap<string, NodeState>;
  readonly hits: ReadonlyMap<string, Hit>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The map as a tree of lines: from what nothing is made of to what is made of it; each node is written out once. */
export function mapText(map: PipelineMap, { states, hits, now }: MapNow): string {
  const named = new Map(map.nodes.map((node) => [node.id, node]));
  const next = new Map<string, string[]>();
  const isMade = new Set<string>();
  for (const { from, to, kind } of map.edges) {
    if (kind === 'starts') continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    isMade.add(to);
  }
  const starts = Map.groupBy(
    map.edges.filter(({ kind }) => kind === 'starts'),
    ({ from }) => from,
  );
  const lines: string[] = [];
  const written = new Set<string>();
  const say = (node: MapNode) => {
    const hit = hits.get(node.id);
    const owner = states.get(node.id)?.owner ?? node.owner;
    return [
      node.label,
      kindTexts[node.kind](),
      ...stateWords(states.get(node.id), now),
      ...(owner === undefined ? [] : [t('of {0}', owner)]),
      ...(hit ? [t('HIT by {0}', named.get(hit.by)?.label ?? hit.by)] : []),
      ...(node.unresolved ?? []).map((each) => `? ${each}`),
    ].join(' · ');
  };
  const write = (id: string, lead: string, branch: string) => {
    const node = named.get(id);
    if (!node) return;
    const below = next.get(id) ?? [];
    const known = written.has(id);
    lines.push(`${lead}${branch}${known ? `${node.label} ↑` : say(node)}`);
    if (known) return;
    written.add(id);
    const inner = lead + (branch === '' ? '' : branch === '└─ ' ? '   ' : '│  ');
    for (const [i, each] of below.entries()) write(each, inner, i === below.length - 1 ? '└─ ' : '├─ ');
  };
  const title = new Map(map.layers.map(({ name, title: text }) => [name, text]));
  for (const node of map.nodes) {
    if (isMade.has(node.id) || !next.has(node.id)) continue;
    write(node.id, '', '');
  }
  // A circle has no beginning.
  for (const node of map.nodes) if (next.has(node.id) && !written.has(node.id)) write(node.id, '', '');
  const alone = map.nodes.filter(({ id }) => !written.has(id) && !isMade.has(id) && !next.has(id) && !starts.has(id));
  if (alone.length > 0)
    lines.push('', t('Joined to nothing:'), ...alone.map((node) => `  ${say(node)} · ${title.get(node.layer) ?? ''}`));
  if (starts.size > 0) lines.push('', t('What starts what:'));
  for (const [from, edges] of starts) {
    const node = named.get(from);
    if (node) lines.push(`  ${say(node)} → ${edges.map(({ to }) => named.get(to)?.label ?? to).join(', ')}`);
  }
  const told = map.faults.map(({ file, line, message }) => `  ${file}:${line}: ${message}`);
  if (told.length > 0) lines.push('', t('Could not be read:'), ...told);
  return `${lines.join('\n')}\n`;
}

/** What is known of one node and of what it is joined to, with who says so. */
export function nodeText(map: PipelineMap, node: MapNode): string[] {
  const named = new Map(map.nodes.map((each) => [each.id, each.label]));
  const joined = map.edges.filter(({ from, to }) => from === node.id || to === node.id);
  return [
    ...node.evidence.map(evidenceText),
    ...joined.map(({ from, to, kind, evidence }) => {
      const [first] = evidence;
      return `${named.get(from)} → ${named.get(to)} (${edgeTexts[kind]()}${first ? `, ${evidenceText(first)}` : ''})`;
    }),
  ];
}
