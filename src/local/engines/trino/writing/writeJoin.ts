import { queryError } from '../athenaSyntaxError.ts';
import type { Join, Name, Relation } from '../grammar/queryTree.ts';
import { commonType } from '../types/commonType.ts';
import { compared, truth } from './comparisons.ts';
import { asNullable, noteConjuncts } from './pruning.ts';
import { resolveColumn } from './resolveColumn.ts';
import { type MergedColumn, References, type Scope } from './scope.ts';
import { written } from './written.ts';
import type { RelationContext, StarColumn, WrittenRelation } from './writtenRelation.ts';

type WriteSide = (relation: Relation, context: RelationContext) => WrittenRelation;

/** Two relations beside each other, each in the other's sight. */
export function beside(left: WrittenRelation, right: WrittenRelation, sql: string): WrittenRelation {
  return {
    sql,
    relations: [...left.relations, ...right.relations],
    merged: new Map([...left.merged, ...right.merged]),
    star: [...left.star, ...right.star],
  };
}

/** A join. @throws AthenaSyntaxError */
export function writeJoin(join: Join, context: RelationContext, write: WriteSide): WrittenRelation {
  const left = write(join.left, context);
  const seen = context.left ? beside(context.left, left, '') : left;
  const right = write(join.right, { ...context, left: seen });
  const nested = join.right.kind === 'join' ? `(${right.sql})` : right.sql;
  if (join.type === 'CROSS') return beside(left, right, `${left.sql} CROSS JOIN ${nested}`);
  const names = join.natural ? sharedNames(left, right) : join.using;
  const text = `${left.sql} ${join.type} JOIN ${nested} ON `;
  if (names) return joinUsing(names, join, text, left, right);
  const on = join.on!;
  const scope: Scope = { parent: context.outer, ...beside(left, right, '') };
  const condition = truth(context.writer.expression(on, { ...scope, within: { clause: 'JOIN clause' } }), on.at);
  // What an outer join keeps without a partner must not be pruned by its ON.
  const sides = {
    INNER: scope,
    LEFT: { ...scope, relations: [...asNullable(left.relations), ...right.relations] },
    RIGHT: { ...scope, relations: [...left.relations, ...asNullable(right.relations)] },
    FULL: undefined,
  };
  const prunable = sides[join.type];
  if (prunable) noteConjuncts(on, prunable, context.writer);
  return outerSides(join, beside(left, right, `${text}${condition}`), left, right);
}

/** The join with the relations on its outer sides known to be without a row at times. */
function outerSides(
  join: Join,
  result: WrittenRelation,
  left: WrittenRelation,
  right: WrittenRelation,
): WrittenRelation {
  const leftNullable = join.type === 'RIGHT' || join.type === 'FULL';
  const rightNullable = join.type === 'LEFT' || join.type === 'FULL';
  const relations = [
    ...(leftNullable ? asNullable(left.relations) : left.relations),
    ...(rightNullable ? asNullable(right.relations) : right.relations),
  ];
  const star = result.star.map((column) => {
    const relation = relations.find(({ sqlName }) => sqlName === column.relation?.sqlName);
    return relation ? { ...column, relation } : column;
  });
  return { ...result, relations, star };
}

function sharedNames(left: WrittenRelation, right: WrittenRelation): Name[] {
  const of = ({ star }: WrittenRelation): string[] => star.flatMap(({ label }) => label?.toLowerCase() ?? []);
  const shared = new Set(of(right));
  return [...new Set(of(left))]
    .filter((name) => shared.has(name))
    .map((text) => ({ text, at: { line: 1, column: 1 } }));
}

function joinUsing(
  names: readonly Name[],
  join: Join,
  text: string,
  left: WrittenRelation,
  right: WrittenRelation,
): WrittenRelation {
  const merged = new Map<string, MergedColumn>();
  const conditions = names.map((name) => {
    const [a, b] = [sideColumn(name, left), sideColumn(name, right)];
    const [x, y] = compared('=', a.value, b.value, name.at);
    const { value, origin } = join.type === 'RIGHT' ? b : a;
    const sql = join.type === 'FULL' ? `coalesce(${a.value.sql}, ${b.value.sql})` : value.sql;
    merged.set(name.text.toLowerCase(), {
      value: written(sql, commonType(a.value.type, b.value.type) ?? value.type),
      ...(origin && join.type !== 'FULL' && { origin }),
    });
    return `${x} = ${y}`;
  });
  const rest = (side: WrittenRelation): StarColumn[] =>
    side.star.filter(({ label }) => label === undefined || !merged.has(label.toLowerCase()));
  const both = beside(left, right, `${text}${conditions.join(' AND ') || 'true'}`);
  const shared = [...merged].map(([label, { value }]) => ({ label, value }));
  const result: WrittenRelation = {
    ...both,
    merged: new Map([...both.merged, ...merged]),
    star: [...shared, ...rest(left), ...rest(right)],
  };
  return outerSides(join, result, left, right);
}

function sideColumn(name: Name, side: WrittenRelation): MergedColumn {
  const known = side.star.some(({ label }) => label?.toLowerCase() === name.text.toLowerCase());
  if (!known) {
    const text = `Column '${name.text.toLowerCase()}' is missing from one side of join`;
    throw queryError('COLUMN_NOT_FOUND', name.at, text);
  }
  const references = new References();
  const value = resolveColumn([name], { relations: side.relations, merged: side.merged, references });
  const [origin] = references.opaque ? [] : references.origins;
  return { value, ...(origin && { origin }) };
}
