import { aggregates } from '../functions/registry.ts';
import type { Call, Expression, GroupingItem, Select } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { settled } from './coercion.ts';
import type { GroupKey, NameScope } from './scope.ts';
import type { Item } from './selectItems.ts';
import { withoutBlanks } from './trailingBlanks.ts';
import type { Writer } from './writer.ts';

export interface WrittenGroups {
  readonly sql: string;
  /** Texts that are grouped without the blanks at their end; missing where there are none. */
  readonly grouped?: ReadonlyMap<string, GroupKey>;
}

/** GROUP BY looks for columns first and for names of the select list then; a number is a place in it. */
export function writeGroups(
  select: Select,
  selected: readonly Item[],
  scope: NameScope,
  writer: Writer,
): WrittenGroups | undefined {
  const { groupBy } = select;
  if (!groupBy) return undefined;
  const items = groupBy.all ? allGroups(select) : groupBy.items;
  if (!items) return { sql: 'ALL' };
  const inside: NameScope = { ...scope, clause: 'GROUP BY' };
  const plain = items.every(({ kind }) => kind === 'simple');
  const asItIs = hasSubquery(select);
  const grouped = new Map<string, GroupKey>();
  const one = (node: Expression): string => {
    const value = settled(groupedValue(node, selected, inside, writer), writer);
    const key = asItIs ? value.sql : withoutBlanks(value);
    // A bare number would be taken for a place again.
    if (key === value.sql) return /^-?\d+$/.test(key) ? `CAST(${key} AS ${duckDbType(value.type)})` : key;
    // Any of a group's texts may be shown; where a set of several has none of them it is NULL.
    const shown = `any_value(${value.sql})`;
    grouped.set(value.sql, { key, shown: plain ? shown : `CASE WHEN grouping(${key}) = 0 THEN ${shown} END` });
    return key;
  };
  const list = (nodes: readonly Expression[]): string => `(${nodes.map(one).join(', ')})`;
  const sql = items.map((item) => groupingText(item, one, list)).join(', ');
  return { sql, ...(grouped.size > 0 && { grouped }) };
}

/** What GROUP BY ALL stands for: all that is selected and no aggregate; undefined where DuckDB has to find it. */
function allGroups({ items }: Select): readonly GroupingItem[] | undefined {
  const groups: GroupingItem[] = [];
  for (const item of items) {
    if (item.kind === 'all') return undefined;
    const { expression } = item;
    const isConstant = ['number', 'string', 'null', 'boolean'].includes(expression.kind);
    if (!isConstant && !hasAggregate(expression)) groups.push({ kind: 'simple', expression });
  }
  return groups.length > 0 ? groups : undefined;
}

function hasAggregate(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'call') {
    const call = node as Call;
    if (call.over || aggregates.has(call.name)) return true;
  }
  return Object.values(node).some(hasAggregate);
}

function groupedValue(node: Expression, selected: readonly Item[], scope: NameScope, writer: Writer) {
  if (node.kind !== 'number' || !/^\d+$/.test(node.text)) return writer.expression(node, scope);
  const item = selected[Number(node.text) - 1];
  if (!item) throw new RedshiftError('42P10', `GROUP BY position ${node.text} is not in select list`, node.at);
  return item.value;
}

/** A query within one that groups may read what is grouped by, which DuckDB allows by its own name only. */
function hasSubquery({ items, having, qualify }: Select): boolean {
  const within = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    return 'query' in node || 'body' in node || Object.values(node).some(within);
  };
  return within(items) || within(having) || within(qualify);
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
