import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Assignment, Delete, Update } from '../changes.ts';
import type { Expression, Relation } from '../grammar/queryTree.ts';
import type { ScopeRelation, Translation } from '../translation.ts';
import { truth } from './coercion.ts';
import { emptyScope, type NameScope } from './scope.ts';
import { assigned, defaultOf, rejectIdentity, targetColumn, targetOf } from './target.ts';
import { writeWith } from './writeQuery.ts';
import { columnsOf, writeRelation } from './writeRelation.ts';
import type { Writer } from './writer.ts';
import { beside, single, type WrittenRelation } from './writtenRelation.ts';

type Part = Pick<Translation, 'sql' | 'columns' | 'writes'>;

/** UPDATE … FROM. @throws RedshiftError */
export function writeUpdate(update: Update, writer: Writer): Part {
  const { head, target, others, scope, table } = prepared(update, update.from, writer);
  const set = writeAssignments(update.set, table, scope, writer);
  const from = others ? ` FROM ${others.sql}` : '';
  const sql = `${head}UPDATE ${target.sql} SET ${set}${from}${whereOf(update.where, scope, writer)}`;
  return { sql: [sql], columns: [], writes: table };
}

/** DELETE … USING. @throws RedshiftError */
export function writeDelete(statement: Delete, writer: Writer): Part {
  const { head, target, others, scope, table } = prepared(statement, statement.using, writer);
  const using = others ? ` USING ${others.sql}` : '';
  const sql = `${head}DELETE FROM ${target.sql}${using}${whereOf(statement.where, scope, writer)}`;
  return { sql: [sql], columns: [], writes: table };
}

interface Prepared {
  readonly head: string;
  readonly table: ScopeRelation;
  readonly target: WrittenRelation;
  readonly others: WrittenRelation | undefined;
  readonly scope: NameScope;
}

function prepared(statement: Update | Delete, relations: readonly Relation[], writer: Writer): Prepared {
  const table = targetOf(statement.table, writer);
  const { head, scope: outer } = writeWith(statement.with, emptyScope, writer);
  const target = targetRelation(table, statement.alias, statement.table.at, outer, writer);
  let all = target;
  let others: WrittenRelation | undefined;
  // A table read again under its own name is the one that is changed.
  const read = relations.filter((relation) => !isTarget(relation, statement, table, writer));
  for (const relation of read) {
    const next = writeRelation(relation, { outer, writer, left: all });
    all = beside(all, next, '');
    others = others ? beside(others, next, `${others.sql}, ${next.sql}`) : next;
  }
  return { head, table, target, others, scope: { parent: outer, relations: all.relations, merged: all.merged } };
}

function isTarget(relation: Relation, { alias }: Update | Delete, table: ScopeRelation, writer: Writer): boolean {
  if (relation.kind !== 'named' || relation.alias || alias !== undefined) return false;
  const [name, schema] = relation.name.toReversed().map(({ text }) => text);
  const found = writer.catalog.relation({ name: name!, at: relation.at, ...(schema !== undefined && { schema }) });
  return found?.sql === table.sql;
}

/** The table that is changed, under its alias. */
export function targetRelation(
  table: ScopeRelation,
  alias: string | undefined,
  at: number,
  outer: NameScope,
  writer: Writer,
): WrittenRelation {
  const named = alias === undefined ? undefined : { name: { text: alias, at } };
  return single(
    table.sql,
    columnsOf(table),
    named,
    { outer, writer },
    [table.name, table.schema, writer.catalog.session.database],
    true,
  );
}

/** `"a" = …, "b" = …`. @throws RedshiftError */
export function writeAssignments(
  set: readonly Assignment[],
  table: ScopeRelation,
  scope: NameScope,
  writer: Writer,
): string {
  return set
    .map(({ column: name, at, value }) => {
      const column = targetColumn(table, name, at);
      if (!value) return `${quoteName(name)} = ${defaultOf(column)}`;
      rejectIdentity(column, value.at);
      return `${quoteName(name)} = ${assigned(writer.expression(value, scope), column, value.at, writer).sql}`;
    })
    .join(', ');
}

function whereOf(where: Expression | undefined, scope: NameScope, writer: Writer): string {
  if (!where) return '';
  return ` WHERE ${truth(writer.expression(where, { ...scope, clause: 'WHERE' }), 'WHERE', where.at, writer)}`;
}
