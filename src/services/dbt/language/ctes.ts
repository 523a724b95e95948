import { templateEnd } from './templates.ts';

/** The common table expressions of a model, so that each can be looked at by itself. */
export interface Cte {
  readonly name: string;
  /** Offset of its name. */
  readonly start: number;
  /** Offset behind its closing parenthesis. */
  readonly end: number;
}

/** `name (columns) as materialized (`. */
const cteHead = /^([A-Za-z_]\w*)\s*(?:\([^)]*\)\s*)?\bas\s*(?:(?:not\s+)?materialized\s*)?\(/i;

/** Skips a comment, a quoted text or a template that begins at an offset; the same offset when none does. */
function skipped(text: string, at: number): number {
  const template = templateEnd(text, at);
  if (template !== undefined) return template;
  const ends: readonly (readonly [string, string])[] = [
    ['--', '\n'],
    ['/*', '*/'],
    ["'", "'"],
    ['"', '"'],
  ];
  for (const [open, close] of ends) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    return end < 0 ? text.length : end + close.length;
  }
  return at;
}

/** The outermost expressions of a model's WITH, in their order. */
export function ctesOf(text: string): readonly Cte[] {
  const found: Cte[] = [];
  let depth = 0;
  let open: { readonly name: string; readonly start: number } | undefined;
  let withSeen = false;
  for (let at = 0; at < text.length; ) {
    const next = skipped(text, at);
    if (next !== at) {
      at = next;
      continue;
    }
    const rest = text.slice(at, at + 200);
    const head = depth === 0 && withSeen ? cteHead.exec(rest) : null;
    if (head) {
      open = { name: head[1] ?? '', start: at };
      depth = 1;
      at += head[0].length;
      continue;
    }
    const word = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (word) {
      if (depth === 0 && /^with$/i.test(word)) withSeen = true;
      else if (depth === 0 && /^select$/i.test(word)) return found;
      at += word.length;
      continue;
    }
    if (text[at] === '(') depth++;
    if (text[at] === ')') {
      depth--;
      if (depth === 0 && open) {
        found.push({ ...open, end: at + 1 });
        open = undefined;
      }
    }
    at++;
  }
  return found;
}

/** A model's text that gives the rows of one of its expressions. */
export function cteQuery(text: string, cte: Cte): string {
  // What stands before its WITH (settings, comments) stays: variables that templates set there are used further down.
  return `${text.slice(0, cte.end)}\nselect * from ${cte.name}\n`;
}
