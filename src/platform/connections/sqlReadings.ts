/**
 * The text of SQL with what stands in quotes and comments blanked out, where a keyword means nothing; once for each way
 * in which a server of the Postgres family may read it: a backslash in a text escapes the next character or not, and
 * comments nest or not. Whoever judges the text must take all of them into account.
 */
export function readingsOf(text: string): readonly string[] {
  const ways = [false, true].flatMap((escapes) => [false, true].map((nested) => ({ escapes, nested })));
  return [...new Set(ways.map((way) => blanked(text, way)))];
}

interface Way {
  /** `\'` in a text is a quote. */
  readonly escapes: boolean;
  /** A comment within a comment has an end of its own. */
  readonly nested: boolean;
}

function blanked(text: string, way: Way): string {
  let read = '';
  let at = 0;
  while (at < text.length) {
    const end = endOfOpaque(text, at, way);
    if (end === at) read += text[at];
    // Two names that a quoted one divides stay two; a quoted name stays a name.
    else read += text[at] === '"' ? ' "" ' : ' ';
    at = Math.max(end, at + 1);
  }
  return read;
}

/** Where the quoted text or comment ends that begins here; `at` itself when none does. What is left open ends with the text. */
function endOfOpaque(text: string, at: number, way: Way): number {
  const two = text.slice(at, at + 2);
  if (two === '--') return orEnd(text.indexOf('\n', at), text);
  if (two === '/*') return endOfComment(text, at, way.nested);
  if (text[at] === "'") return endOfQuoted(text, at, way.escapes);
  if (text[at] === '"') return endOfQuoted(text, at, false);
  if (text[at] !== '$' || /[\w$]/.test(text[at - 1] ?? '')) return at;
  const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(text.slice(at, at + 66))?.[0];
  if (tag === undefined) return at;
  const close = text.indexOf(tag, at + tag.length);
  return close < 0 ? text.length : close + tag.length;
}

function endOfComment(text: string, at: number, nested: boolean): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at + 2;
  let depth = 1;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '*/') depth -= 1;
    else if (nested) depth += 1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function endOfQuoted(text: string, at: number, escapes: boolean): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i += 1) {
    if (escapes && text[i] === '\\') i += 1;
    else if (text[i] === quote && text[i + 1] === quote) i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

function orEnd(index: number, text: string): number {
  return index < 0 ? text.length : index;
}
