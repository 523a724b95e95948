import { isBroken } from './hits.ts';
import type { MapNow } from './mapText.ts';
import { isDataset, type PipelineMap } from './pipelineMap.ts';

/** The map as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html */
export function mapMermaid(map: PipelineMap, { states, hits }: Pick<MapNow, 'states' | 'hits'>): string {
  const short = new Map(map.nodes.map(({ id }, i) => [id, `n${i}`]));
  const lines = ['flowchart LR'];
  map.layers.forEach(({ name, title }, i) => {
    const inside = map.nodes.filter(({ layer }) => layer === name);
    if (inside.length === 0) return;
    lines.push(`  subgraph l${i}["${quoted(title)}"]`);
    for (const node of inside) {
      const [open, close] = isDataset(node) ? ['[("', '")]'] : ['["', '"]'];
      lines.push(`    ${short.get(node.id)}${open}${quoted(node.label)}${close}`);
    }
    lines.push('  end');
  });
  for (const { from, to, kind } of map.edges) {
    lines.push(`  ${short.get(from)} ${kind === 'data' ? '-->' : kind === 'starts' ? '-.->' : '---'} ${short.get(to)}`);
  }
  const failed = map.nodes.filter(({ id }) => isBroken(states.get(id)?.state)).map(({ id }) => short.get(id));
  const hit = map.nodes.filter(({ id }) => hits.has(id)).map(({ id }) => short.get(id));
  if (failed.length > 0)
    lines.push('  classDef failed stroke:#c00,stroke-width:3px', `  class ${failed.join(',')} failed`);
  if (hit.length > 0) lines.push('  classDef hit stroke:#c80,stroke-dasharray:4', `  class ${hit.join(',')} hit`);
  return `${lines.join('\n')}\n`;
}

/** Entities are Mermaid's own way to write what would end a text. */
function quoted(text: string): string {
  return text.replace(/["#;<>&]/g, (sign) => `#${sign.codePointAt(0)};`);
}
