import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RelationEntry } from '../catalog/entries.ts';
import { readRelations } from '../catalog/readCatalog.ts';
import { firstValue } from '../databases/duckDb.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';

/** What stands directly on a relation. */
export async function dependentsOf(ctx: StatementCtx, oid: number): Promise<RelationEntry[]> {
  const where = `r.oid IN (SELECT d.relation FROM ${quoteName(ctx.database)}.strata.dependencies d WHERE d.on_relation = ${oid})`;
  return await readRelations(ctx.connection, ctx.database, where, ctx.session.pid);
}

/** All that stands on relations, what stands on others first. */
export async function allDependents(ctx: StatementCtx, relations: readonly RelationEntry[]): Promise<RelationEntry[]> {
  const found = new Map<number, RelationEntry>();
  const visit = async (relation: RelationEntry) => {
    for (const dependent of await dependentsOf(ctx, relation.oid)) {
      if (found.has(dependent.oid)) continue;
      await visit(dependent);
      found.set(dependent.oid, dependent);
    }
  };
  for (const relation of relations) await visit(relation);
  return [...found.values()];
}

/** Those on a relation whose queries cannot be understood any more, as a column of it is gone. */
export async function brokenDependents(ctx: StatementCtx, relation: RelationEntry): Promise<RelationEntry[]> {
  const broken: RelationEntry[] = [];
  for (const dependent of await allDependents(ctx, [relation])) {
    const bound = await firstValue(
      ctx.connection,
      `SELECT bound FROM ${quoteName(ctx.database)}.strata.relations WHERE oid = ${dependent.oid}`,
    );
    const isUnderstood = await ctx.connection.run(`EXPLAIN ${bound}`).then(
      () => true,
      () => false,
    );
    if (bound !== undefined && !isUnderstood) broken.push(dependent);
  }
  return broken;
}

export const kindNames = {
  table: 'table',
  view: 'view',
  'late-binding-view': 'view',
  'materialized-view': 'materialized view',
} as const;

/** @throws SqlError 2BP01 when something stands on it */
export async function requireNoDependents(ctx: StatementCtx, relation: RelationEntry, change: string): Promise<void> {
  const [first] = await dependentsOf(ctx, relation.oid);
  if (first) throw dependentError(`cannot ${change}`, relation, [first]);
}

export function dependentError(what: string, relation: RelationEntry, dependents: readonly RelationEntry[]): SqlError {
  return new SqlError(sqlStates.dependentObjects, `${what} because other objects depend on it`, {
    detail: dependents
      .map(
        ({ kind, schema, name }) =>
          `${kindNames[kind]} ${schema}.${name} depends on ${kindNames[relation.kind]} ${relation.schema}.${relation.name}`,
      )
      .join('\n'),
    hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
  });
}
