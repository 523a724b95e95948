import type { RelationSource } from '../../../core/action.ts';
import { confirm } from '../commands/confirm.ts';
import { titleOf } from '../commands/titleOf.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';

export interface StatementRequest {
  readonly sql: string;
  readonly database: string | undefined;
  readonly workgroup: string | undefined;
}

/**
 * Starts a statement on Athena over the connection in use, and asks first where it may delete something; the rows to
 * show, or undefined when the user says no.
 * @throws AppError when the connection does not allow it or Athena refuses it
 */
export async function startStatement(
  workbench: Workbench,
  input: StatementRequest,
): Promise<(RelationSource & { readonly kind: 'query' }) | undefined> {
  const { actionWithId } = await import('../../../services/index.ts');
  const { effectWith, invokeAction } = await import('../../../platform/invokeAction.ts');
  const action = actionWithId('athena.execute');
  if (!action) throw new Error('Athena has no such action.');
  const ctx = await workbench.connections.ctx(new AbortController().signal);
  const confirmation = await confirm(action, effectWith(action, input), ctx.connection, input.sql.slice(0, 200));
  if (!confirmation) return undefined;
  const target = { kind: 'none.none', path: [] } as const;
  const outcome = await withProgress(titleOf(action), (signal) =>
    invokeAction(action, ctx, { target, input, ...confirmation }, signal),
  );
  return outcome.kind === 'relation' && outcome.relation.kind === 'query' ? outcome.relation : undefined;
}
