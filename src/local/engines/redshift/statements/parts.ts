import { grammar, parseQuery } from '../grammar/parseQuery.ts';
import { isName, readLabel, readName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftExpression, RedshiftQuery } from '../source.ts';
import type { PrincipalOptions } from '../statement.ts';

/** A query and its text. */
export function readQuery(stream: TokenStream): RedshiftQuery {
  const { at } = stream;
  const tree = parseQuery(stream);
  return { sql: stream.text.slice(at, stream.lastEnd), at, tree };
}

/** An expression and its text. */
export function readExpression(stream: TokenStream): RedshiftExpression {
  const { at } = stream;
  const tree = grammar.expression(stream);
  return { sql: stream.text.slice(at, stream.lastEnd), at, tree };
}

/** A name's text. */
export function nameText(stream: TokenStream): string {
  return readName(stream).text;
}

/** A name, or a string that stands for one. */
export function nameOrString(stream: TokenStream): string {
  return stream.peek().kind === 'string' ? stream.string() : readLabel(stream).text;
}

/** A string, with AS before it or not. */
export function asString(stream: TokenStream): string {
  stream.accept('AS');
  return stream.string();
}

export function ifExists(stream: TokenStream): boolean {
  return stream.accept('IF', 'EXISTS');
}

export function ifNotExists(stream: TokenStream): boolean {
  return stream.accept('IF', 'NOT', 'EXISTS');
}

/** Words and their values, one after the other, up to the end: `PASSWORD 'x' CREATEDB CONNECTION LIMIT 5`. */
export function readOptions(stream: TokenStream, pairs: readonly string[]): PrincipalOptions {
  const options = new Map<string, string | number | true>();
  while (stream.peek().kind !== 'end') {
    const word = stream.peek();
    if (word.kind !== 'word') throw stream.mismatch();
    const name = ['CONNECTION', 'SYSLOG', 'VALID', 'SESSION'].includes(word.value)
      ? `${stream.advance().value} ${stream.advance().value}`
      : stream.advance().value;
    stream.accept('=');
    if (!pairs.includes(name)) options.set(name, true);
    else options.set(name, optionValue(stream));
  }
  return options;
}

function optionValue(stream: TokenStream): string | number {
  const token = stream.peek();
  if (token.kind === 'number') return stream.integer();
  if (token.kind === 'string') return stream.string();
  if (token.kind !== 'word' && !isName(token)) throw stream.mismatch();
  return readLabel(stream).text;
}
