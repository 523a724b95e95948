import { quoteName } from '../../../core/sqlQuoting.ts';
import type { Delete, Insert, Merge, Update } from '../../engines/redshift/changes.ts';
import { isEntry, type RelationEntry } from '../catalog/entries.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../sqlError.ts';
import { isExternal } from './external/externalTables.ts';

/** INSERT, UPDATE, DELETE and MERGE. */
export async function runChange(ctx: StatementCtx, statement: Insert | Update | Delete | Merge): Promise<Done> {
  const target = await ctx.find(statement.table);
  if (target) {
    requireTable(target, statement.kind);
    await ctx.lock(String(target.oid));
  } else await rejectExternal(ctx, statement);
  const { sql, writes } = await ctx.translate(statement);
  let rows = 0;
  for (const each of sql) rows = (await ctx.connection.run(each)).rowsChanged;
  if (writes && isEntry(writes)) {
    if (statement.kind !== 'insert') ctx.session.changedRows.add(writes.oid);
    await noteWrite(ctx, writes.oid);
  }
  const name = statement.kind.toUpperCase();
  return done(statement.kind === 'insert' ? `INSERT 0 ${rows}` : `${name} ${rows}`, rows);
}

async function rejectExternal(ctx: StatementCtx, { kind, table }: Insert | Update | Delete | Merge): Promise<void> {
  const found = await ctx.scoped((scope) => scope.relation(table));
  if (!found || !isExternal(found)) return;
  throw unsupported(
    `${kind.toUpperCase()} on an external table is not supported by the local warehouse`,
    'UNLOAD the rows to its location, and ADD PARTITION where it has partitions.',
  );
}

/** @throws SqlError 42809 when it is a view */
export function requireTable(relation: RelationEntry, change: string): void {
  if (relation.kind === 'table') return;
  const what = relation.kind === 'materialized-view' ? 'a materialized view' : 'a view';
  throw new SqlError(sqlStates.wrongObjectType, `cannot ${change} ${what}: "${relation.name}"`);
}

/** Counts a change to a table for the materialized views that stand on it. */
export async function noteWrite(ctx: StatementCtx, oid: number): Promise<void> {
  const strata = `${quoteName(ctx.database)}.strata`;
  const { rowsChanged } = await ctx.connection.run(
    `INSERT INTO ${strata}.writes SELECT ${oid}, 1
     WHERE EXISTS (SELECT * FROM ${strata}.dependencies WHERE on_relation = ${oid})`,
  );
  if (rowsChanged > 0) ctx.session.changedBases = true;
}
