import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Merge } from '../changes.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { ScopeRelation, Translation } from '../translation.ts';
import { truth } from './coercion.ts';
import { failure } from './failure.ts';
import { emptyScope, type NameScope } from './scope.ts';
import { assigned, defaultOf, rejectIdentity, targetColumn, targetOf } from './target.ts';
import { targetRelation, writeAssignments } from './writeChanges.ts';
import { writeRelation } from './writeRelation.ts';
import type { Writer } from './writer.ts';
import { beside, type WrittenRelation } from './writtenRelation.ts';

type Part = Pick<Translation, 'sql' | 'columns' | 'writes'>;

/** MERGE, with the check that Redshift makes before it. https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html */
export function writeMerge(merge: Merge, writer: Writer): Part {
  const table = targetOf(merge.table, writer);
  const target = targetRelation(table, merge.alias, merge.table.at, emptyScope, writer);
  const source = writeRelation(merge.source, { outer: emptyScope, writer, left: target });
  const both = beside(target, source, '');
  const scope: NameScope = { relations: both.relations, merged: both.merged };
  const on = truth(writer.expression(merge.on, { ...scope, clause: 'JOIN/ON' }), 'JOIN/ON', merge.on.at, writer);
  if (!merge.actions) return { sql: withoutDuplicates(table, target, source, on, merge), columns: [], writes: table };
  const { matched, notMatched } = merge.actions;
  const clauses = [
    ...(matched?.kind === 'delete' ? ['WHEN MATCHED THEN DELETE'] : []),
    ...(matched?.kind === 'update'
      ? [`WHEN MATCHED THEN UPDATE SET ${writeAssignments(matched.set, table, scope, writer)}`]
      : []),
    ...(notMatched ? [`WHEN NOT MATCHED THEN INSERT ${inserted(notMatched, table, source, writer)}`] : []),
  ];
  const sql = `MERGE INTO ${target.sql} USING ${source.sql} ON ${on} ${clauses.join(' ')}`;
  return { sql: [...(matched ? [checked(target, source, on)] : []), sql], columns: [], writes: table };
}

/** Fails where a row of the target has more than one in the source. */
function checked(target: WrittenRelation, source: WrittenRelation, on: string): string {
  const row = `${quoteName(target.relations[0]!.sqlName)}.rowid`;
  const found = `SELECT ${row} FROM ${target.sql} JOIN ${source.sql} ON ${on} GROUP BY ${row} HAVING count(*) > 1 LIMIT 1`;
  const error = failure('21000', "'Found multiple matches to update the same tuple.'");
  return `SELECT CASE WHEN count(*) > 0 THEN ${error} END FROM (${found})`;
}

function inserted(
  { columns, values }: NonNullable<NonNullable<Merge['actions']>['notMatched']>,
  table: ScopeRelation,
  source: WrittenRelation,
  writer: Writer,
): string {
  const targets = columns?.map(({ name, at }) => targetColumn(table, name, at)) ?? table.columns;
  const scope: NameScope = { relations: source.relations, merged: source.merged };
  if (values.length > targets.length || (columns && values.length < targets.length)) {
    const text = `INSERT has more ${values.length > targets.length ? 'expressions than target columns' : 'target columns than expressions'}`;
    throw new RedshiftError('42601', text);
  }
  const given = values.map((value, index) => {
    const column = targets[index]!;
    if (value === 'default') return defaultOf(column);
    rejectIdentity(column, value.at);
    return assigned(writer.expression(value, scope), column, value.at, writer).sql;
  });
  const all = table.columns.map((column) => {
    const place = targets.findIndex(({ name }) => name === column.name);
    return (place >= 0 ? given[place] : undefined) ?? defaultOf(column);
  });
  return `(${table.columns.map(({ name }) => quoteName(name)).join(', ')}) VALUES (${all.join(', ')})`;
}

/** REMOVE DUPLICATES: rows with a match give way to those of the source, and so do their doubles. */
function withoutDuplicates(
  table: ScopeRelation,
  target: WrittenRelation,
  source: WrittenRelation,
  on: string,
  { source: { at } }: Merge,
): string[] {
  if (source.star.length !== table.columns.length) {
    throw new RedshiftError('42601', 'MERGE with REMOVE DUPLICATES needs tables with the same number of columns', at);
  }
  const list = table.columns.map(({ name }) => quoteName(name)).join(', ');
  const values = source.star.map(({ value }) => value.sql).join(', ');
  return [
    `DELETE FROM ${target.sql} USING ${source.sql} WHERE ${on}`,
    `INSERT INTO ${table.sql} (${list}) SELECT ${values} FROM ${source.sql}`,
  ];
}
