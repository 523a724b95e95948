import type { Join, Name, Relation } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { commonType } from '../types/commonType.ts';
import { truth } from './coercion.ts';
import { compared } from './comparisons.ts';
import { resolveColumn } from './resolveColumn.ts';
import type { NameScope } from './scope.ts';
import { type Written, written } from './written.ts';
import { beside, type RelationContext, type StarColumn, type WrittenRelation } from './writtenRelation.ts';

type WriteSide = (relation: Relation, context: RelationContext) => WrittenRelation;

/** A join. @throws RedshiftError */
export function writeJoin(join: Join, context: RelationContext, write: WriteSide): WrittenRelation {
  const left = write(join.left, context);
  const seen = context.left ? beside(context.left, left, '') : left;
  const right = write(join.right, { ...context, left: seen });
  const nested = join.right.kind === 'join' ? `(${right.sql})` : right.sql;
  if (join.type === 'CROSS') return beside(left, right, `${left.sql} CROSS JOIN ${nested}`);
  const names = join.natural ? sharedNames(left, right) : join.using;
  const text = `${left.sql} ${join.type} JOIN ${nested} ON `;
  if (names) return joinUsing(names, join, text, left, right, context);
  const on = join.on!;
  const scope: NameScope = { parent: context.outer, ...beside(left, right, ''), clause: 'JOIN/ON' };
  const condition = truth(context.writer.expression(on, scope), 'JOIN/ON', on.at, context.writer);
  return beside(left, right, `${text}${condition}`);
}

function sharedNames(left: WrittenRelation, right: WrittenRelation): Name[] {
  const shared = new Set(right.star.map(({ label }) => label));
  return [...new Set(left.star.map(({ label }) => label))]
    .filter((name) => shared.has(name))
    .map((text) => ({ text, at: 0 }));
}

function joinUsing(
  names: readonly Name[],
  join: Join,
  text: string,
  left: WrittenRelation,
  right: WrittenRelation,
  { writer }: RelationContext,
): WrittenRelation {
  const merged = new Map<string, Written>();
  const conditions = names.map((name) => {
    const [a, b] = [sideColumn(name, left, 'left'), sideColumn(name, right, 'right')];
    const [x, y] = compared('=', a, b, name.at, writer);
    const kept = join.type === 'RIGHT' ? b : a;
    const type = commonType(a.type, b.type) ?? kept.type;
    merged.set(name.text, join.type === 'FULL' ? written(`coalesce(${a.sql}, ${b.sql})`, type) : kept);
    return `${x} = ${y}`;
  });
  const rest = (side: WrittenRelation): StarColumn[] => side.star.filter(({ label }) => !merged.has(label));
  const both = beside(left, right, `${text}${conditions.join(' AND ') || 'true'}`);
  const shared = [...merged].map(([label, value]) => ({ label, value }));
  return {
    ...both,
    merged: new Map([...both.merged, ...merged]),
    star: [...shared, ...rest(left), ...rest(right)],
  };
}

function sideColumn(name: Name, side: WrittenRelation, which: string): Written {
  if (!side.star.some(({ label }) => label === name.text)) {
    const text = `column "${name.text}" specified in USING clause does not exist in ${which} table`;
    throw new RedshiftError('42703', text, name.at);
  }
  return resolveColumn([name], { relations: side.relations, merged: side.merged });
}
