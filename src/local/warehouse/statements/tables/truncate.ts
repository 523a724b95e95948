import type { RelationName } from '../../../engines/redshift/names.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { noteWrite, requireTable } from '../changes.ts';
import { requireRelation } from '../names.ts';

/** Empties a table and commits, as in Redshift: https://docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html */
export async function truncate(ctx: StatementCtx, { table }: { readonly table: RelationName }): Promise<Done> {
  const relation = await requireRelation(ctx, table);
  requireTable(relation, 'truncate');
  await ctx.lock(String(relation.oid));
  await ctx.connection.run(`DELETE FROM ${relation.sql}`);
  await noteWrite(ctx, relation.oid);
  await ctx.session.transaction.commitNow();
  return done('TRUNCATE TABLE');
}
