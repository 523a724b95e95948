import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { CopyOption } from '../loading.ts';

/** What an option takes after its name: nothing, a string, a number, a word, or those it may do without. */
export type OptionValue = 'none' | 'string' | 'number' | 'word' | 'string?' | 'words?';

/** An option of the table, or nothing where none comes next. */
export function readOption(stream: TokenStream, table: Readonly<Record<string, OptionValue>>): CopyOption | undefined {
  const token = stream.peek();
  const name = token.value;
  if (token.kind !== 'word' || !Object.hasOwn(table, name)) return undefined;
  stream.advance();
  const takes = table[name]!;
  if (takes !== 'none') stream.accept('AS');
  return { name, values: valuesOf(stream, takes), at: token.at };
}

const switches = ['ON', 'OFF', 'TRUE', 'FALSE', 'PRESET', 'YES', 'NO'] as const;

function valuesOf(stream: TokenStream, takes: OptionValue): (string | number)[] {
  switch (takes) {
    case 'none':
      return [];
    case 'string':
      return [stream.string()];
    case 'number':
      // JDBC's templates write numbers as strings now and then, which Redshift takes.
      return [stream.peek().kind === 'string' ? Number(stream.string()) : stream.integer()];
    case 'word':
      if (stream.peek().kind === 'string') return [stream.string()];
      if (stream.peek().kind !== 'word') throw stream.mismatch();
      return [stream.advance().value];
    case 'string?':
      return stream.peek().kind === 'string' ? [stream.string()] : [];
    case 'words?': {
      const word = stream.acceptOneOf(...switches);
      return word ? [word] : [];
    }
  }
}

/** Names in parentheses. */
export function readNameList(stream: TokenStream, item: () => string): string[] {
  stream.expect('(');
  const names = commaList(stream, item);
  stream.expect(')');
  return names;
}
