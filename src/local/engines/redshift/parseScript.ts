import { type Token, tokenize } from './lexing/tokenize.ts';
import { TokenStream } from './lexing/tokenStream.ts';
import { RedshiftError } from './redshiftError.ts';
import type { ParsedScript, ParsedStatement } from './statement.ts';
import { readStatement } from './statements/readStatement.ts';

export interface ParseOptions {
  /** `enable_case_sensitive_identifier`: quoted names keep their case. */
  readonly caseSensitiveIdentifiers?: boolean;
}

/**
 * Statements with semicolons between them; empty ones are left out.
 * @throws RedshiftError 42601 for the first piece that is not understood, before anything is run
 */
export function parseScript(text: string, options: ParseOptions = {}): ParsedScript {
  const statements = split(tokenize(text)).map((tokens) => parsed(text, tokens, options));
  return { statements };
}

/** @throws RedshiftError when there is none, or more than one */
export function parseOne(text: string, options: ParseOptions = {}): ParsedStatement {
  const [first, second] = parseScript(text, options).statements;
  if (!first) throw new RedshiftError('42601', 'syntax error at end of input', text.length);
  if (second) {
    throw new RedshiftError('42601', 'cannot insert multiple commands into a prepared statement', second.range.start);
  }
  return first;
}

/** Tokens of each statement, each with an end of its own. */
function split(tokens: readonly Token[]): Token[][] {
  const all: Token[][] = [];
  let present: Token[] = [];
  for (const token of tokens) {
    const ends = token.kind === 'end' || (token.kind === 'symbol' && token.value === ';');
    if (!ends) {
      present.push(token);
      continue;
    }
    if (present.length > 0) all.push([...present, { kind: 'end', text: '', value: '', at: token.at, end: token.at }]);
    present = [];
  }
  return all;
}

function parsed(text: string, tokens: readonly Token[], options: ParseOptions): ParsedStatement {
  const range = { start: tokens[0]!.at, end: tokens.at(-2)!.end };
  const stream = new TokenStream(text, tokens, options.caseSensitiveIdentifiers ?? false);
  const statement = readStatement(stream);
  if (stream.peek().kind !== 'end') throw stream.mismatch();
  return { sql: text.slice(range.start, range.end), range, statement, parameters: parametersOf(tokens) };
}

function parametersOf(tokens: readonly Token[]): ParsedStatement['parameters'] {
  const all = tokens.filter(({ kind }) => kind === 'parameter').map(({ value }) => value);
  const numbers = all.filter((name) => /^\d+$/.test(name)).map(Number);
  return { names: [...new Set(all.filter((name) => !/^\d+$/.test(name)))], count: Math.max(0, ...numbers) };
}
