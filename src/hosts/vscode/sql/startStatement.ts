import type { ActionOutcome, RelationSource } from '../../../core/action.ts';
import { confirm } from '../commands/confirm.ts';
import { titleOf } from '../commands/titleOf.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';
import type { StatementPlace } from './statementPlace.ts';

/**
 * Starts a statement over the connection in use, and asks first where it may delete something; the rows to show, or
 * undefined when the user says no.
 * @throws AppError when the connection does not allow it or the engine refuses it
 */
export async function startStatement(
  workbench: Workbench,
  { engine, ...place }: StatementPlace,
  sql: string,
): Promise<(RelationSource & { readonly kind: 'query' }) | undefined> {
  const outcome = await carryOut(workbench, `${engine}.execute`, { ...place, sql }, sql);
  return outcome?.kind === 'relation' && outcome.relation.kind === 'query' ? outcome.relation : undefined;
}

/** Starts statements in one transaction, on Redshift; the outcome is their run. Undefined when the user says no. */
export async function startScript(
  workbench: Workbench,
  { engine, ...place }: StatementPlace,
  statements: readonly string[],
): Promise<ActionOutcome | undefined> {
  return await carryOut(workbench, `${engine}.executeScript`, { ...place, statements }, statements.join('; '));
}

/** @param label what the user is asked about */
async function carryOut(workbench: Workbench, id: string, input: object, label: string) {
  const { actionWithId } = await import('../../../services/index.ts');
  const { effectWith, invokeAction } = await import('../../../platform/invokeAction.ts');
  const action = actionWithId(id);
  if (!action) throw new Error(`There is no action ${id}.`);
  const ctx = await workbench.connections.ctx(new AbortController().signal);
  const confirmation = await confirm(action, effectWith(action, input), ctx.connection, label.slice(0, 200));
  if (!confirmation) return undefined;
  const target = { kind: 'none.none', path: [] } as const;
  return await withProgress(titleOf(action), (signal) =>
    invokeAction(action, ctx, { target, input, ...confirmation }, signal),
  );
}
