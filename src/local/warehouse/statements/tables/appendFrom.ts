import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { AlterTableAction } from '../../../engines/redshift/definitions.ts';
import type { RelationEntry } from '../../catalog/entries.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { noteWrite, requireTable } from '../changes.ts';
import { requireRelation } from '../names.ts';

type Append = Extract<AlterTableAction, { readonly kind: 'append' }>;

/** Moves the rows of one table into another: https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_APPEND.html */
export async function appendFrom(ctx: StatementCtx, target: RelationEntry, action: Append): Promise<void> {
  const source = await requireRelation(ctx, action.from);
  for (const table of [target, source]) requireTable(table, 'append');
  await ctx.lock(String(source.oid));
  const names = (relation: RelationEntry) => relation.columns.map(({ name }) => name);
  const extra = names(source).filter((name) => !names(target).includes(name));
  const missing = names(target).filter((name) => !names(source).includes(name));
  if (extra.length > 0 && !action.ignoreExtra) throw mismatch('source', extra, 'IGNOREEXTRA');
  if (missing.length > 0 && !action.fillTarget) throw mismatch('target', missing, 'FILLTARGET');
  const shared = names(target).filter((name) => names(source).includes(name));
  const filled = target.columns.filter(({ name, default: given }) => missing.includes(name) && given !== undefined);
  const columns = [...shared.map(quoteName), ...filled.map(({ name }) => quoteName(name))].join(', ');
  const values = [...shared.map(quoteName), ...filled.map(({ default: given }) => given)].join(', ');
  await ctx.connection.run(`INSERT INTO ${target.sql} (${columns}) SELECT ${values} FROM ${source.sql}`);
  await ctx.connection.run(`DELETE FROM ${source.sql}`);
  ctx.session.changedRows.add(source.oid);
  for (const { oid } of [target, source]) await noteWrite(ctx, oid);
}

function mismatch(side: string, columns: readonly string[], option: string): SqlError {
  return new SqlError(
    sqlStates.invalidTableDefinition,
    `ALTER TABLE APPEND: only the ${side} table has the columns ${columns.join(', ')}`,
    {
      hint: `Use ${option} to go on without them.`,
    },
  );
}
