import { quoteName } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Expression, GroupingItem, Name, Select, SelectItem } from '../grammar/queryTree.ts';
import { typeText } from '../types/trinoType.ts';
import { fieldAt } from './casts.ts';
import { truth } from './comparisons.ts';
import { noteConjuncts, someNode } from './pruning.ts';
import { type ColumnBinding, folded, type Origin, References, type RelationBinding, type Scope } from './scope.ts';
import { beside } from './writeJoin.ts';
import { writeRelation } from './writeRelation.ts';
import type { Writer } from './writer.ts';
import { writeWindow } from './writeWindow.ts';
import type { Written } from './written.ts';
import type { StarColumn, WrittenRelation } from './writtenRelation.ts';

export interface WrittenSelect {
  /** All of it up to the WINDOW clause. */
  readonly sql: string;
  readonly columns: readonly ColumnBinding[];
  /** The select list's expressions, by place. */
  readonly values: readonly Written[];
  readonly scope: Scope;
  readonly distinct: boolean;
}

/**
 * A SELECT without ORDER BY and LIMIT.
 * @param limited whether a LIMIT follows: then conditions from around it must not reach its relations
 * @throws AthenaSyntaxError
 */
export function writeSelect(select: Select, outer: Scope, writer: Writer, limited: boolean): WrittenSelect {
  const from = writeFrom(select, outer, writer);
  const scope: Scope = { parent: outer, relations: from?.relations ?? [], merged: from?.merged ?? new Map() };
  const where =
    select.where &&
    truth(writer.expression(select.where, { ...scope, within: { clause: 'WHERE clause' } }), select.where.at);
  if (select.where) noteConjuncts(select.where, scope, writer);
  const items = select.items.flatMap((item) => writeItem(item, scope, from?.star, writer));
  const groups = select.groupBy && writeGroups(select.groupBy.items, items, scope, writer);
  const having = select.having && truth(writer.expression(select.having, scope), select.having.at);
  const windows = select.windows.map(
    ({ name, window }) => `${quoteName(folded(name))} AS ${writeWindow(window, scope, writer)}`,
  );
  const passing = !limited && passes(select);
  const columns = items.map(({ label, value, origin }, index) => {
    const kept = passing && origin && (!groups || groups.plain.has(value.sql));
    return {
      sqlName: `_col${index}`,
      type: value.type,
      ...(label !== undefined && { label }),
      ...(kept && { origin }),
    };
  });
  const list = items.map(({ label, value }, index) => `${value.sql} AS ${quoteName(label ?? `_col${index}`)}`);
  const sql = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.join(', ')}`,
    ...(from ? [`FROM ${from.sql}`] : []),
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groups ? [`GROUP BY ${groups.sql}`] : []),
    ...(having === undefined ? [] : [`HAVING ${having}`]),
    ...(windows.length > 0 ? [`WINDOW ${windows.join(', ')}`] : []),
  ].join(' ');
  return { sql, columns, values: items.map(({ value }) => value), scope, distinct: select.distinct };
}

function writeFrom(select: Select, outer: Scope, writer: Writer): WrittenRelation | undefined {
  let all: WrittenRelation | undefined;
  for (const relation of select.from) {
    const next = writeRelation(relation, { outer, writer, ...(all && { left: all }) });
    all = all ? beside(all, next, `${all.sql}, ${next.sql}`) : next;
  }
  return all;
}

/** Whether rows that a condition on its columns would drop can as well be dropped before it. */
function passes(select: Select): boolean {
  return !someNode(select.items, (node) => 'over' in node && node.over !== undefined);
}

interface Item {
  readonly label?: string;
  readonly value: Written;
  readonly origin?: Origin;
}

function writeItem(item: SelectItem, scope: Scope, star: readonly StarColumn[] | undefined, writer: Writer): Item[] {
  if (item.kind === 'all') return writeAll(item, scope, star, writer);
  const { expression, alias } = item;
  const value = writer.expression(expression, scope);
  const name = alias ?? nameOf(expression);
  const origin = expression.kind === 'column' ? originOf(expression, scope, writer) : undefined;
  return [{ value, ...(name && { label: name.text }), ...(origin && { origin }) }];
}

function nameOf(expression: Expression): Name | undefined {
  if (expression.kind === 'column') return expression.parts.at(-1);
  return expression.kind === 'field' ? expression.name : undefined;
}

/** Where a bare column comes from; a field of it is not the column. */
function originOf(expression: Expression, scope: Scope, writer: Writer): Origin | undefined {
  const references = new References();
  const { sql } = writer.expression(expression, { ...scope, references });
  return references.opaque || sql.startsWith('struct_extract') ? undefined : references.origins[0];
}

function writeAll(
  item: SelectItem & { kind: 'all' },
  scope: Scope,
  star: readonly StarColumn[] | undefined,
  writer: Writer,
): Item[] {
  if (!item.of) {
    if (!star) throw queryError('COLUMN_NOT_FOUND', item.at, 'SELECT * not allowed in queries without FROM clause');
    return star.map(starItem);
  }
  const relation = item.of.kind === 'column' ? relationNamed(item.of.parts, scope) : undefined;
  const items = relation
    ? (star ?? [])
        .filter((column) => column.relation?.sqlName === relation.sqlName || isMergedOf(column, relation))
        .map(starItem)
    : fieldsOf(writer.expression(item.of, scope), item);
  if (!item.aliases) return items;
  if (item.aliases.length !== items.length) {
    const text = `Column alias list has ${item.aliases.length} entries but relation has ${items.length} columns`;
    throw queryError('MISMATCHED_COLUMN_ALIASES', item.at, text);
  }
  return items.map((each, index) => ({ ...each, label: item.aliases![index]!.text }));
}

function starItem({ label, value, binding, relation }: StarColumn): Item {
  const origin = relation?.nullable ? undefined : binding?.origin;
  return { value, ...(label !== undefined && { label }), ...(origin && { origin }) };
}

function isMergedOf(column: StarColumn, relation: RelationBinding): boolean {
  return !column.relation && relation.columns.some(({ label }) => label?.toLowerCase() === column.label);
}

function relationNamed(parts: readonly Name[], scope: Scope): RelationBinding | undefined {
  const names = parts.map(folded).reverse();
  return scope.relations.find((relation) => names.every((name, at) => relation.names[at] === name));
}

function fieldsOf({ sql, type }: Written, { at }: { readonly at: Select['at'] }): Item[] {
  if (type?.name !== 'row') {
    throw queryError('TYPE_MISMATCH', at, `expected expression of type Row but is ${typeText(type)}`);
  }
  return type.fields.map((field, index) => ({
    value: { sql: fieldAt(sql, type.fields, index), type: field.type },
    ...(field.name !== undefined && { label: field.name }),
  }));
}

interface Groups {
  readonly sql: string;
  /** Expressions that are the same in every row of a group, whatever the grouping sets. */
  readonly plain: ReadonlySet<string>;
}

function writeGroups(groups: readonly GroupingItem[], items: readonly Item[], scope: Scope, writer: Writer): Groups {
  const plainScope: Scope = { ...scope, within: { clause: 'GROUP BY clause' } };
  const one = (node: Expression): string => {
    if (node.kind !== 'number' || !/^\d+$/.test(node.text)) return writer.expression(node, plainScope).sql;
    const item = items[Number(node.text) - 1];
    if (item) return item.value.sql;
    const text = `GROUP BY position ${node.text} is not in select list`;
    throw queryError('INVALID_COLUMN_REFERENCE', node.at, text);
  };
  const list = (nodes: readonly Expression[]): string => `(${nodes.map(one).join(', ')})`;
  const simple = groups.every(({ kind }) => kind === 'simple');
  const written = groups.map((group) => {
    if (group.kind === 'sets') return `GROUPING SETS (${group.sets.map(list).join(', ')})`;
    if (group.kind !== 'simple') return `${group.kind.toUpperCase()} ${list(group.expressions)}`;
    return group.expressions.length === 0 ? 'GROUPING SETS (())' : group.expressions.map(one).join(', ');
  });
  const plain = simple ? groups.flatMap((group) => (group.kind === 'simple' ? group.expressions.map(one) : [])) : [];
  return { sql: written.join(', '), plain: new Set(plain) };
}
