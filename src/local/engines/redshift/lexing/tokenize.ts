import { RedshiftError } from '../redshiftError.ts';

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** Without quotes and with escapes resolved; for a word its upper case, for a parameter its name. */
  readonly value: string;
  /** Where it begins and ends in the text, from 0. */
  readonly at: number;
  readonly end: number;
}

const space = /\s+|--[^\n]*/uy;
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /[eE]?'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['string', /\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['parameter', /\$\d+/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  // A table whose name begins with # is temporary.
  ['word', /(?:#?[\p{L}_])[\p{L}\p{N}_$#]*/uy],
  ['symbol', /::|:=|<=|>=|<>|!=|!~~\*|!~~|!~\*|!~|~~\*|~~|~\*|<<|>>|\|\|\/|\|\/|\|\||[\s\S]/uy],
];
const named = /:[a-zA-Z_]\w*/y;

/**
 * The tokens of a text, the last one of kind `end`.
 * @throws RedshiftError 42601 for a quote or a comment that never ends
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = matchAt(space, text, at) ?? comment(text, at);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const token = next(text, at, tokens.at(-1));
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', value: '', at: text.length, end: text.length });
  return tokens;
}

function next(text: string, at: number, before: Token | undefined): Token {
  // `:name`, where `a[1:b]` and `a::b` are something else.
  const name = before?.value === ':' ? undefined : matchAt(named, text, at);
  if (name) return token('parameter', name, name.slice(1), at);
  for (const [kind, pattern] of patterns) {
    const piece = matchAt(pattern, text, at);
    if (!piece) continue;
    if (kind === 'symbol' && (piece === "'" || piece === '"')) {
      const what = piece === "'" ? 'quoted string' : 'quoted identifier';
      throw new RedshiftError('42601', `unterminated ${what} at or near "${text.slice(at)}"`, at);
    }
    return token(kind, piece, contentOf(kind, piece), at);
  }
  throw new RedshiftError('42601', `syntax error at or near "${text.slice(at)}"`, at);
}

function token(kind: TokenKind, text: string, value: string, at: number): Token {
  return { kind, text, value, at, end: at + text.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Comments may stand within comments. */
function comment(text: string, from: number): string | undefined {
  if (!text.startsWith('/*', from)) return undefined;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('/*', at)) depth += 1;
    else if (text.startsWith('*/', at)) depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return text.slice(from, at + 1);
  }
  throw new RedshiftError('42601', `unterminated /* comment at or near "${text.slice(from)}"`, from);
}

function contentOf(kind: TokenKind, piece: string): string {
  switch (kind) {
    case 'word':
      return piece.toUpperCase();
    case 'quoted':
      return piece.slice(1, -1).replaceAll('""', '"');
    case 'parameter':
      return piece.slice(1);
    case 'string':
      return piece.startsWith('$') ? dollarQuoted(piece) : unescaped(piece.slice(piece.indexOf("'") + 1, -1));
    default:
      return piece;
  }
}

function dollarQuoted(piece: string): string {
  const tag = piece.slice(0, piece.indexOf('$', 1) + 1);
  return piece.slice(tag.length, -tag.length);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** A backslash means something in Redshift's literals, as it did in PostgreSQL 8: `'\\d'` is `\d`, and so is nothing less. */
function unescaped(text: string): string {
  return text.replaceAll(/''|\\([0-7]{1,3}|[\s\S])/g, (_, code?: string) => {
    if (code === undefined) return "'";
    return /^[0-7]+$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code);
  });
}
