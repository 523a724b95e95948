import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement } from '../statement.ts';
import { nameText, readQuery } from './parts.ts';

/** What follows DECLARE. https://docs.aws.amazon.com/redshift/latest/dg/declare.html */
export function readDeclare(stream: TokenStream): RedshiftStatement {
  const name = nameText(stream);
  stream.acceptOneOf('INSENSITIVE', 'BINARY');
  stream.accept('NO', 'SCROLL');
  stream.expect('CURSOR');
  if (!stream.accept('WITH', 'HOLD')) stream.accept('WITHOUT', 'HOLD');
  stream.expect('FOR');
  const query = readQuery(stream);
  stream.accept('FOR', 'READ', 'ONLY');
  return { kind: 'declare-cursor', name, query };
}

/** What follows FETCH: cursors of Redshift's only go forward. */
export function readFetch(stream: TokenStream): RedshiftStatement {
  let count: number | 'all' = 1;
  if (stream.accept('NEXT')) count = 1;
  else if (stream.accept('ALL')) count = 'all';
  else if (stream.peek().kind === 'number') count = stream.integer();
  else if (stream.accept('FORWARD')) {
    if (stream.accept('ALL')) count = 'all';
    else if (stream.peek().kind === 'number') count = stream.integer();
  }
  if (!stream.accept('FROM')) stream.accept('IN');
  return { kind: 'fetch', name: nameText(stream), count };
}

/** What follows CLOSE. */
export function readClose(stream: TokenStream): RedshiftStatement {
  return { kind: 'close', name: stream.accept('ALL') ? 'all' : nameText(stream) };
}

/** What follows DEALLOCATE. */
export function readDeallocate(stream: TokenStream): RedshiftStatement {
  stream.accept('PREPARE');
  return { kind: 'deallocate', name: stream.accept('ALL') ? 'all' : nameText(stream) };
}
