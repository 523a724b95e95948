import { isBroken } from './hits.ts';
import { headHeight, layOutMap, nodeHeight, nodeWidth, pathOf } from './layout.ts';
import type { MapNow } from './mapText.ts';
import { kindTexts } from './mapWords.ts';
import { isDataset, type PipelineMap } from './pipelineMap.ts';
import { stateWords } from './stateWords.ts';

const colours = {
  ink: '#1f2328',
  quiet: '#59636e',
  line: '#8c959f',
  band: '#f6f8fa',
  failed: '#cf222e',
  hit: '#bf8700',
};

/** The map as a picture of its own: no style sheet, no script, readable on white. */
export function mapSvg(map: PipelineMap, { states, hits, now }: MapNow): string {
  const placed = layOutMap(map);
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
    `<path d="M0 0 8 4 0 8z" fill="${colours.line}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...placed.bands.flatMap((band) => [
      `<rect x="${band.x}" y="4" width="${band.width}" height="${height - 8}" rx="8" fill="${colours.band}"/>`,
      `<text x="${band.x + 12}" y="${headHeight - 10}" font-weight="600" fill="${colours.quiet}">${xml(band.title)}</text>`,
    ]),
    ...placed.edges.map(({ edge, points }) => {
      const dash = edge.kind === 'data' ? '' : ` stroke-dasharray="${edge.kind === 'starts' ? '2 4' : '6 4'}"`;
      return `<path d="${pathOf(points)}" fill="none" stroke="${colours.line}"${dash} marker-end="url(#a)"/>`;
    }),
    ...placed.nodes.map(({ node, x, y }) => {
      const hit = hits.get(node.id);
      const failed = isBroken(states.get(node.id)?.state);
      const stroke = failed ? colours.failed : hit ? colours.hit : colours.line;
      const words = [kindTexts[node.kind](), ...stateWords(states.get(node.id), now)].join(' · ');
      return [
        `<g transform="translate(${round(x)} ${round(y)})"><title>${xml(node.id)}</title>`,
        `<rect width="${nodeWidth}" height="${nodeHeight}" rx="${isDataset(node) ? 14 : 3}" fill="#ffffff" stroke="${stroke}" stroke-width="${failed || hit ? 2.5 : 1.2}"/>`,
        `<text x="12" y="19" font-weight="600" fill="${colours.ink}">${xml(cut(node.label, 26))}</text>`,
        `<text x="12" y="35" font-size="10.5" fill="${colours.quiet}">${xml(cut(words, 32))}</text></g>`,
      ].join('');
    }),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function xml(text: string): string {
  const bare = [...text].filter((character) => (character.codePointAt(0) ?? 0) >= 32).join('');
  return bare.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
