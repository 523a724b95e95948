import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Expression, GroupingItem, Select } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { settled, truth } from './coercion.ts';
import { withOuterJoins } from './outerMarkers.ts';
import { type ColumnBinding, type NameScope, withUniqueNames } from './scope.ts';
import { type Item, type WrittenItems, writeItems } from './selectItems.ts';
import { writeRelation } from './writeRelation.ts';
import type { QueryShape, Writer } from './writer.ts';
import type { Written } from './written.ts';
import { beside, type WrittenRelation } from './writtenRelation.ts';

export interface WrittenSelect {
  /** All of it up to QUALIFY. */
  readonly sql: string;
  readonly columns: readonly ColumnBinding[];
  /** The select list's expressions, by place, before they are turned into what is wanted. */
  readonly values: readonly Written[];
  /** Where ORDER BY looks names up. */
  readonly scope: NameScope;
  readonly distinct: boolean;
  readonly top?: Expression;
}

/** A SELECT without ORDER BY and LIMIT. @throws RedshiftError */
export function writeSelect(original: Select, outer: NameScope, writer: Writer, shape: QueryShape): WrittenSelect {
  const select = withOuterJoins(original);
  const from = writeFrom(select, outer, writer);
  const scope: NameScope = { parent: outer, relations: from?.relations ?? [], merged: from?.merged ?? new Map() };
  const where = select.where && condition(select.where, 'WHERE', { ...scope, clause: 'WHERE' }, writer);
  const written = writeItems(select, scope, from?.star, writer);
  const { items, aliases } = written;
  const named: NameScope = { ...scope, aliases };
  const groups = select.groupBy && writeGroups(select.groupBy, written, named, writer);
  const having = select.having && condition(select.having, 'HAVING', scope, writer);
  const qualify = select.qualify && condition(select.qualify, 'QUALIFY', named, writer);
  const shaped = items.map((item, index) => shapedItem(item, index, shape, writer));
  const columns = withUniqueNames(
    items.map(({ label, value }, index) => ({
      label,
      sqlName: label,
      type: shaped[index]!.type,
      ...(value.origin && { origin: value.origin }),
    })),
  );
  const list = shaped.map(({ sql }, index) => `${sql} AS ${quoteName(columns[index]!.sqlName)}`);
  const sql = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.join(', ')}`,
    ...(from ? [`FROM ${from.sql}`] : []),
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groups === undefined ? [] : [`GROUP BY ${groups}`]),
    ...(having === undefined ? [] : [`HAVING ${having}`]),
    ...(qualify === undefined ? [] : [`QUALIFY ${qualify}`]),
  ].join(' ');
  const values = items.map(({ value }) => value);
  return { sql, columns, values, scope: named, distinct: select.distinct, ...(select.top && { top: select.top }) };
}

function condition(node: Expression, clause: string, scope: NameScope, writer: Writer): string {
  return truth(writer.expression(node, scope), clause, node.at, writer);
}

function shapedItem({ value, at }: Item, index: number, shape: QueryShape, writer: Writer): Written {
  if (shape.assign) return shape.assign(value, index, at);
  const known = settled(value, writer);
  if (!shape.exact || known.origin) return known;
  return { sql: `CAST(${known.sql} AS ${duckDbType(known.type)})`, type: known.type };
}

function writeFrom(select: Select, outer: NameScope, writer: Writer): WrittenRelation | undefined {
  let all: WrittenRelation | undefined;
  for (const relation of select.from) {
    const next = writeRelation(relation, { outer, writer, ...(all && { left: all }) });
    all = all ? beside(all, next, `${all.sql}, ${next.sql}`) : next;
  }
  return all;
}

/** GROUP BY looks for columns first and for names of the select list then; a number is a place in it. */
function writeGroups(
  groupBy: NonNullable<Select['groupBy']>,
  { items }: WrittenItems,
  scope: NameScope,
  writer: Writer,
): string {
  if (groupBy.all) return 'ALL';
  const inside: NameScope = { ...scope, clause: 'GROUP BY' };
  const one = (node: Expression): string => {
    if (node.kind !== 'number' || !/^\d+$/.test(node.text)) return settled(writer.expression(node, inside), writer).sql;
    const item = items[Number(node.text) - 1];
    if (!item) throw new RedshiftError('42P10', `GROUP BY position ${node.text} is not in select list`, node.at);
    const { sql } = settled(item.value, writer);
    // A bare number would be taken for a place again.
    return /^-?\d+$/.test(sql) ? `CAST(${sql} AS ${duckDbType(item.value.type)})` : sql;
  };
  const list = (nodes: readonly Expression[]): string => `(${nodes.map(one).join(', ')})`;
  return groupBy.items.map((item) => groupingText(item, one, list)).join(', ');
}

function groupingText(
  item: GroupingItem,
  one: (node: Expression) => string,
  list: (nodes: readonly Expression[]) => string,
): string {
  switch (item.kind) {
    case 'simple':
      return item.expression.kind === 'row' ? item.expression.items.map(one).join(', ') : one(item.expression);
    case 'empty':
      return 'GROUPING SETS (())';
    case 'sets':
      return `GROUPING SETS (${item.sets.map(list).join(', ')})`;
    default:
      return `${item.kind.toUpperCase()} (${item.sets.map((set) => (set.length === 1 ? one(set[0]!) : list(set))).join(', ')})`;
  }
}
