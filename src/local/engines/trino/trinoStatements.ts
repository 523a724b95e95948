import { commaList, parenthesized } from '../sql/lists.ts';
import { endOfStatement, grammar } from './grammar/parseQuery.ts';
import { nameOf, readName, readTableName } from './lexing/names.ts';
import type { TokenStream } from './lexing/tokenStream.ts';
import type { Statement, TableName, TrinoQuery } from './statement.ts';

type Properties = Record<string, string | number | readonly string[]>;

/** What Trino's grammar may begin with, for the errors of statements that begin otherwise. */
const beginnings = [
  ...['ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE'],
  ...['DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK'],
  ...['SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE'],
].map((word) => `'${word}'`);

/**
 * A statement of Trino's grammar: queries, and what writes their results.
 * https://docs.aws.amazon.com/athena/latest/ug/dml-queries-functions-operators.html
 * @throws AthenaSyntaxError
 */
export function readTrinoStatement(stream: TokenStream): Statement {
  const statement = readStatement(stream);
  endOfStatement(stream);
  return statement;
}

function readStatement(stream: TokenStream): Statement {
  if (stream.isOneOf('SELECT', 'WITH', 'VALUES', 'TABLE', '(')) return { kind: 'query', query: readQuery(stream) };
  if (stream.acceptQuietly('EXPLAIN')) return readExplain(stream);
  if (stream.acceptQuietly('INSERT')) return readInsert(stream);
  if (stream.acceptQuietly('UNLOAD')) return readUnload(stream);
  if (stream.acceptQuietly('CREATE')) return readCreate(stream);
  if (stream.acceptQuietly('DROP')) return readDropView(stream);
  if (stream.acceptQuietly('PREPARE')) return readPrepare(stream);
  if (stream.acceptQuietly('EXECUTE')) return readExecute(stream);
  if (stream.acceptQuietly('DEALLOCATE')) {
    stream.expect('PREPARE');
    return { kind: 'deallocate', name: nameOf(readName(stream)) };
  }
  throw stream.mismatch(...beginnings, '<query>');
}

/** Reads a query to know that it is one, and keeps its text. */
function readQuery(stream: TokenStream): TrinoQuery {
  const { at, offset } = stream.peek();
  grammar.query(stream);
  return { sql: stream.text.slice(offset, stream.lastEnd), at };
}

function readExplain(stream: TokenStream): Statement {
  const analyze = stream.accept('ANALYZE');
  stream.acceptQuietly('VERBOSE');
  if (stream.is('(') && stream.peek(1).kind === 'word' && ['FORMAT', 'TYPE'].includes(stream.peek(1).value)) {
    parenthesized(stream, () => {
      stream.advance();
      return stream.advance();
    });
  }
  return { kind: 'explain', analyze, query: readQuery(stream) };
}

function readInsert(stream: TokenStream): Statement {
  stream.expect('INTO');
  const table = readTableName(stream);
  const named = stream.is('(') && !['SELECT', 'WITH', 'VALUES', 'TABLE', '('].includes(stream.peek(1).value);
  const columns = named ? parenthesized(stream, () => nameOf(readName(stream)).toLowerCase()) : undefined;
  return { kind: 'insert', table, ...(columns && { columns }), query: readQuery(stream) };
}

function readUnload(stream: TokenStream): Statement {
  stream.expect('(');
  const query = readQuery(stream);
  stream.expect(')', 'TO');
  const to = readString(stream);
  const properties = stream.accept('WITH') ? readProperties(stream) : {};
  return { kind: 'unload', query, to, properties };
}

function readCreate(stream: TokenStream): Statement {
  if (stream.accept('TABLE')) return readCreateTableAs(stream);
  const orReplace = stream.accept('OR');
  if (orReplace) stream.expect('REPLACE');
  if (!stream.accept('VIEW')) throw stream.mismatch("'SCHEMA'");
  const view = readTableName(stream);
  if (stream.accept('COMMENT')) readString(stream);
  if (stream.accept('SECURITY')) stream.advance();
  stream.expect('AS');
  return { kind: 'create-view', view, orReplace, query: readQuery(stream) };
}

function readCreateTableAs(stream: TokenStream): Statement {
  const ifNotExists = stream.accept('IF');
  if (ifNotExists) stream.expect('NOT', 'EXISTS');
  const table = readTableName(stream);
  const comment = stream.accept('COMMENT') ? readString(stream) : undefined;
  const properties = stream.accept('WITH') ? readProperties(stream) : {};
  stream.expect('AS');
  const query = readQuery(stream);
  const withData = readWithData(stream);
  return {
    kind: 'create-table-as',
    table,
    ifNotExists,
    ...(comment !== undefined && { comment }),
    properties,
    query,
    withData,
  };
}

function readWithData(stream: TokenStream): boolean {
  if (!stream.accept('WITH')) return true;
  const without = stream.accept('NO');
  stream.expect('DATA');
  return !without;
}

function readProperties(stream: TokenStream): Properties {
  const pairs = parenthesized(stream, () => {
    const name = nameOf(readName(stream)).toLowerCase();
    stream.expect('=');
    return [name, readPropertyValue(stream)] as const;
  });
  return Object.fromEntries(pairs);
}

function readPropertyValue(stream: TokenStream): string | number | readonly string[] {
  const { kind, value } = stream.peek();
  if (kind === 'number') return Number(stream.advance().value);
  if (kind === 'word' && (value === 'TRUE' || value === 'FALSE')) return stream.advance().value.toLowerCase();
  if (!stream.acceptQuietly('ARRAY')) return readString(stream);
  stream.expect('[');
  const items = stream.is(']') ? [] : commaList(stream, () => readString(stream));
  stream.expect(']');
  return items;
}

function readString(stream: TokenStream): string {
  if (stream.peek().kind !== 'string') throw stream.mismatch('<string>');
  return stream.advance().value;
}

function readDropView(stream: TokenStream): Statement {
  stream.expect('VIEW');
  const ifExists = stream.accept('IF');
  if (ifExists) stream.expect('EXISTS');
  const view: TableName = readTableName(stream);
  return { kind: 'drop-view', view, ifExists };
}

function readPrepare(stream: TokenStream): Statement {
  const name = nameOf(readName(stream));
  stream.expect('FROM');
  const { offset } = stream.peek();
  const sql = stream.text.slice(offset).trim().replace(/;$/, '').trim();
  if (sql === '') throw stream.mismatch('<statement>');
  readStatement(stream);
  return { kind: 'prepare', name, sql };
}

function readExecute(stream: TokenStream): Statement {
  const name = nameOf(readName(stream));
  if (!stream.accept('USING')) return { kind: 'execute', name, values: [] };
  const values = commaList(stream, () => {
    const { offset } = stream.peek();
    grammar.expression(stream);
    return stream.text.slice(offset, stream.lastEnd);
  });
  return { kind: 'execute', name, values };
}
