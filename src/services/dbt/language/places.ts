/** What a place in a model, a macro or a YAML file of a dbt project means. Offsets are UTF-16 units. */
import { inTemplate } from './templates.ts';

export type DbtPlace =
  | { readonly kind: 'ref'; readonly name: string; readonly package: string | undefined; readonly range: Range }
  | { readonly kind: 'source'; readonly source: string; readonly table: string; readonly range: Range }
  /** A name that is called, such as `dbt_utils.star`. */
  | { readonly kind: 'macro'; readonly name: string; readonly range: Range }
  | { readonly kind: 'word'; readonly name: string; readonly range: Range };

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is being written at a place. */
export type Writing =
  | { readonly kind: 'ref'; readonly package: string | undefined; readonly typed: string }
  | { readonly kind: 'source'; readonly typed: string }
  | { readonly kind: 'table'; readonly source: string; readonly typed: string }
  | { readonly kind: 'template'; readonly typed: string }
  /** Behind an alias and its point. */
  | { readonly kind: 'column'; readonly alias: string; readonly typed: string }
  | { readonly kind: 'sql'; readonly typed: string };

const quoted = `['"]([^'"\\n]*)['"]`;
const refCall = new RegExp(`\\bref\\(\\s*${quoted}(?:\\s*,\\s*${quoted})?`, 'g');
const sourceCall = new RegExp(`\\bsource\\(\\s*${quoted}\\s*,\\s*${quoted}`, 'g');

/** The thing that a place names; undefined in blank space. */
export function placeAt(text: string, offset: number): DbtPlace | undefined {
  for (const match of text.matchAll(refCall)) {
    const range = rangeOf(match);
    if (!within(range, offset)) continue;
    const [, first = '', second] = match;
    return { kind: 'ref', name: second ?? first, package: second === undefined ? undefined : first, range };
  }
  for (const match of text.matchAll(sourceCall)) {
    const range = rangeOf(match);
    if (within(range, offset)) return { kind: 'source', source: match[1] ?? '', table: match[2] ?? '', range };
  }
  for (const match of text.matchAll(/[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)?/g)) {
    const range = rangeOf(match);
    if (!within(range, offset)) continue;
    const isCall = inTemplate(text, offset) && text[range.end] === '(';
    if (isCall) return { kind: 'macro', name: match[0], range };
    const word = wordAt(match[0], range, offset);
    return { kind: 'word', ...word };
  }
  return undefined;
}

/** Of `alias.column` the part that is pointed at. */
function wordAt(text: string, range: Range, offset: number): { readonly name: string; readonly range: Range } {
  const point = text.indexOf('.');
  if (point < 0) return { name: text, range };
  return offset <= range.start + point
    ? { name: text.slice(0, point), range: { start: range.start, end: range.start + point } }
    : { name: text.slice(point + 1), range: { start: range.start + point + 1, end: range.end } };
}

/** What is written at a place, as far as it goes. */
export function writingAt(text: string, offset: number): Writing {
  const before = text.slice(Math.max(0, offset - 400), offset);
  const ref = /\bref\(\s*(?:['"]([^'"\n]*)['"]\s*,\s*)?['"]([^'"\n]*)$/.exec(before);
  if (ref) return { kind: 'ref', package: ref[1], typed: ref[2] ?? '' };
  const table = /\bsource\(\s*['"]([^'"\n]*)['"]\s*,\s*['"]([^'"\n]*)$/.exec(before);
  if (table) return { kind: 'table', source: table[1] ?? '', typed: table[2] ?? '' };
  const source = /\bsource\(\s*['"]([^'"\n]*)$/.exec(before);
  if (source) return { kind: 'source', typed: source[1] ?? '' };
  const typed = /[\w.]*$/.exec(before)?.[0] ?? '';
  if (inTemplate(text, offset)) return { kind: 'template', typed };
  const point = typed.lastIndexOf('.');
  if (point > 0) return { kind: 'column', alias: typed.slice(0, point), typed: typed.slice(point + 1) };
  return { kind: 'sql', typed };
}

/** The nodes that a text refers to, by the alias that each has in it: `{{ ref('fct_sales') }} as sales`. */
export function aliasesIn(
  text: string,
): ReadonlyMap<string, { readonly name: string; readonly source: string | undefined }> {
  const found = new Map<string, { name: string; source: string | undefined }>();
  const call = new RegExp(
    `\\{\\{\\s*(ref|source)\\(\\s*${quoted}(?:\\s*,\\s*${quoted})?[^)]*\\)\\s*\\}\\}(?:\\s+(?:as\\s+)?([A-Za-z_]\\w*))?`,
    'gi',
  );
  for (const [, kind, first = '', second, alias] of text.matchAll(call)) {
    const name = second ?? first;
    const isKeyword =
      /^(where|on|join|left|right|inner|full|cross|group|order|limit|union|using|qualify|having)$/i.test(alias ?? '');
    found.set(alias && !isKeyword ? alias : name, { name, source: kind === 'source' ? first : undefined });
  }
  // A CTE that only selects from one of them has its columns.
  for (const [, cte = '', kind, first = '', second] of text.matchAll(
    new RegExp(
      `([A-Za-z_]\\w*)\\s+as\\s*\\(\\s*select\\s+\\*\\s+from\\s+\\{\\{\\s*(ref|source)\\(\\s*${quoted}(?:\\s*,\\s*${quoted})?`,
      'gi',
    ),
  )) {
    found.set(cte, { name: second ?? first, source: kind === 'source' ? first : undefined });
  }
  return found;
}

function rangeOf(match: RegExpExecArray): Range {
  return { start: match.index, end: match.index + match[0].length };
}

function within({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}
