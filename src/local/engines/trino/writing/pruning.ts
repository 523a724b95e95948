import type { Expression } from '../grammar/queryTree.ts';
import { References, type RelationBinding, type Scope } from './scope.ts';
import type { Writer } from './writer.ts';

/** Whether a part of a tree fulfils a condition. */
export function someNode(node: unknown, test: (node: { readonly kind?: unknown }) => boolean): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return test(node) || Object.values(node).some((part) => someNode(part, test));
}

const queries = ['exists', 'subquery', 'in-query', 'quantified'];

/**
 * Hands each term of a condition, of those that AND joins at its top, to the one catalog relation that it speaks of, so
 * that partitions can be left out. Terms that speak of more, or hold a query, are left alone.
 */
export function noteConjuncts(condition: Expression, scope: Scope, writer: Writer): void {
  for (const term of termsOf(condition)) {
    if (someNode(term, ({ kind }) => queries.includes(String(kind)))) continue;
    const references = new References();
    writer.expression(term, { ...scope, references });
    const [first, ...others] = references.origins;
    if (!first || references.opaque || others.some(({ reads }) => reads !== first.reads)) continue;
    const { sql } = writer.expression(term, { ...scope, bare: true });
    first.reads.conjuncts.push({ sql, columns: [...new Set(references.origins.map(({ column }) => column))] });
  }
}

function termsOf(condition: Expression): Expression[] {
  return condition.kind === 'logical' && condition.operator === 'AND'
    ? [...termsOf(condition.left), ...termsOf(condition.right)]
    : [condition];
}

/** The relations as they are on a side that an outer join may leave without a row. */
export function asNullable(relations: readonly RelationBinding[]): RelationBinding[] {
  return relations.map((relation) => ({ ...relation, nullable: true }));
}
