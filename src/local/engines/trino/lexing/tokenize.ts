import { syntaxError } from '../athenaSyntaxError.ts';
import type { Position } from '../statement.ts';

export type TokenKind = 'word' | 'quoted' | 'backquoted' | 'string' | 'binary' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** Without quotes and with escapes resolved; for a word its upper case. */
  readonly value: string;
  /** Where it begins and ends in the text, from 0. */
  readonly offset: number;
  readonly end: number;
  readonly at: Position;
}

const patterns: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['binary', /[xX]'[^']*'/y],
  ['string', /[uU]&'(?:[^']|'')*'|'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['backquoted', /`(?:[^`]|``)*`/y],
  ['number', /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  ['word', /[a-zA-Z_]\w*/y],
  // Any other character is a symbol of its own, for the grammar to say that it is not understood there.
  ['symbol', /->|=>|<=|>=|<>|!=|\|\||[\s\S]/uy],
];

const hiveWord = /[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/uy;

const sqlString = /'(?:[^']|'')*'/y;

/** Whose rules hold for strings: Hive's know a backslash, Trino's double a quote and nothing else. */
export type Dialect = 'trino' | 'hive';

/**
 * The tokens of a text, the last one of kind `end`.
 * @param from where the text begins in the user's statement
 * @throws AthenaSyntaxError for a character or a quote that begins nothing
 */
export function tokenize(text: string, dialect: Dialect = 'trino', from: Position = { line: 1, column: 1 }): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let { line, column } = from;
  const advance = (piece: string): void => {
    const lines = piece.split('\n');
    line += lines.length - 1;
    column = lines.length > 1 ? lines.at(-1)!.length + 1 : column + piece.length;
    offset += piece.length;
  };
  while (offset < text.length) {
    const at = { line, column };
    const [kind, piece] = next(text, offset, dialect);
    if (kind !== 'space') {
      const digitFirst =
        kind === 'number' && dialect === 'trino' && /^[\p{L}_]/u.test(text.slice(offset + piece.length));
      if (digitFirst) {
        throw syntaxError(at, 'identifiers must not start with a digit; surround the identifier with double quotes');
      }
      tokens.push({
        kind,
        text: piece,
        value: contentOf(kind, piece, dialect),
        offset,
        end: offset + piece.length,
        at,
      });
    }
    advance(piece);
  }
  tokens.push({ kind: 'end', text: '<EOF>', value: '', offset, end: offset, at: { line, column } });
  return tokens;
}

function next(text: string, offset: number, dialect: Dialect): [TokenKind | 'space', string] {
  if (dialect === 'hive') {
    const word = matchAt(hiveWord, text, offset);
    if (word) return ['word', word];
  }
  for (const [kind, pattern] of patterns) {
    const sqlQuote = kind === 'string' && dialect === 'trino' && text[offset] === "'";
    const piece = matchAt(sqlQuote ? sqlString : pattern, text, offset);
    if (piece) return [kind, piece];
  }
  return ['symbol', text[offset]!];
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function contentOf(kind: TokenKind, piece: string, dialect: Dialect): string {
  switch (kind) {
    case 'word':
      return piece.toUpperCase();
    case 'quoted':
      return piece.slice(1, -1).replaceAll('""', '"');
    case 'backquoted':
      return piece.slice(1, -1).replaceAll('``', '`');
    case 'binary':
      return piece.slice(2, -1).replaceAll(/\s/g, '').toUpperCase();
    case 'string':
      return stringValue(piece, dialect);
    default:
      return piece;
  }
}

function stringValue(piece: string, dialect: Dialect): string {
  if (/^u&/i.test(piece)) return unescapeUnicode(piece.slice(3, -1).replaceAll("''", "'"));
  const inner = piece.slice(1, -1).replaceAll("''", "'");
  return dialect === 'hive' ? unescapeHive(inner) : inner;
}

function unescapeUnicode(text: string): string {
  return text.replaceAll(/\\(?:\\|\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))/g, (_, six?: string, four?: string) =>
    six || four ? String.fromCodePoint(Number.parseInt(six ?? four ?? '', 16)) : '\\',
  );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', '0': '\0', Z: '\x1a' };

/** Hive's escapes: `\n`, `\t`, three octal digits, `\uXXXX`; `\%` and `\_` keep their backslash. */
function unescapeHive(text: string): string {
  return text.replaceAll(/\\(u[0-9a-fA-F]{4}|[01][0-7]{2}|[\s\S])/g, (whole, code: string) => {
    if (code.length > 1 && code.startsWith('u')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (code.length === 3) return String.fromCharCode(Number.parseInt(code, 8));
    return code === '%' || code === '_' ? whole : (escapes[code] ?? code);
  });
}
