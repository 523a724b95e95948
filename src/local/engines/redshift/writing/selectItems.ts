import type { Expression, Name, Select, SelectItem } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { internalTypeName } from '../types/typeNames.ts';
import { asGrouped, type NameScope, type RelationBinding } from './scope.ts';
import type { Writer } from './writer.ts';
import type { Written } from './written.ts';
import type { StarColumn } from './writtenRelation.ts';

export interface Item {
  readonly label: string;
  readonly value: Written;
  readonly at: number;
}

export interface WrittenItems {
  readonly items: readonly Item[];
  /** The names that the select list gives, the first of each. */
  readonly aliases: ReadonlyMap<string, Written>;
}

/** The select list, each expression in sight of the names before it, or of those that the scope has already. */
export function writeItems(
  select: Select,
  scope: NameScope,
  star: readonly StarColumn[] | undefined,
  writer: Writer,
): WrittenItems {
  const items: Item[] = [];
  const aliases = new Map<string, Written>();
  const seeing: NameScope = { ...scope, aliases: scope.aliases ?? aliases };
  for (const item of select.items) {
    if (item.kind === 'all') {
      items.push(...writeAll(item, scope, star));
      continue;
    }
    const { expression, alias } = item;
    const value = writer.expression(expression, seeing);
    items.push({ label: alias?.text ?? labelOf(expression), value, at: expression.at });
    if (alias && !aliases.has(alias.text)) aliases.set(alias.text, value);
  }
  return { items: withoutExcluded(items, select.exclude), aliases };
}

function withoutExcluded(items: readonly Item[], exclude: readonly Name[]): readonly Item[] {
  const names = new Set(exclude.map(({ text }) => text));
  const missing = exclude.find(({ text }) => !items.some(({ label }) => label === text));
  if (missing) throw new RedshiftError('42703', `column "${missing.text}" does not exist`, missing.at);
  return items.filter(({ label }) => !names.has(label));
}

function writeAll(
  { of, at }: SelectItem & { kind: 'all' },
  scope: NameScope,
  star: readonly StarColumn[] | undefined,
): Item[] {
  if (!star) throw new RedshiftError('42601', 'SELECT * with no tables specified is not valid', at);
  if (!of) return star.map(({ label, value }) => ({ label, value: asGrouped(value, scope), at }));
  const relation = scope.relations.find(({ names }) =>
    of.toReversed().every(({ text }, index) => names[index] === text),
  );
  if (!relation) throw new RedshiftError('42P01', `relation "${of.at(-1)!.text}" does not exist`, at);
  return star
    .filter((column) => belongs(column, relation))
    .map(({ label, value }) => ({ label, value: asGrouped(value, scope), at }));
}

function belongs({ relation, label }: StarColumn, to: RelationBinding): boolean {
  return relation ? relation.sqlName === to.sqlName : to.columns.some((column) => column.label === label);
}

/** What a column is called that nothing names. */
function labelOf(node: Expression): string {
  switch (node.kind) {
    case 'column':
      return node.parts.at(-1)!.text;
    case 'field':
      return node.name.text;
    case 'call':
      return callLabels[node.name] ?? node.name;
    case 'cast': {
      const label = labelOf(node.operand);
      return label === unnamed ? internalTypeName(node.type) : label;
    }
    case 'case':
      return node.otherwise && labelOf(node.otherwise) !== unnamed ? labelOf(node.otherwise) : 'case';
    case 'array':
    case 'array-query':
      return 'array';
    case 'at-zone':
      return 'timezone';
    default:
      return unnamed;
  }
}

const unnamed = '?column?';

const callLabels: Readonly<Record<string, string>> = {
  extract: 'date_part',
  current_date: 'date',
  current_timestamp: 'timestamptz',
  current_time: 'timetz',
  nvl: 'coalesce',
  decode: 'case',
};
