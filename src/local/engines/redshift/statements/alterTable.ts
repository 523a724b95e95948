import { commaList, parenthesized } from '../../sql/lists.ts';
import type { AlterTableAction } from '../definitions.ts';
import { parseType } from '../grammar/parseType.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { notSupported } from '../redshiftError.ts';
import type { RedshiftStatement } from '../statement.ts';
import { readColumn, readConstraint } from './columns.ts';
import { readProperties } from './external.ts';
import { ifNotExists, nameText } from './parts.ts';
import { distStyle, readSortKey } from './tableAttributes.ts';

/** What follows `ALTER TABLE` and `ALTER VIEW`. https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
export function readAlterTable(stream: TokenStream): RedshiftStatement {
  const table = readRelationName(stream);
  return { kind: 'alter-table', table, actions: commaList(stream, () => readAction(stream)) };
}

function readAction(stream: TokenStream): AlterTableAction {
  if (stream.accept('ADD')) return readAdd(stream);
  if (stream.accept('DROP')) return readDrop(stream);
  if (stream.accept('RENAME')) return readRename(stream);
  if (stream.accept('OWNER', 'TO')) return { kind: 'owner', owner: nameText(stream) };
  if (stream.accept('SET')) return readSet(stream);
  if (stream.accept('APPEND', 'FROM')) return readAppend(stream);
  if (stream.accept('ALTER')) return readAlter(stream);
  if (stream.is('ROW', 'LEVEL', 'SECURITY')) throw notSupported('ROW LEVEL SECURITY', stream.at);
  throw stream.mismatch();
}

function readAdd(stream: TokenStream): AlterTableAction {
  if (stream.is('PARTITION') || stream.is('IF', 'NOT', 'EXISTS', 'PARTITION')) return readAddPartitions(stream);
  const constraint = readConstraint(stream);
  if (constraint) return { kind: 'add-constraint', constraint };
  stream.accept('COLUMN');
  const absent = ifNotExists(stream);
  return { kind: 'add-column', column: readColumn(stream), ifNotExists: absent };
}

function readAddPartitions(stream: TokenStream): AlterTableAction {
  const absent = ifNotExists(stream);
  const partitions: { values: ReadonlyMap<string, string>; location: string }[] = [];
  while (stream.accept('PARTITION')) {
    const values = readPartitionValues(stream);
    stream.expect('LOCATION');
    partitions.push({ values, location: stream.string() });
  }
  return { kind: 'add-partitions', ifNotExists: absent, partitions };
}

function readPartitionValues(stream: TokenStream): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  parenthesized(stream, () => {
    const name = nameText(stream);
    stream.expect('=');
    values.set(name, stream.peek().kind === 'number' ? stream.advance().value : stream.string());
  });
  return values;
}

function readDrop(stream: TokenStream): AlterTableAction {
  if (stream.accept('PARTITION')) return { kind: 'drop-partition', values: readPartitionValues(stream) };
  if (stream.accept('CONSTRAINT')) {
    return { kind: 'drop-constraint', constraint: nameText(stream), cascade: readCascade(stream) };
  }
  stream.accept('COLUMN');
  return { kind: 'drop-column', column: nameText(stream), cascade: readCascade(stream) };
}

/** CASCADE, RESTRICT or nothing, which is RESTRICT. */
export function readCascade(stream: TokenStream): boolean {
  return stream.acceptOneOf('CASCADE', 'RESTRICT') === 'CASCADE';
}

function readRename(stream: TokenStream): AlterTableAction {
  if (stream.accept('TO')) return { kind: 'rename', to: nameText(stream) };
  stream.accept('COLUMN');
  const column = nameText(stream);
  stream.expect('TO');
  return { kind: 'rename-column', column, to: nameText(stream) };
}

function readSet(stream: TokenStream): AlterTableAction {
  if (stream.accept('SCHEMA')) return { kind: 'set-schema', schema: nameText(stream) };
  if (stream.accept('LOCATION')) return { kind: 'set-location', location: stream.string() };
  stream.expect('TABLE', 'PROPERTIES');
  return { kind: 'set-table-properties', properties: readProperties(stream) };
}

function readAppend(stream: TokenStream): AlterTableAction {
  const from = readRelationName(stream);
  const way = stream.acceptOneOf('IGNOREEXTRA', 'FILLTARGET');
  return { kind: 'append', from, ignoreExtra: way === 'IGNOREEXTRA', fillTarget: way === 'FILLTARGET' };
}

function readAlter(stream: TokenStream): AlterTableAction {
  if (stream.accept('DISTSTYLE')) {
    const style = distStyle(stream);
    const distKey = style === 'KEY' ? readDistKey(stream) : undefined;
    return { kind: 'attributes', attributes: { distStyle: style, ...(distKey !== undefined && { distKey }) } };
  }
  if (stream.is('DISTKEY'))
    return { kind: 'attributes', attributes: { distStyle: 'KEY', distKey: readDistKey(stream) } };
  if (stream.accept('ENCODE', 'AUTO')) return { kind: 'attributes', attributes: { encodeAuto: true } };
  const sortKey = readSortKey(stream);
  if (sortKey) return { kind: 'attributes', attributes: { sortKey } };
  stream.accept('COLUMN');
  const column = nameText(stream);
  if (stream.accept('ENCODE')) return { kind: 'column-encode', column, encode: stream.advance().value.toLowerCase() };
  stream.expect('TYPE');
  return { kind: 'column-type', column, type: parseType(stream, 256) };
}

function readDistKey(stream: TokenStream): string {
  stream.expect('DISTKEY');
  return stream.is('(') ? parenthesized(stream, () => nameText(stream))[0]! : nameText(stream);
}
