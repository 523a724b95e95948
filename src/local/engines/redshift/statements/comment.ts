import { readNames, relationNameOf } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { RedshiftStatement } from '../statement.ts';

type Comment = Extract<RedshiftStatement, { readonly kind: 'comment' }>;

const kinds = ['TABLE', 'COLUMN', 'VIEW', 'SCHEMA', 'DATABASE', 'CONSTRAINT', 'FUNCTION', 'PROCEDURE'] as const;

/** What follows COMMENT ON. https://docs.aws.amazon.com/redshift/latest/dg/r_COMMENT.html */
export function readComment(stream: TokenStream): Comment {
  stream.accept('MATERIALIZED');
  const found = stream.acceptOneOf(...kinds);
  if (!found) throw stream.mismatch();
  const on = found.toLowerCase() as Comment['on'];
  const parts = readNames(stream);
  const column = on === 'column' ? parts.at(-1)! : undefined;
  if (column && parts.length < 2) throw new RedshiftError('42601', 'column name must be qualified', column.at);
  if (on === 'constraint' && stream.accept('ON')) readNames(stream);
  if (stream.is('(')) while (!stream.accept(')')) if (stream.advance().kind === 'end') throw stream.mismatch();
  stream.expect('IS');
  const text = stream.accept('NULL') ? undefined : stream.string();
  const name = relationNameOf(column ? parts.slice(0, -1) : parts);
  return { kind: 'comment', on, name, text, ...(column && { column: column.text }) };
}
