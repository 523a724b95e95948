import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { rowsOf } from '../databases/duckDb.ts';
import { type Done, done, emit, type ResultConsumer, textColumns } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { unsupported } from '../sqlError.ts';

type Explain = Extract<RedshiftStatement, { readonly kind: 'explain' }>;

export const explainColumns = textColumns('QUERY PLAN');

/** The plan of the engine that really runs it, which is DuckDB's. */
export async function explain(ctx: StatementCtx, { statement }: Explain, consumer: ResultConsumer): Promise<Done> {
  const query = statement.kind === 'create-table-as' ? ({ kind: 'query', query: statement.query } as const) : statement;
  switch (query.kind) {
    case 'query':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge': {
      const { sql } = await ctx.translate(query);
      const lines = ['DuckDB (the engine of the local warehouse):'];
      for (const each of sql) {
        const rows = await rowsOf(ctx.connection, `EXPLAIN ${each}`);
        lines.push(...rows.flatMap((row) => String(row[1]).trimEnd().split('\n')));
      }
      await emit(
        consumer,
        explainColumns,
        lines.map((line) => [line]),
      );
      return done('EXPLAIN');
    }
    default:
      throw unsupported(`EXPLAIN of ${statement.kind.toUpperCase().replaceAll('-', ' ')} is not supported`);
  }
}
