import { commaList, parenthesized } from '../../sql/lists.ts';
import { readLabel, readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement, ShowKind } from '../statement.ts';
import { nameOrString, nameText, readExpression } from './parts.ts';

/** What follows BEGIN or START TRANSACTION: isolation words, which all mean what the database has. */
export function readBegin(stream: TokenStream): RedshiftStatement {
  if (!stream.accept('TRANSACTION')) stream.accept('WORK');
  const { isolation, readOnly } = readModes(stream);
  return { kind: 'begin', readOnly: readOnly ?? false, ...(isolation !== undefined && { isolation }) };
}

function readModes(stream: TokenStream): { readonly isolation?: string; readonly readOnly?: boolean } {
  let isolation: string | undefined;
  let readOnly: boolean | undefined;
  for (;;) {
    stream.accept(',');
    if (stream.accept('ISOLATION', 'LEVEL')) isolation = isolationLevel(stream);
    else if (stream.accept('READ', 'ONLY')) readOnly = true;
    else if (stream.accept('READ', 'WRITE')) readOnly = false;
    else break;
  }
  return { ...(isolation !== undefined && { isolation }), ...(readOnly !== undefined && { readOnly }) };
}

function isolationLevel(stream: TokenStream): string {
  if (stream.accept('SERIALIZABLE')) return 'serializable';
  if (stream.accept('SNAPSHOT')) return 'snapshot';
  if (stream.accept('REPEATABLE', 'READ')) return 'repeatable read';
  stream.expect('READ');
  const level = stream.acceptOneOf('COMMITTED', 'UNCOMMITTED');
  if (!level) throw stream.mismatch();
  return `read ${level.toLowerCase()}`;
}

/** COMMIT, END, ROLLBACK or ABORT, of which the word has been read. */
export function readEnd(stream: TokenStream, kind: 'commit' | 'rollback'): RedshiftStatement {
  if (!stream.accept('WORK')) stream.accept('TRANSACTION');
  return { kind };
}

/** What follows SET. https://docs.aws.amazon.com/redshift/latest/dg/r_SET.html */
export function readSet(stream: TokenStream): RedshiftStatement {
  const scope = stream.acceptOneOf('SESSION', 'LOCAL');
  const local = scope === 'LOCAL';
  if (stream.accept('AUTHORIZATION') || stream.accept('SESSION', 'AUTHORIZATION')) {
    const user = stream.accept('DEFAULT') ? undefined : nameOrString(stream);
    return { kind: 'set-session-authorization', user, local };
  }
  if (stream.accept('CHARACTERISTICS', 'AS', 'TRANSACTION') || stream.accept('TRANSACTION')) {
    return { kind: 'set-transaction', ...readModes(stream) };
  }
  if (stream.accept('TIME', 'ZONE')) return { kind: 'set', name: 'timezone', value: readValues(stream), local };
  const name = readSettingName(stream);
  if (!stream.accept('TO')) stream.expect('=');
  return { kind: 'set', name, value: readValues(stream), local };
}

function readSettingName(stream: TokenStream): string {
  const parts = [readLabel(stream).text];
  while (stream.accept('.')) parts.push(readLabel(stream).text);
  return parts.join('.');
}

function readValues(stream: TokenStream): string[] | undefined {
  if (stream.accept('DEFAULT')) return undefined;
  return commaList(stream, () => {
    const token = stream.peek();
    if (token.kind === 'string') return stream.string();
    if (token.kind === 'number' || token.value === '-') {
      const sign = stream.accept('-') ? '-' : '';
      return `${sign}${stream.advance().value}`;
    }
    return readLabel(stream).text;
  });
}

/** What follows RESET. */
export function readReset(stream: TokenStream): RedshiftStatement {
  return { kind: 'reset', name: readSettingName(stream) };
}

