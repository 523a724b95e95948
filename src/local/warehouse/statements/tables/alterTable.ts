import type { AlterTableAction } from '../../../engines/redshift/definitions.ts';
import type { RedshiftStatement } from '../../../engines/redshift/statement.ts';
import { replaceColumns, updateRelation } from '../../catalog/changeCatalog.ts';
import type { RelationEntry } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { alterExternalTable } from '../external/externalStatements.ts';
import { alreadyExists, requireRelation, requireSchema, takeName } from '../names.ts';
import { alterColumns } from './alterColumns.ts';
import { appendFrom } from './appendFrom.ts';
import { constraintEntry, detailsOf, withKeys } from './attributes.ts';

type AlterTable = Extract<RedshiftStatement, { readonly kind: 'alter-table' }>;

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
export async function alterTable(ctx: StatementCtx, { table, actions }: AlterTable): Promise<Done> {
  for (const action of actions) {
    if (await alterExternalTable(ctx, table, action)) continue;
    await ctx.lock(String((await requireRelation(ctx, table)).oid));
    // Whoever held it until now may have changed it.
    const relation = await requireRelation(ctx, table);
    await alter(ctx, relation, action);
  }
  return done('ALTER TABLE');
}

async function alter(ctx: StatementCtx, relation: RelationEntry, action: AlterTableAction): Promise<void> {
  switch (action.kind) {
    case 'add-column':
    case 'drop-column':
    case 'rename-column':
    case 'column-type':
    case 'column-encode':
      return await alterColumns(ctx, relation, action);
    case 'rename':
      return await rename(ctx, relation, action.to);
    case 'set-schema':
      return await setSchema(ctx, relation, action.schema);
    case 'owner':
      return await updateRelation(ctx.connection, ctx.database, relation.oid, { owner: action.owner });
    case 'attributes': {
      const columns = withKeys(relation.columns, action.attributes);
      const details = { ...relation.details, ...detailsOf(action.attributes, columns) };
      await replaceColumns(ctx.connection, ctx.database, relation.oid, columns);
      return await updateRelation(ctx.connection, ctx.database, relation.oid, { details: JSON.stringify(details) });
    }
    case 'add-constraint':
    case 'drop-constraint':
      return await alterConstraint(ctx, relation, action);
    case 'append':
      return await appendFrom(ctx, relation, action);
    default:
      throw unsupported(
        `ALTER TABLE … ${action.kind.toUpperCase().replaceAll('-', ' ')} works on external tables only`,
      );
  }
}

/** Views that stand on it follow it, as they know it by its number. */
async function rename(ctx: StatementCtx, relation: RelationEntry, to: string): Promise<void> {
  const schema = await requireSchema(ctx, relation.schema);
  if (await takeName(ctx, schema, to)) throw alreadyExists(to);
  ctx.session.vacated.add(relation.oid);
  await updateRelation(ctx.connection, ctx.database, relation.oid, { name: to });
}

async function setSchema(ctx: StatementCtx, relation: RelationEntry, name: string): Promise<void> {
  const schema = await requireSchema(ctx, name);
  if (await takeName(ctx, schema, relation.name)) throw alreadyExists(relation.name);
  ctx.session.vacated.add(relation.oid);
  await updateRelation(ctx.connection, ctx.database, relation.oid, { schema_oid: schema.oid });
}

async function alterConstraint(
  ctx: StatementCtx,
  relation: RelationEntry,
  action: Extract<AlterTableAction, { readonly kind: 'add-constraint' | 'drop-constraint' }>,
): Promise<void> {
  const before = relation.details.constraints ?? [];
  if (action.kind === 'drop-constraint' && !before.some(({ name }) => name === action.constraint)) {
    throw new SqlError(
      sqlStates.noObject,
      `constraint "${action.constraint}" of relation "${relation.name}" does not exist`,
    );
  }
  const constraints =
    action.kind === 'add-constraint'
      ? [...before, await constraintEntry(ctx, relation.name, relation.columns, action.constraint)]
      : before.filter(({ name }) => name !== action.constraint);
  const details = JSON.stringify({ ...relation.details, constraints });
  await updateRelation(ctx.connection, ctx.database, relation.oid, { details });
}
