import { parenthesized } from '../../sql/lists.ts';
import { beginsQuery } from '../grammar/grammar.ts';
import { parseWith } from '../grammar/parseQuery.ts';
import { parseType } from '../grammar/parseType.ts';
import type { Query, Select } from '../grammar/queryTree.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { RedshiftQuery } from '../source.ts';
import type { RedshiftStatement } from '../statement.ts';
import { readDelete, readInsert, readMerge, readUpdate } from './changes.ts';
import { readComment } from './comment.ts';
import { readCopy } from './copy.ts';
import { readClose, readDeallocate, readDeclare, readFetch } from './cursors.ts';
import { readDrop } from './drop.ts';
import { readGrant } from './grants.ts';
import { nameText, readQuery } from './parts.ts';
import { readAlter, readCreate } from './readDefinition.ts';
import { readRefused } from './refused.ts';
import {
  readAnalyze,
  readBegin,
  readEnd,
  readExecute,
  readLock,
  readReset,
  readSet,
  readShow,
  readVacuum,
} from './session.ts';
import { readUnload } from './unload.ts';

type Reader = (stream: TokenStream) => RedshiftStatement;

/** What each first word begins; the word has been read. */
const readers: Readonly<Record<string, Reader>> = {
  INSERT: (stream) => readInserted(stream, undefined),
  UPDATE: (stream) => readUpdate(stream, undefined),
  DELETE: (stream) => readDelete(stream, undefined),
  MERGE: (stream) => {
    stream.expect('INTO');
    return readMerge(stream);
  },
  CREATE: readCreate,
  ALTER: readAlter,
  DROP: (stream) => {
    const drop = readDrop(stream);
    if (!drop) throw stream.mismatch();
    return drop;
  },
  TRUNCATE: (stream) => {
    stream.accept('TABLE');
    return { kind: 'truncate', table: readRelationName(stream) };
  },
  COPY: readCopy,
  UNLOAD: readUnload,
  REFRESH: (stream) => {
    stream.expect('MATERIALIZED', 'VIEW');
    const view = readRelationName(stream);
    const cascade = stream.acceptOneOf('CASCADE', 'RESTRICT') === 'CASCADE';
    return { kind: 'refresh-materialized-view', view, cascade };
  },
  BEGIN: readBegin,
  START: (stream) => {
    if (!stream.is('TRANSACTION')) throw stream.mismatch();
    return readBegin(stream);
  },
  COMMIT: (stream) => readEnd(stream, 'commit'),
  END: (stream) => readEnd(stream, 'commit'),
  ROLLBACK: (stream) => readEnd(stream, 'rollback'),
  ABORT: (stream) => readEnd(stream, 'rollback'),
  SET: readSet,
  RESET: readReset,
  SHOW: readShow,
  USE: (stream) => ({ kind: 'use', database: nameText(stream) }),
  COMMENT: (stream) => {
    stream.expect('ON');
    return readComment(stream);
  },
  GRANT: (stream) => readGrant(stream, 'grant'),
  REVOKE: (stream) => readGrant(stream, 'revoke'),
  ANALYZE: readAnalyze,
  ANALYSE: readAnalyze,
  VACUUM: readVacuum,
  LOCK: readLock,
  EXPLAIN: (stream) => {
    const verbose = stream.accept('VERBOSE');
    return { kind: 'explain', verbose, statement: readStatement(stream) };
  },
  PREPARE: (stream) => {
    const name = nameText(stream);
    const types = stream.is('(') ? parenthesized(stream, () => parseType(stream)) : [];
    stream.expect('AS');
    const from = stream.at;
    const statement = readStatement(stream);
    return { kind: 'prepare', name, types, statement, sql: stream.text.slice(from, stream.lastEnd) };
  },
  EXECUTE: readExecute,
  DEALLOCATE: readDeallocate,
  DECLARE: readDeclare,
  FETCH: readFetch,
  CLOSE: readClose,
  DISCARD: (stream) => {
    stream.acceptOneOf('ALL', 'TEMP', 'TEMPORARY', 'PLANS');
    return { kind: 'discard' };
  },
  CANCEL: (stream) => {
    const pid = stream.integer();
    if (stream.peek().kind === 'string') stream.advance();
    return { kind: 'cancel', pid };
  },
};

/** One statement. @throws RedshiftError 42601 */
export function readStatement(stream: TokenStream): RedshiftStatement {
  const refused = readRefused(stream);
  if (refused) return refused;
  if (stream.is('WITH')) return readWith(stream);
  if (beginsQuery(stream)) return queryStatement(readQuery(stream));
  const { kind, value } = stream.peek();
  const reader = kind === 'word' && Object.hasOwn(readers, value) ? readers[value] : undefined;
  if (!reader) throw stream.mismatch();
  stream.advance();
  return reader(stream);
}

/** WITH may begin a query, an INSERT, an UPDATE or a DELETE. */
function readWith(stream: TokenStream): RedshiftStatement {
  const { at } = stream;
  const clause = parseWith(stream);
  if (stream.accept('INSERT')) return readInserted(stream, clause);
  if (stream.accept('UPDATE')) return readUpdate(stream, clause);
  if (stream.accept('DELETE')) return readDelete(stream, clause);
  const { tree } = readQuery(stream);
  const whole: Query = { ...tree, at, ...(clause && { with: clause }) };
  return queryStatement({ sql: stream.text.slice(at, stream.lastEnd), at, tree: whole });
}

function readInserted(stream: TokenStream, clause: Query['with']): RedshiftStatement {
  stream.expect('INTO');
  return readInsert(stream, clause);
}

/** A SELECT … INTO creates a table. */
function queryStatement(query: RedshiftQuery): RedshiftStatement {
  const { tree } = query;
  const { body } = tree;
  const into = intoOf(body);
  if (!into) return { kind: 'query', query };
  const { into: _, ...select } = body as Select;
  return {
    kind: 'create-table-as',
    table: into.table,
    temporary: into.temporary || into.table.name.startsWith('#'),
    attributes: {},
    query: { ...query, tree: { ...tree, body: select } },
    selectInto: true,
  };
}

function intoOf(body: Query['body']): Select['into'] {
  if (body.kind === 'select') return body.into;
  if (body.kind === 'set' && intoOf(body.left)) {
    throw new RedshiftError('0A000', 'SELECT INTO is not supported with set operations; use CREATE TABLE AS', body.at);
  }
  return undefined;
}