const lists: readonly (readonly [words: readonly string[], what: ShowKind])[] = [
  [['DATABASES'], 'databases'],
  [['SCHEMAS'], 'schemas'],
  [['TABLES'], 'tables'],
  [['COLUMNS'], 'columns'],
  [['EXTERNAL', 'TABLE'], 'external-table'],
  [['TABLE'], 'table'],
  [['VIEW'], 'view'],
  [['GRANTS'], 'grants'],
  [['CONSTRAINTS'], 'constraints'],
  [['FUNCTIONS'], 'functions'],
  [['PROCEDURES'], 'procedures'],
];

/** What follows SHOW. https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html */
export function readShow(stream: TokenStream): RedshiftStatement {
  const list = lists.find(([words]) => stream.is(...words));
  if (!list) {
    if (stream.accept('TIME', 'ZONE')) return { kind: 'show-setting', name: 'timezone' };
    if (stream.accept('TRANSACTION', 'ISOLATION', 'LEVEL')) {
      return { kind: 'show-setting', name: 'transaction_isolation' };
    }
    return { kind: 'show-setting', name: readSettingName(stream) };
  }
  for (const _ of list[0]) stream.advance();
  const what = list[1];
  let from: string[] = [];
  if (['table', 'external-table', 'view'].includes(what)) from = namesOf(stream);
  else if (stream.accept('FROM') || stream.accept('ON')) {
    stream.acceptOneOf('DATABASE', 'SCHEMA', 'TABLE');
    from = namesOf(stream);
  }
  const like = stream.accept('LIKE') ? stream.string() : undefined;
  const limit = stream.accept('LIMIT') ? stream.integer() : undefined;
  return { kind: 'show', what, from, ...(like !== undefined && { like }), ...(limit !== undefined && { limit }) };
}

function namesOf(stream: TokenStream): string[] {
  const { database, schema, name } = readRelationName(stream);
  if (stream.accept('PARTITION')) return [name];
  return [database, schema, name].filter((part) => part !== undefined);
}

/** What follows ANALYZE. */
export function readAnalyze(stream: TokenStream): RedshiftStatement {
  if (stream.accept('COMPRESSION')) {
    const table = stream.peek().kind === 'end' ? undefined : readRelationName(stream);
    if (stream.is('(')) parenthesized(stream, () => nameText(stream));
    if (stream.accept('COMPROWS')) stream.integer();
    return { kind: 'analyze-compression', ...(table && { table }) };
  }
  stream.accept('VERBOSE');
  const table = stream.peek().kind === 'end' ? undefined : readRelationName(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => nameText(stream)) : undefined;
  if (stream.accept('PREDICATE')) stream.expect('COLUMNS');
  else if (stream.accept('ALL')) stream.expect('COLUMNS');
  return { kind: 'analyze', ...(table && { table }), ...(columns && { columns }) };
}

/** What follows VACUUM. */
export function readVacuum(stream: TokenStream): RedshiftStatement {
  const what = ['FULL', 'SORT', 'DELETE', 'REINDEX', 'RECLUSTER'].find((word) => stream.is(word));
  if (what) {
    stream.advance();
    if (what !== 'FULL') stream.accept('ONLY');
  }
  const named = stream.peek().kind !== 'end' && !stream.is('TO') && !stream.is('BOOST');
  const table = named ? readRelationName(stream) : undefined;
  if (stream.accept('TO')) {
    stream.integer();
    stream.expect('PERCENT');
  }
  stream.accept('BOOST');
  return { kind: 'vacuum', what: what ?? 'FULL', ...(table && { table }) };
}

/** What follows LOCK. */
export function readLock(stream: TokenStream): RedshiftStatement {
  stream.accept('TABLE');
  return { kind: 'lock', tables: commaList(stream, () => readRelationName(stream)) };
}

/** What follows EXECUTE. */
export function readExecute(stream: TokenStream): RedshiftStatement {
  const name = nameText(stream);
  const values = stream.is('(') ? parenthesized(stream, () => readExpression(stream)) : [];
  return { kind: 'execute', name, values };
}
