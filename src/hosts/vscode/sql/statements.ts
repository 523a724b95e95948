/** One statement of a SQL document, by offsets into its text. */
export interface Statement {
  readonly start: number;
  readonly end: number;
  readonly sql: string;
}

/**
 * The statements of a text, divided at semicolons outside of quotes and comments. Blank and comment-only stretches are
 * no statements.
 */
export function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  for (const end of [...separators(text), text.length]) {
    const raw = text.slice(start, end);
    const code = blankComments(raw);
    const first = code.search(/\S/);
    if (first >= 0) {
      const last = code.trimEnd().length;
      statements.push({ start: start + first, end: start + last, sql: raw.slice(first, last) });
    }
    start = end + 1;
  }
  return statements;
}

/**
 * The statement that a lens was drawn for. Its offset may be a little old, as lenses follow what is typed with a delay;
 * another statement than the one that was clicked is never taken.
 */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  return (
    statements.find(({ start }) => start === offset) ??
    statements.find(({ start, end }) => start <= offset && offset <= end)
  );
}

/** Quoted text and comments, which may hold semicolons of their own. An open quote reaches to the end. */
const opaque = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

function separators(text: string): number[] {
  const hidden = text.replace(opaque, (part) => ' '.repeat(part.length));
  return [...hidden.matchAll(/;/g)].map((match) => match.index);
}

/** The text with comments blanked out, every other character at its place. */
function blankComments(text: string): string {
  return text.replace(opaque, (part) =>
    part.startsWith('--') || part.startsWith('/*') ? part.replace(/[^\n]/g, ' ') : part,
  );
}
