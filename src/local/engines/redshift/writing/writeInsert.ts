import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Insert } from '../changes.ts';
import type { Expression } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { ScopeColumn, ScopeRelation, Translation } from '../translation.ts';
import { emptyScope, type NameScope } from './scope.ts';
import { assigned, defaultOf, rejectIdentity, targetColumn, targetOf } from './target.ts';
import { writeWith } from './writeQuery.ts';
import type { Writer } from './writer.ts';

/** An INSERT that names every column of its table. @throws RedshiftError */
export function writeInsert(
  { table: name, columns, source, with: clause }: Insert,
  writer: Writer,
): Pick<Translation, 'sql' | 'columns' | 'writes'> {
  const table = targetOf(name, writer);
  const { head, scope } = writeWith(clause, emptyScope, writer);
  const wanted = columns?.map((column) => targetColumn(table, column.name, column.at));
  const doubled = columns?.find((column, index) => columns.findIndex((each) => each.name === column.name) < index);
  if (doubled) throw new RedshiftError('42701', `column "${doubled.name}" specified more than once`, doubled.at);
  const targets = wanted ?? table.columns;
  const rows = sourceSql(source, targets, wanted !== undefined, table, scope, writer);
  const list = table.columns.map((column) => quoteName(column.name)).join(', ');
  return { sql: [`INSERT INTO ${table.sql} (${list}) ${head}${rows}`], columns: [], writes: table };
}

function sourceSql(
  source: Insert['source'],
  targets: readonly ScopeColumn[],
  named: boolean,
  table: ScopeRelation,
  scope: NameScope,
  writer: Writer,
): string {
  if (source.kind === 'defaults') return `VALUES (${table.columns.map(defaultOf).join(', ')})`;
  if (source.kind === 'values') {
    const rows = source.rows.map((row) => {
      checkCount(row.length, targets, named, rowAt(row));
      const values = row.map((value, index) => {
        const column = targets[index]!;
        if (value === 'default') return defaultOf(column);
        rejectIdentity(column, value.at);
        return assigned(writer.expression(value, scope), column, value.at, writer).sql;
      });
      return `(${completed(values, targets, table).join(', ')})`;
    });
    return `VALUES ${rows.join(', ')}`;
  }
  const { query } = source;
  const { sql, columns } = writer.query(query.tree, scope, {
    assign: (value, index, at) => {
      const column = targets[index];
      if (!column) throw new RedshiftError('42601', 'INSERT has more expressions than target columns', at);
      rejectIdentity(column, at);
      return assigned(value, column, at, writer);
    },
  });
  checkCount(columns.length, targets, named, query.at);
  const from = writer.fresh();
  const names = columns.map((_, index) => `c${index + 1}`);
  const values = completed(
    names.map((name) => `${from}.${name}`),
    targets,
    table,
  );
  return `SELECT ${values.join(', ')} FROM (${sql}) AS ${from}(${names.join(', ')})`;
}

function rowAt(row: readonly (Expression | 'default')[]): number {
  const first = row.find((value): value is Expression => value !== 'default');
  return first?.at ?? 0;
}

function checkCount(count: number, targets: readonly ScopeColumn[], named: boolean, at: number): void {
  if (count > targets.length) throw new RedshiftError('42601', 'INSERT has more expressions than target columns', at);
  if (named && count < targets.length) {
    throw new RedshiftError('42601', 'INSERT has more target columns than expressions', at);
  }
}

/** Values for every column of the table, in its order. */
function completed(values: readonly string[], targets: readonly ScopeColumn[], table: ScopeRelation): string[] {
  return table.columns.map((column) => {
    const place = targets.findIndex(({ name }) => name === column.name);
    return (place >= 0 ? values[place] : undefined) ?? defaultOf(column);
  });
}
