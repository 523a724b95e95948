/** The words and signs of SQL, as far as the dialects agree on them. Comments and blank space are passed over. */

export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign';
  /** A word in lower case, a quoted name without its quotes, anything else as it is written. */
  readonly text: string;
  /** From the text's beginning, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const signs = ['::', '->>', '->', '=>', '||', '<=', '>=', '<>', '!=', ':='];

/**
 * @param backslash whether a backslash in a text keeps the next character from ending it, as on Redshift
 * @throws Error when a text, a name or a comment has no end
 */
export function tokensOf(sql: string, backslash: boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const skipped = blankEnd(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = tokenAt(sql, at, backslash);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function blankEnd(sql: string, at: number): number {
  if (/\s/.test(sql.charAt(at))) return at + 1;
  if (sql.startsWith('--', at)) {
    const end = sql.indexOf('\n', at);
    return end < 0 ? sql.length : end + 1;
  }
  return sql.startsWith('/*', at) ? commentEnd(sql, at) : at;
}

/** Comments nest in Postgres and Redshift; in the others no comment holds another's beginning. */
function commentEnd(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    if (sql.startsWith('/*', at)) depth++;
    else if (sql.startsWith('*/', at) && --depth === 0) return at + 2;
    else continue;
    at++;
  }
  throw new Error('a comment has no end');
}

function tokenAt(sql: string, start: number, backslash: boolean): Token {
  const first = sql.charAt(start);
  const rest = sql.slice(start, start + 200);
  if (first === "'") return textToken(sql, start, start, backslash);
  if (/^[eE]'/.test(rest)) return textToken(sql, start, start + 1, true);
  if (first === '"' || first === '`') return quotedToken(sql, start, first);
  const dollar = /^\$(\w*)\$/.exec(rest);
  if (dollar) {
    const end = sql.indexOf(dollar[0], start + dollar[0].length);
    if (end < 0) throw new Error('a text has no end');
    return { kind: 'text', text: '', start, end: end + dollar[0].length };
  }
  const word = /^[\p{L}_#][\p{L}\p{N}_$#]*/u.exec(rest)?.[0];
  if (word !== undefined) return { kind: 'word', text: word.toLowerCase(), start, end: start + word.length };
  const number = /^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(rest)?.[0];
  if (number !== undefined) return { kind: 'number', text: number, start, end: start + number.length };
  const sign = signs.find((each) => rest.startsWith(each)) ?? first;
  return { kind: 'sign', text: sign, start, end: start + sign.length };
}

function textToken(sql: string, start: number, open: number, backslash: boolean): Token {
  for (let at = open + 1; at < sql.length; at++) {
    if (backslash && sql[at] === '\\') at++;
    else if (sql[at] !== "'") continue;
    else if (sql[at + 1] === "'") at++;
    else return { kind: 'text', text: sql.slice(open + 1, at), start, end: at + 1 };
  }
  throw new Error('a text has no end');
}

function quotedToken(sql: string, start: number, quote: string): Token {
  let text = '';
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== quote) text += sql[at];
    else if (sql[at + 1] === quote) text += sql[++at];
    else return { kind: 'quoted', text, start, end: at + 1 };
  }
  throw new Error('a quoted name has no end');
}
