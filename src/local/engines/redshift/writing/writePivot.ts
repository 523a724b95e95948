import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { Expression, Relation } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { varchar } from '../types/redshiftType.ts';
import { settled, together } from './coercion.ts';
import type { ColumnBinding, NameScope } from './scope.ts';
import { type RelationContext, single, type WrittenRelation } from './writtenRelation.ts';

type Write = (relation: Relation, context: RelationContext) => WrittenRelation;
type Pivot = Relation & { readonly kind: 'pivot' };
type Unpivot = Relation & { readonly kind: 'unpivot' };

/**
 * Rows turned into columns: one for each value of IN, grouped by all columns that are not named in it.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html
 */
export function writePivot(pivot: Pivot, context: RelationContext, write: Write): WrittenRelation {
  const { writer, outer } = context;
  const source = write(pivot.source, context);
  const scope: NameScope = { parent: outer, relations: source.relations, merged: source.merged };
  const used = new Set([pivot.column.text, ...pivot.aggregates.flatMap(({ call }) => namesIn(call))]);
  const groups = source.star.filter(({ label }) => !used.has(label));
  const column: Expression = { kind: 'column', parts: [pivot.column], at: pivot.column.at };
  const cells = pivot.values.flatMap(({ value, alias }) =>
    pivot.aggregates.map(({ call, alias: name }) => {
      const written = writer.expression(filtered(call, column, value), scope);
      const text = alias?.text ?? labelOf(value);
      return { label: name ? `${text}_${name.text}` : text, ...settled(written, writer) };
    }),
  );
  const items = [
    ...groups.map(({ label, value }) => `${value.sql} AS ${quoteName(label)}`),
    ...cells.map(({ sql, label }) => `${sql} AS ${quoteName(label)}`),
  ];
  const by = groups.length > 0 ? ` GROUP BY ${groups.map(({ value }) => value.sql).join(', ')}` : '';
  const columns: ColumnBinding[] = [
    ...groups.map(({ label, value }) => ({ label, sqlName: label, type: value.type })),
    ...cells.map(({ label, type }) => ({ label, sqlName: label, type })),
  ];
  return single(`(SELECT ${items.join(', ')} FROM ${source.sql}${by})`, columns, pivot.alias, context);
}

function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('kind' in node && node.kind === 'column') {
    return [(node as Expression & { kind: 'column' }).parts.at(-1)!.text];
  }
  return Object.values(node).flatMap(namesIn);
}

/** The aggregate over the rows that have the value. */
function filtered(node: Expression, column: Expression, value: Expression): Expression {
  if (node.kind !== 'call' || node.over) {
    throw new RedshiftError('42601', 'PIVOT takes an aggregate function', node.at);
  }
  const [first] = node.args;
  const { at } = node;
  const when: Expression = { kind: 'binary', operator: '=', left: column, right: value, at };
  const result: Expression = !first || first.kind === 'star' ? { kind: 'number', text: '1', at } : first;
  const only: Expression = { kind: 'case', branches: [{ when, result }], at };
  return { ...node, args: [only, ...node.args.slice(1)] };
}

function labelOf(value: Expression): string {
  if (value.kind === 'string') return value.value.toLowerCase();
  if (value.kind === 'number') return value.text;
  if (value.kind === 'unary' && value.operand.kind === 'number') return `${value.operator}${value.operand.text}`;
  throw new RedshiftError('42601', 'PIVOT takes literals in its IN list', value.at);
}

/** Columns turned into rows: one for each column of IN that is not null. */
export function writeUnpivot(unpivot: Unpivot, context: RelationContext, write: Write): WrittenRelation {
  const { writer } = context;
  const source = write(unpivot.source, context);
  const turned = unpivot.columns.map(({ column, alias }) => {
    const found = source.star.find(({ label }) => label === column.text);
    if (!found) throw new RedshiftError('42703', `column "${column.text}" does not exist`, column.at);
    const name = alias ? labelText(alias) : column.text;
    return { name, value: found.value, at: column.at };
  });
  const { type, sql } = together('UNPIVOT', turned, writer);
  const names = new Set(unpivot.columns.map(({ column }) => column.text));
  const kept = source.star.filter(({ label }) => !names.has(label));
  const each = writer.fresh();
  const rows = turned.map(({ name }, index) => `(${quoteText(name)}, ${sql[index]})`);
  const items = [...kept.map(({ label, value }) => `${value.sql} AS ${quoteName(label)}`), `${each}.n`, `${each}.v`];
  const where = unpivot.includeNulls ? '' : ` WHERE ${each}.v IS NOT NULL`;
  const text = `(SELECT ${items.join(', ')} FROM ${source.sql}, LATERAL (VALUES ${rows.join(', ')}) AS ${each}(n, v)${where})`;
  const columns: ColumnBinding[] = [
    ...kept.map(({ label, value }) => ({ label, sqlName: label, type: value.type })),
    { label: unpivot.name.text, sqlName: unpivot.name.text, type: varchar() },
    { label: unpivot.value.text, sqlName: unpivot.value.text, type },
  ];
  return single(text, columns, unpivot.alias, context);
}

function labelText(node: Expression): string {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'column') return node.parts.at(-1)!.text;
  if (node.kind === 'number') return node.text;
  throw new RedshiftError('42601', 'UNPIVOT takes literals for the names of its columns', node.at);
}
