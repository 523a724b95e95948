import type { Expression, Name, Relation, Select } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';

/**
 * A SELECT with the conditions that hold a `(+)` turned into outer joins: `a.x = b.x(+)` keeps rows of `a` without one
 * in `b`. https://docs.aws.amazon.com/redshift/latest/dg/r_WHERE_oracle_outer.html
 */
export function withOuterJoins(select: Select): Select {
  const conditions = select.where ? conjunctsOf(select.where) : [];
  const marked = conditions.filter((node) => markersIn(node).length > 0);
  if (marked.length === 0) return select;
  const joined = new Map<Relation, Expression[]>();
  for (const condition of marked) {
    const [first, ...others] = markersIn(condition);
    const relation = relationOf(first!, select.from);
    if (others.some((name) => relationOf(name, select.from) !== relation)) {
      const text = 'a predicate may reference only one outer-joined table';
      throw new RedshiftError('42601', text, condition.at);
    }
    joined.set(relation, [...(joined.get(relation) ?? []), unmarked(condition)]);
  }
  const [first, ...kept] = select.from.filter((relation) => !joined.has(relation));
  if (!first) throw new RedshiftError('42601', 'two tables cannot be outer-joined to each other', select.at);
  const { at } = select;
  const base = kept.reduce<Relation>(
    (left, right) => ({ kind: 'join', type: 'CROSS', natural: false, left, right, at }),
    first,
  );
  const from = [...joined].reduce<Relation>(
    (left, [right, on]) => ({ kind: 'join', type: 'LEFT', natural: false, left, right, on: all(on), at }),
    base,
  );
  const { where: _, ...rest } = select;
  const left = conditions.filter((node) => !marked.includes(node));
  return { ...rest, from: [from], ...(left.length > 0 && { where: all(left) }) };
}

function conjunctsOf(node: Expression): Expression[] {
  if (node.kind !== 'logical' || node.operator !== 'AND') return [node];
  return [...conjunctsOf(node.left), ...conjunctsOf(node.right)];
}

function all([first, ...others]: readonly Expression[]): Expression {
  return others.reduce((left, right) => ({ kind: 'logical', operator: 'AND', left, right, at: right.at }), first!);
}

/** Names of the columns that a `(+)` stands after. */
function markersIn(node: unknown): (readonly Name[])[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('kind' in node && node.kind === 'outer') {
    const { operand } = node as Expression & { kind: 'outer' };
    return operand.kind === 'column' ? [operand.parts] : [];
  }
  // A subquery has markers of its own.
  if ('body' in node) return [];
  return Object.values(node).flatMap(markersIn);
}

function relationOf(parts: readonly Name[], from: readonly Relation[]): Relation {
  const qualifier = parts.at(-2);
  const named = from.filter((relation) => {
    const name =
      'alias' in relation && relation.alias
        ? relation.alias.name
        : relation.kind === 'named'
          ? relation.name.at(-1)
          : undefined;
    return name?.text === qualifier?.text;
  });
  const [relation] = named;
  if (!qualifier || !relation) {
    throw new RedshiftError('42601', 'a column with the (+) operator must name its table', parts[0]!.at);
  }
  return relation;
}

function unmarked(node: Expression): Expression {
  const strip = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    if ('kind' in each && each.kind === 'outer') return (each as Expression & { kind: 'outer' }).operand;
    if (Array.isArray(each)) return each.map(strip);
    return Object.fromEntries(Object.entries(each).map(([key, value]) => [key, strip(value)]));
  };
  return strip(node) as Expression;
}
