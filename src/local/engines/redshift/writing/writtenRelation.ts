import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Alias } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { type ColumnBinding, type NameScope, type RelationBinding, withUniqueNames } from './scope.ts';
import type { Writer } from './writer.ts';
import type { Written } from './written.ts';

/** A piece of a FROM clause and what it brings into scope. */
export interface WrittenRelation {
  readonly sql: string;
  readonly relations: readonly RelationBinding[];
  readonly merged: ReadonlyMap<string, Written>;
  /** What `*` stands for, in order. */
  readonly star: readonly StarColumn[];
}

export interface StarColumn {
  readonly label: string;
  readonly value: Written;
  readonly relation?: RelationBinding;
}

/** What there is besides the relation itself. */
export interface RelationContext {
  /** The scope of the query, without its own FROM. */
  readonly outer: NameScope;
  /** What stands to the left, that unnesting can see. */
  readonly left?: WrittenRelation;
  readonly writer: Writer;
}

/** Two relations beside each other, each in the other's sight. @throws RedshiftError 42712 for one name twice */
export function beside(left: WrittenRelation, right: WrittenRelation, sql: string): WrittenRelation {
  return {
    sql,
    relations: [...left.relations, ...right.relations],
    merged: new Map([...left.merged, ...right.merged]),
    star: [...left.star, ...right.star],
  };
}

/** What expressions can see of the relations to the left. */
export function leftScope({ outer, left }: RelationContext): NameScope {
  return left ? { parent: outer, relations: left.relations, merged: left.merged } : outer;
}

/** One relation, under its alias and with names for its columns that are all different. */
export function single(
  sql: string,
  columns: readonly ColumnBinding[],
  alias: Alias | undefined,
  { left, outer, writer }: RelationContext,
  names: readonly string[] = [],
  asItIs = false,
): WrittenRelation {
  const given = alias?.columns ?? [];
  if (given.length > columns.length) {
    const text = `table "${alias!.name.text}" has ${columns.length} columns available but ${given.length} columns specified`;
    throw new RedshiftError('42P10', text, alias!.name.at);
  }
  const renamed = columns.map((column, index) => {
    const label = given[index]?.text;
    return label === undefined ? column : { ...column, label };
  });
  const bound = asItIs && given.length === 0 ? renamed : withUniqueNames(renamed);
  const known = alias ? [alias.name.text] : names;
  if (
    known[0] !== undefined &&
    left?.relations.some((each) => each.names[0] === known[0] && sameName(each.names, known))
  ) {
    throw new RedshiftError('42712', `table name "${known[0]}" specified more than once`, alias?.name.at);
  }
  const wanted = known[0] ?? writer.fresh();
  const sqlName = isTaken(wanted, left, outer) ? writer.fresh() : wanted;
  const relation: RelationBinding = { names: known, sqlName, columns: bound };
  const list = asItIs && given.length === 0 ? '' : `(${bound.map((column) => quoteName(column.sqlName)).join(', ')})`;
  return {
    sql: `${sql} AS ${quoteName(sqlName)}${list}`,
    relations: [relation],
    merged: new Map(),
    star: bound.map((column) => starColumn(column, relation)),
  };
}

/** `a.t` and `b.t` stand beside each other; `t` and `t` do not. */
function sameName(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((name, index) => name === b[index]);
}

/** Queries around may use the name: what is meant is always written so that it can be told apart. */
function isTaken(name: string, left: WrittenRelation | undefined, outer: NameScope): boolean {
  if (left?.relations.some(({ sqlName }) => sqlName === name)) return true;
  for (let each: NameScope | undefined = outer; each; each = each.parent) {
    if (each.relations.some(({ sqlName }) => sqlName === name)) return true;
  }
  return false;
}

function starColumn(column: ColumnBinding, relation: RelationBinding): StarColumn {
  const { label, sqlName, type, origin } = column;
  const value = { sql: `${quoteName(relation.sqlName)}.${quoteName(sqlName)}`, type, ...(origin && { origin }) };
  return { label, value, relation };
}
