import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { updateRelation } from '../catalog/changeCatalog.ts';
import { literal } from '../databases/duckDb.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { requireRelation, requireSchema } from './names.ts';
import { requireColumn } from './tables/attributes.ts';

type Comment = Extract<RedshiftStatement, { readonly kind: 'comment' }>;

/** https://docs.aws.amazon.com/redshift/latest/dg/r_COMMENT.html */
export async function comment(ctx: StatementCtx, statement: Comment): Promise<Done> {
  const strata = `${quoteName(ctx.database)}.strata`;
  const text = literal(statement.text);
  switch (statement.on) {
    case 'table':
    case 'view': {
      const { oid } = await requireRelation(ctx, statement.name);
      await updateRelation(ctx.connection, ctx.database, oid, { comment: statement.text ?? null });
      break;
    }
    case 'column': {
      const { oid, columns } = await requireRelation(ctx, statement.name);
      const { name } = requireColumn(columns, statement.column ?? '');
      const where = `relation = ${oid} AND name = ${literal(name)}`;
      await ctx.connection.run(`UPDATE ${strata}.columns SET comment = ${text} WHERE ${where}`);
      break;
    }
    case 'schema': {
      const { oid } = await requireSchema(ctx, statement.name.name);
      await ctx.connection.run(`UPDATE ${strata}.schemas SET comment = ${text} WHERE oid = ${oid}`);
      break;
    }
    default:
      // Databases, constraints and functions have no place in the catalog that a tool would read it from.
      ctx.notice(`comments on a ${statement.on} are not kept by the local warehouse`);
  }
  return done('COMMENT');
}
