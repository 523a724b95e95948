import { commaList, parenthesized } from '../../sql/lists.ts';
import type { ColumnDefinition, CreateTable, CreateTableAs, LikeTable, TableConstraint } from '../definitions.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RelationName } from '../names.ts';
import { RedshiftError } from '../redshiftError.ts';
import { readColumn, readConstraint } from './columns.ts';
import { ifNotExists, nameText, readQuery } from './parts.ts';
import { readTableAttributes } from './tableAttributes.ts';

/** What follows `CREATE TABLE`. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html */
export function readCreateTable(stream: TokenStream, declared: boolean): CreateTable | CreateTableAs {
  const absent = ifNotExists(stream);
  const table = readRelationName(stream);
  const temporary = declared || table.name.startsWith('#');
  if (!stream.is('(') || isNameList(stream)) return readCreateTableAs(stream, table, temporary, absent);
  const columns: ColumnDefinition[] = [];
  const constraints: TableConstraint[] = [];
  let like: LikeTable | undefined;
  stream.expect('(');
  commaList(stream, () => {
    if (stream.accept('LIKE')) {
      like = readLike(stream);
      return;
    }
    const constraint = readConstraint(stream);
    if (constraint) constraints.push(constraint);
    else columns.push(readColumn(stream));
  });
  stream.expect(')');
  const attributes = readTableAttributes(stream);
  const parts = { table, temporary, ifNotExists: absent, columns, constraints, attributes };
  return { kind: 'create-table', ...parts, ...(like && { like }) };
}

/** Whether the parentheses hold names only, as those of CREATE TABLE AS do. */
function isNameList(stream: TokenStream): boolean {
  return [',', ')'].includes(stream.peek(2).value) && stream.peek(2).kind === 'symbol';
}

function readLike(stream: TokenStream): LikeTable {
  const table = readRelationName(stream);
  let includingDefaults = false;
  for (;;) {
    const way = stream.acceptOneOf('INCLUDING', 'EXCLUDING');
    if (!way) return { table, includingDefaults };
    stream.expect('DEFAULTS');
    includingDefaults = way === 'INCLUDING';
  }
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html */
function readCreateTableAs(
  stream: TokenStream,
  table: RelationName,
  temporary: boolean,
  ifAbsent: boolean,
): CreateTableAs {
  const columns = stream.is('(') ? parenthesized(stream, () => nameText(stream)) : undefined;
  const attributes = readTableAttributes(stream);
  if (ifAbsent && stream.is('AS')) {
    throw new RedshiftError('42601', `syntax error at or near "${stream.peek().text}"`, stream.at, {
      hint: 'CREATE TABLE AS has no IF NOT EXISTS in Redshift: drop the table first with DROP TABLE IF EXISTS, or create it with its columns and INSERT.',
    });
  }
  stream.expect('AS');
  const query = readQuery(stream);
  const parts = { table, temporary, attributes, query, selectInto: false };
  return { kind: 'create-table-as', ...parts, ...(columns && { columns }) };
}
