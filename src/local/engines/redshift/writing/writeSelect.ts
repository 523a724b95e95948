import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Expression, Select } from '../grammar/queryTree.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { settled, truth } from './coercion.ts';
import { withOuterJoins } from './outerMarkers.ts';
import { type ColumnBinding, type NameScope, withUniqueNames } from './scope.ts';
import { type Item, writeItems } from './selectItems.ts';
import { withoutBlanks } from './trailingBlanks.ts';
import { writeGroups } from './writeGroups.ts';
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
  const first = writeItems(select, scope, from?.star, writer);
  // Names of the select list are known everywhere in it: drivers' own queries rely on that.
  const seeing: NameScope = { ...scope, aliases: first.aliases };
  const where = select.where && condition(select.where, 'WHERE', { ...seeing, clause: 'WHERE' }, writer);
  const groups = select.groupBy && writeGroups(select, first.items, seeing, writer);
  // What is grouped by is shown in another way than it was first written.
  const around: NameScope = groups?.grouped ? { ...scope, grouped: groups.grouped } : scope;
  const named: NameScope = { ...around, aliases: first.aliases };
  const { items } = groups?.grouped ? writeItems(select, named, from?.star, writer) : first;
  const having = select.having && condition(select.having, 'HAVING', named, writer);
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
    `SELECT ${select.distinct ? distinctOn(shaped) : ''}${list.join(', ')}`,
    ...(from ? [`FROM ${from.sql}`] : []),
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groups === undefined ? [] : [`GROUP BY ${groups.sql}`]),
    ...(having === undefined ? [] : [`HAVING ${having}`]),
    ...(qualify === undefined ? [] : [`QUALIFY ${qualify}`]),
  ].join(' ');
  const values = items.map(({ value }) => value);
  return { sql, columns, values, scope: named, distinct: select.distinct, ...(select.top && { top: select.top }) };
}

/** `DISTINCT`, which keeps one of the texts that differ in their blanks at the end only. */
function distinctOn(values: readonly Written[]): string {
  const keys = values.map(withoutBlanks);
  if (keys.every((key, index) => key === values[index]!.sql)) return 'DISTINCT ';
  // A bare number would be taken for a place in the list.
  return `DISTINCT ON (${keys.map((key) => `(${key})`).join(', ')}) `;
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
