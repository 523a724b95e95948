import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { CommonTable, Expression, Query, SortItem } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { coerced, settled } from './coercion.ts';
import { type CommonTableBinding, inner, type NameScope, withUniqueNames } from './scope.ts';
import type { QueryShape, Writer, WrittenQuery } from './writer.ts';
import { type WrittenSelect, writeSelect } from './writeSelect.ts';
import { resultTypes, writeBody } from './writeSet.ts';
import { direction } from './writeWindow.ts';

/** A query with its WITH, ORDER BY and LIMIT. @throws RedshiftError */
export function writeQuery(query: Query, outer: NameScope, writer: Writer, shape: QueryShape = {}): WrittenQuery {
  const { head, scope } = writeWith(query.with, outer, writer);
  const { sql, columns, top } = writeOrdered(query, scope, writer, shape);
  const limit = query.limit ?? top;
  const tail = [
    ...(limit ? [`LIMIT ${countOf(limit, 'LIMIT', scope, writer)}`] : []),
    ...(query.offset ? [`OFFSET ${countOf(query.offset, 'OFFSET', scope, writer)}`] : []),
  ];
  return { sql: `${head}${[sql, ...tail].join(' ')}`, columns };
}

/** The text of WITH, and the scope that its tables are seen in. */
export function writeWith(
  clause: Query['with'],
  outer: NameScope,
  writer: Writer,
): { readonly head: string; readonly scope: NameScope } {
  if (!clause) return { head: '', scope: outer };
  const tables = new Map<string, CommonTableBinding>();
  const scope: NameScope = { ...inner(outer), commonTables: tables };
  const heads = clause.tables.map((table) => {
    if (tables.has(table.name.text)) {
      const text = `WITH query name "${table.name.text}" specified more than once`;
      throw new RedshiftError('42712', text, table.name.at);
    }
    const { head, binding } = writeCommonTable(table, clause.recursive, scope, writer);
    tables.set(table.name.text, binding);
    return head;
  });
  return { head: `WITH ${clause.recursive ? 'RECURSIVE ' : ''}${heads.join(', ')} `, scope };
}

function countOf(node: Expression, clause: string, scope: NameScope, writer: Writer): string {
  if (node.kind === 'unary' && node.operator === '-') {
    throw new RedshiftError('2201W', `${clause} must not be negative`, node.at);
  }
  return coerced(writer.expression(node, scope), { name: 'bigint' }, node.at, writer).sql;
}

function writeOrdered(
  { body, orderBy }: Query,
  scope: NameScope,
  writer: Writer,
  shape: QueryShape,
): WrittenQuery & Pick<WrittenSelect, 'top'> {
  const written: WrittenSelect =
    body.kind === 'select'
      ? writeSelect(body, scope, writer, shape)
      : writeDerived(body, orderBy, scope, writer, shape);
  if (orderBy.length === 0) return written;
  const items = orderBy.map((item) => sortItem(item, written, writer));
  return { ...written, sql: `${written.sql} ORDER BY ${items.join(', ')}` };
}

/** What is no SELECT is sorted by its columns; by expressions of them it becomes one. */
function writeDerived(
  body: Exclude<Query['body'], { readonly kind: 'select' }>,
  orderBy: readonly SortItem[],
  scope: NameScope,
  writer: Writer,
  shape: QueryShape,
): WrittenSelect {
  const whole = writeBody(body, scope, writer);
  const columns = withUniqueNames(whole.columns);
  const name = writer.fresh();
  const relation = { names: [], sqlName: name, columns };
  const inside: NameScope = { parent: scope, relations: [relation], merged: new Map() };
  const values = columns.map(({ sqlName, type }) => ({ sql: `${quoteName(name)}.${quoteName(sqlName)}`, type }));
  const plain = orderBy.every(({ expression: node }) => node.kind === 'number') && !shape.exact && !shape.assign;
  if (plain) return { sql: whole.sql, columns, values, scope: inside, distinct: false };
  const shaped = values.map((value, index) => {
    if (shape.assign) return shape.assign(value, index, body.at);
    return shape.exact ? { ...value, sql: `CAST(${value.sql} AS ${duckDbType(value.type)})` } : value;
  });
  const list = shaped.map(({ sql }, index) => `${sql} AS ${quoteName(columns[index]!.sqlName)}`);
  const names = columns.map(({ sqlName }) => quoteName(sqlName)).join(', ');
  const sql = `SELECT ${list.join(', ')} FROM (${whole.sql}) AS ${quoteName(name)}(${names})`;
  const typed = columns.map((column, index) => ({ ...column, type: shaped[index]!.type }));
  return { sql, columns: typed, values, scope: inside, distinct: false };
}

/** A number or a name of the select list sorts by the column at that place, and so does what stands there. */
function sortItem(item: SortItem, { columns, values, scope, distinct }: WrittenSelect, writer: Writer): string {
  const { expression: node } = item;
  const by = (place: number): string => `${place + 1}${direction(item)}`;
  if (node.kind === 'number' && /^\d+$/.test(node.text)) {
    const place = Number(node.text) - 1;
    if (columns[place]) return by(place);
    throw new RedshiftError('42P10', `ORDER BY position ${node.text} is not in select list`, node.at);
  }
  const label = node.kind === 'column' && node.parts.length === 1 ? node.parts[0]!.text : undefined;
  const named = columns.findIndex((column) => column.label === label);
  if (named >= 0) return by(named);
  const value = settled(writer.expression(node, scope), writer);
  const same = values.findIndex(({ sql }) => sql === value.sql);
  if (same >= 0) return by(same);
  if (distinct) {
    throw new RedshiftError('42P10', 'for SELECT DISTINCT, ORDER BY expressions must appear in select list', node.at);
  }
  return `${value.sql}${direction(item)}`;
}

function writeCommonTable(
  table: CommonTable,
  recursive: boolean,
  scope: NameScope,
  writer: Writer,
): { readonly head: string; readonly binding: CommonTableBinding } {
  const sqlName = table.name.text;
  const named = (columns: WrittenQuery['columns']): WrittenQuery['columns'] => {
    if (table.columns && table.columns.length > columns.length) {
      const text = `WITH query "${sqlName}" has ${columns.length} columns available but ${table.columns.length} columns specified`;
      throw new RedshiftError('42P10', text, table.name.at);
    }
    const renamed = columns.map((column, index) => ({
      ...column,
      label: table.columns?.[index]?.text ?? column.label,
    }));
    return withUniqueNames(renamed);
  };
  let inside = scope;
  let shape: QueryShape = {};
  if (recursive && table.query.body.kind === 'set' && mentions(table.query.body.right, sqlName)) {
    // The first branch says what the columns are; DuckDB wants the others to be no wider.
    const first = { ...table.query, body: table.query.body.left, orderBy: [] };
    const columns = named(resultTypes(first, inner(scope), writer));
    const known = new Map([...(scope.commonTables ?? []), [sqlName, { sqlName, columns }] as const]);
    inside = { ...scope, commonTables: known };
    shape = {};
  }
  const { sql, columns } = writer.query(table.query, inner(inside), shape);
  const bound = named(columns);
  const list = bound.map((column) => quoteName(column.sqlName)).join(', ');
  return { head: `${quoteName(sqlName)}(${list}) AS (${sql})`, binding: { sqlName, columns: bound } };
}

function mentions(node: unknown, name: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'named' && 'name' in node && Array.isArray(node.name)) {
    return node.name.length === 1 && node.name[0].text === name;
  }
  return Object.values(node).some((part) => mentions(part, name));
}
