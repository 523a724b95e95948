import { parseType } from './grammar/parseType.ts';
import { tokenize } from './lexing/tokenize.ts';
import { TokenStream } from './lexing/tokenStream.ts';
import type { RedshiftType } from './types/redshiftType.ts';

/** The type that a text writes, such as `character varying(20)` or `"char"`. @throws RedshiftError 42704 */
export function parseTypeText(text: string): RedshiftType {
  const stream = new TokenStream(text, tokenize(text));
  const type = parseType(stream, 256);
  if (stream.peek().kind !== 'end') throw stream.mismatch();
  return type;
}
