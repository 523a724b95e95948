import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { type Done, done, emit, type ResultConsumer, textColumns } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { requireRelation } from './names.ts';

type Upkeep = Extract<
  RedshiftStatement,
  { readonly kind: 'analyze' | 'analyze-compression' | 'vacuum' | 'lock' | 'cancel' }
>;

export const upkeepColumns = textColumns('Table', 'Column', 'Encoding', 'Est_reduction_pct');

/** What keeps a cluster in order, and needs little or nothing done on DuckDB. */
export async function upkeep(ctx: StatementCtx, statement: Upkeep, consumer: ResultConsumer): Promise<Done> {
  switch (statement.kind) {
    case 'analyze':
      if (statement.table) await requireRelation(ctx, statement.table);
      return done('ANALYZE');
    case 'vacuum':
      if (statement.table) await requireRelation(ctx, statement.table);
      await ctx.session.transaction.outside('VACUUM', async () => {});
      return done('VACUUM');
    case 'lock':
      for (const table of statement.tables) {
        const { oid } = await requireRelation(ctx, table);
        await ctx.lock(String(oid));
      }
      return done('LOCK TABLE');
    case 'analyze-compression': {
      const relation = statement.table && (await requireRelation(ctx, statement.table));
      const rows = relation?.columns.map(({ name, encode }) => [relation.name, name, encode ?? 'raw', '0.00']) ?? [];
      await emit(consumer, upkeepColumns, rows);
      return done('ANALYZE COMPRESSION');
    }
    case 'cancel':
      if (!ctx.session.neighbours.cancel(statement.pid)) {
        throw new SqlError(sqlStates.invalidParameter, `PID ${statement.pid} is not a Redshift server process`);
      }
      return done('CANCEL');
  }
}
