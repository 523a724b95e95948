import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import { parseSortItems, parseWindow } from './parseWindow.ts';
import type { Call, Expression, Name } from './queryTree.ts';

/** A call of a function by name, of which the parenthesis is next. */
export function parseCall(stream: TokenStream, grammar: Grammar, names: readonly Name[], approximate = false): Call {
  const name = names.at(-1)!;
  const schema = names.at(-2);
  stream.expect('(');
  const distinct = stream.accept('DISTINCT');
  if (!distinct) stream.accept('ALL');
  const { args, nulls: within } = parseArguments(stream, grammar);
  stream.expect(')');
  const outside = parseNulls(stream);
  let withinGroup: Call['withinGroup'] = [];
  if (stream.accept('WITHIN', 'GROUP')) {
    stream.expect('(');
    withinGroup = parseSortItems(stream, grammar);
    stream.expect(')');
  }
  const nulls = within ?? outside ?? parseNulls(stream);
  const over = stream.accept('OVER') ? parseWindow(stream, grammar) : undefined;
  return {
    kind: 'call',
    at: names[0]!.at,
    name: name.text.toLowerCase(),
    ...(schema && { schema: schema.text }),
    args,
    distinct,
    approximate,
    withinGroup,
    ...(nulls && { nulls }),
    ...(over && { over }),
  };
}

function parseArguments(
  stream: TokenStream,
  grammar: Grammar,
): { readonly args: Expression[]; readonly nulls?: 'IGNORE' | 'RESPECT' | undefined } {
  if (stream.is(')')) return { args: [] };
  if (stream.is('*')) {
    const { at } = stream.advance();
    return { args: [{ kind: 'star', at }] };
  }
  const args = commaList(stream, () => grammar.expression(stream));
  return { args, nulls: parseNulls(stream) };
}

function parseNulls(stream: TokenStream): 'IGNORE' | 'RESPECT' | undefined {
  if (stream.accept('IGNORE', 'NULLS')) return 'IGNORE';
  return stream.accept('RESPECT', 'NULLS') ? 'RESPECT' : undefined;
}

/** A call that is written in some other way than `name(…)`. */
export function plainCall(name: string, args: readonly Expression[], at: number): Call {
  return { kind: 'call', name, args, distinct: false, approximate: false, withinGroup: [], at };
}
