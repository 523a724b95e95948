import { commaList, parenthesized } from '../../sql/lists.ts';
import type { Assignment, Delete, Insert, Merge, Update } from '../changes.ts';
import { beginsQuery } from '../grammar/grammar.ts';
import { grammar } from '../grammar/parseQuery.ts';
import { parseRelation } from '../grammar/parseRelation.ts';
import type { Expression, Query } from '../grammar/queryTree.ts';
import { isBareAlias, readLabel, readName, readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { readQuery } from './parts.ts';

type With = Query['with'];

function named(stream: TokenStream): { readonly name: string; readonly at: number } {
  const { text: name, at } = readName(stream);
  return { name, at };
}

/** What follows `INSERT INTO`. https://docs.aws.amazon.com/redshift/latest/dg/r_INSERT_30.html */
export function readInsert(stream: TokenStream, clause: With): Insert {
  const table = readRelationName(stream);
  const columns = stream.is('(') && !beginsQuery(stream) ? parenthesized(stream, () => named(stream)) : undefined;
  const parts = { table, ...(columns && { columns }), ...(clause && { with: clause }) };
  if (stream.accept('DEFAULT', 'VALUES')) return { kind: 'insert', ...parts, source: { kind: 'defaults' } };
  if (!stream.is('VALUES')) return { kind: 'insert', ...parts, source: { kind: 'query', query: readQuery(stream) } };
  stream.advance();
  const rows = commaList(stream, () => parenthesized(stream, () => valueOrDefault(stream)));
  return { kind: 'insert', ...parts, source: { kind: 'values', rows } };
}

function valueOrDefault(stream: TokenStream): Expression | 'default' {
  return stream.accept('DEFAULT') ? 'default' : grammar.expression(stream);
}

/** What follows `UPDATE`. https://docs.aws.amazon.com/redshift/latest/dg/r_UPDATE.html */
export function readUpdate(stream: TokenStream, clause: With): Update {
  const table = readRelationName(stream);
  const alias = readAlias(stream);
  stream.expect('SET');
  const set = commaList(stream, () => readAssignment(stream));
  const from = stream.accept('FROM') ? commaList(stream, () => parseRelation(stream, grammar)) : [];
  const where = stream.accept('WHERE') ? grammar.expression(stream) : undefined;
  const parts = { table, set, from, ...(clause && { with: clause }) };
  return { kind: 'update', ...parts, ...(alias !== undefined && { alias }), ...(where && { where }) };
}

function readAlias(stream: TokenStream): string | undefined {
  if (stream.accept('AS')) return readLabel(stream).text;
  return isBareAlias(stream.peek()) ? readName(stream).text : undefined;
}

/** `column = value`; MERGE lets the table's name stand before the column. */
function readAssignment(stream: TokenStream): Assignment {
  let { text: column, at } = readName(stream);
  while (stream.accept('.')) ({ text: column, at } = readLabel(stream));
  stream.expect('=');
  const value = valueOrDefault(stream);
  return { column, at, ...(value !== 'default' && { value }) };
}

/** What follows `DELETE`. https://docs.aws.amazon.com/redshift/latest/dg/r_DELETE.html */
export function readDelete(stream: TokenStream, clause: With): Delete {
  stream.accept('FROM');
  const table = readRelationName(stream);
  const alias = stream.is('USING') ? undefined : readAlias(stream);
  const using = stream.accept('USING') ? commaList(stream, () => parseRelation(stream, grammar)) : [];
  const where = stream.accept('WHERE') ? grammar.expression(stream) : undefined;
  const parts = { table, using, ...(clause && { with: clause }) };
  return { kind: 'delete', ...parts, ...(alias !== undefined && { alias }), ...(where && { where }) };
}

/** What follows `MERGE INTO`. https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html */
export function readMerge(stream: TokenStream): Merge {
  const table = readRelationName(stream);
  const alias = stream.is('USING') ? undefined : readAlias(stream);
  stream.expect('USING');
  const source = parseRelation(stream, grammar);
  stream.expect('ON');
  const on = grammar.expression(stream);
  const parts = { table, source, on, ...(alias !== undefined && { alias }) };
  if (stream.accept('REMOVE', 'DUPLICATES')) return { kind: 'merge', ...parts };
  type Actions = NonNullable<Merge['actions']>;
  let matched: Actions['matched'];
  let notMatched: Actions['notMatched'];
  if (!stream.is('WHEN')) throw stream.mismatch();
  while (stream.accept('WHEN')) {
    if (!stream.is('NOT') && !matched) {
      stream.expect('MATCHED', 'THEN');
      matched = readMatched(stream);
    } else if (!notMatched) {
      stream.expect('NOT', 'MATCHED', 'THEN', 'INSERT');
      notMatched = readNotMatched(stream);
    } else throw stream.mismatch();
  }
  return { kind: 'merge', ...parts, actions: { ...(matched && { matched }), ...(notMatched && { notMatched }) } };
}

function readMatched(stream: TokenStream): NonNullable<NonNullable<Merge['actions']>['matched']> {
  if (stream.accept('DELETE')) return { kind: 'delete' };
  stream.expect('UPDATE', 'SET');
  return { kind: 'update', set: commaList(stream, () => readAssignment(stream)) };
}

function readNotMatched(stream: TokenStream): NonNullable<NonNullable<Merge['actions']>['notMatched']> {
  const columns = stream.is('(') ? parenthesized(stream, () => named(stream)) : undefined;
  stream.expect('VALUES');
  return { values: parenthesized(stream, () => valueOrDefault(stream)), ...(columns && { columns }) };
}
