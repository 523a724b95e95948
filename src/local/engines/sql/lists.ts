import type { ReadableToken, TokenReader } from './tokenReader.ts';

/** A reader that says what is wrong where something is missing. */
interface ListReader {
  accept(...words: readonly string[]): boolean;
  expect(...words: readonly string[]): void;
}

/** How far ahead the parenthesis closes that opens at `ahead`. */
export function closingOf<T extends ReadableToken>(stream: TokenReader<T>, ahead: number): number {
  let depth = 0;
  for (let index = ahead; ; index += 1) {
    const { kind, value } = stream.peek(index);
    if (kind === 'end') return index;
    if (kind === 'symbol' && value === '(') depth += 1;
    if (kind === 'symbol' && value === ')') depth -= 1;
    if (depth === 0) return index;
  }
}

/** Items with commas between them. */
export function commaList<T>(stream: ListReader, item: () => T): T[] {
  const items = [item()];
  while (stream.accept(',')) items.push(item());
  return items;
}

/** A list within parentheses, of which the first is next. */
export function parenthesized<T>(stream: ListReader, item: () => T): T[] {
  stream.expect('(');
  const items = commaList(stream, item);
  stream.expect(')');
  return items;
}
