import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { ColumnEntry, RelationEntry } from '../../catalog/entries.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { makeStorage, newStorage } from './storage.ts';

/**
 * Changes the columns of a table in DuckDB. One whose rows this transaction has changed is copied into a new table of
 * its name: DuckDB does not commit a change of columns after a change of rows, which Redshift does, and tools rely on it
 * (dbt widens a column by adding one, filling it, and dropping the old one).
 * @param alter the change in DuckDB's words, behind `ALTER TABLE name`
 * @param columns the table's columns after it
 * @param values what each of them is, in terms of the table as it was
 */
export async function changeStorage(
  ctx: StatementCtx,
  relation: RelationEntry,
  alter: string,
  columns: readonly ColumnEntry[],
  values: readonly string[],
): Promise<void> {
  const { oid, storage, sql, temporary } = relation;
  if (storage === undefined || !ctx.session.changedRows.has(oid)) {
    await ctx.connection.run(`ALTER TABLE ${sql} ${alter}`);
    return;
  }
  const { place } = newStorage(ctx, relation.name, temporary);
  await makeStorage(ctx, place, columns, temporary);
  await ctx.connection.run(`INSERT INTO ${place} SELECT ${values.join(', ')} FROM ${sql}`);
  await ctx.connection.run(`DROP TABLE ${sql}`);
  // Views that are bound to it know it by its name.
  await ctx.connection.run(`ALTER TABLE ${place} RENAME TO ${quoteName(storage)}`);
  ctx.session.changedRows.delete(oid);
}
