import { readLabel, readNames } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import { parsePrimary } from './parsePrimary.ts';
import { parseType } from './parseType.ts';
import type { Expression } from './queryTree.ts';

/** A primary with what is written after it: `::type`, `[0]`, `.field`, `(+)`, `COLLATE`. */
export function parsePostfix(stream: TokenStream, grammar: Grammar): Expression {
  let value = parsePrimary(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (stream.accept('::')) {
      value = { kind: 'cast', safe: false, operand: value, type: parseType(stream), at: value.at };
    } else if (stream.accept('[')) {
      value = { kind: 'subscript', of: value, index: grammar.expression(stream), at };
      stream.expect(']');
    } else if (reachesField(value) && stream.is('.') && stream.peek(1).value !== '*') {
      stream.advance();
      value = { kind: 'field', of: value, name: readLabel(stream), at };
    } else if (value.kind === 'column' && stream.accept('(', '+', ')')) {
      value = { kind: 'outer', operand: value, at };
    } else if (stream.accept('COLLATE')) {
      // Names of collations say nothing here: texts are compared byte by byte whatever they are.
      readNames(stream);
    } else return value;
  }
}

function reachesField({ kind }: Expression): boolean {
  return kind === 'subscript' || kind === 'field' || kind === 'call' || kind === 'subquery' || kind === 'row';
}
