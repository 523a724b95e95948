import { parenthesized } from '../../sql/lists.ts';
import type { TableAttributes } from '../definitions.ts';
import { readName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';

type Change = { -readonly [K in keyof TableAttributes]: TableAttributes[K] };

/**
 * DISTSTYLE, DISTKEY, SORTKEY, BACKUP and ENCODE AUTO after a table's columns, in any order.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
 */
export function readTableAttributes(stream: TokenStream): TableAttributes {
  const attributes: Change = {};
  while (readAttribute(stream, attributes));
  if (attributes.distKey !== undefined && attributes.distStyle && !['KEY', 'AUTO'].includes(attributes.distStyle)) {
    const text = `Cannot specify DISTKEY for a DISTSTYLE ${attributes.distStyle} table.`;
    throw new RedshiftError('42601', text);
  }
  return attributes;
}

function readAttribute(stream: TokenStream, attributes: Change): boolean {
  if (stream.accept('BACKUP')) {
    attributes.backup = stream.acceptOneOf('YES', 'NO') === 'YES';
    return true;
  }
  if (stream.accept('DISTSTYLE')) {
    attributes.distStyle = distStyle(stream);
    return true;
  }
  if (stream.accept('DISTKEY')) {
    if (stream.is('(')) attributes.distKey = parenthesized(stream, () => readKey(stream))[0]!;
    else attributes.distKey = readKey(stream);
    return true;
  }
  if (stream.accept('ENCODE', 'AUTO')) {
    attributes.encodeAuto = true;
    return true;
  }
  const sortKey = readSortKey(stream);
  if (sortKey) attributes.sortKey = sortKey;
  return sortKey !== undefined;
}

export function distStyle(stream: TokenStream): NonNullable<TableAttributes['distStyle']> {
  const style = stream.acceptOneOf('AUTO', 'EVEN', 'KEY', 'ALL');
  if (!style) throw stream.mismatch();
  return style;
}

/** `COMPOUND SORTKEY (a, b)`, `SORTKEY a`, `SORTKEY AUTO`. */
export function readSortKey(stream: TokenStream): TableAttributes['sortKey'] {
  const styled = stream.acceptOneOf('COMPOUND', 'INTERLEAVED');
  if (!stream.is('SORTKEY')) {
    if (styled) throw stream.mismatch();
    return undefined;
  }
  stream.advance();
  if (stream.accept('AUTO')) return { style: 'AUTO', columns: [] };
  if (stream.accept('NONE')) return { style: 'NONE', columns: [] };
  const columns = stream.is('(') ? parenthesized(stream, () => readKey(stream)) : [readKey(stream)];
  return { style: styled ?? 'COMPOUND', columns };
}

/** A column's name, or its place where the columns come from a query. */
function readKey(stream: TokenStream): string {
  return stream.peek().kind === 'number' ? String(stream.integer()) : readName(stream).text;
}
