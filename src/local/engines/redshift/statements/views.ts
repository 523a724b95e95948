import { parenthesized } from '../../sql/lists.ts';
import type { CreateMaterializedView, CreateView } from '../definitions.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement } from '../statement.ts';
import { nameText, readQuery } from './parts.ts';
import { readTableAttributes } from './tableAttributes.ts';

/** What follows `CREATE [OR REPLACE] VIEW`. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html */
export function readCreateView(stream: TokenStream, orReplace: boolean): CreateView {
  const view = readRelationName(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => nameText(stream)) : undefined;
  stream.expect('AS');
  const query = readQuery(stream);
  const lateBinding = stream.accept('WITH', 'NO', 'SCHEMA', 'BINDING');
  return { kind: 'create-view', view, orReplace, query, lateBinding, ...(columns && { columns }) };
}

/**
 * What follows `CREATE MATERIALIZED VIEW`.
 * https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html
 */
export function readCreateMaterializedView(stream: TokenStream): CreateMaterializedView {
  const view = readRelationName(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => nameText(stream)) : undefined;
  let autoRefresh = readAutoRefresh(stream) ?? false;
  const attributes = readTableAttributes(stream);
  autoRefresh = readAutoRefresh(stream) ?? autoRefresh;
  stream.expect('AS');
  const query = readQuery(stream);
  return { kind: 'create-materialized-view', view, attributes, autoRefresh, query, ...(columns && { columns }) };
}

function readAutoRefresh(stream: TokenStream): boolean | undefined {
  if (!stream.accept('AUTO', 'REFRESH')) return undefined;
  const answer = stream.acceptOneOf('YES', 'NO');
  if (!answer) throw stream.mismatch();
  return answer === 'YES';
}

/** What follows `ALTER MATERIALIZED VIEW`. */
export function readAlterMaterializedView(stream: TokenStream): RedshiftStatement {
  const view = readRelationName(stream);
  const autoRefresh = readAutoRefresh(stream);
  if (stream.accept('OWNER', 'TO')) {
    return { kind: 'alter-materialized-view', view, attributes: {}, owner: nameText(stream) };
  }
  stream.accept('ALTER');
  const attributes = readTableAttributes(stream);
  if (autoRefresh === undefined && Object.keys(attributes).length === 0) throw stream.mismatch();
  return { kind: 'alter-materialized-view', view, attributes, ...(autoRefresh !== undefined && { autoRefresh }) };
}
