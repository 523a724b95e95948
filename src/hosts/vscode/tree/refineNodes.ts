import type { Node } from '../../../core/node.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Row } from './rows.ts';

/** AWS throttles reads by the second, so that few are under way at once, and only for rows that can be on screen. */
const atOnce = 4;
const most = 60;

/** Rows whose service can say more of them, each as its answer comes. A row that cannot be refined stays as it is. */
export async function* refineNodes(
  ctx: Ctx,
  rows: readonly Row[],
  signal: AbortSignal,
): AsyncGenerator<{ row: Row; node: Node }> {
  const { serviceOf } = await import('../../../services/index.ts');
  const todo = rows.slice(0, most).flatMap((row) => {
    const refine = row.kind === 'node' ? serviceOf(row.node.kind)?.refine?.[row.node.kind] : undefined;
    return refine && row.kind === 'node' ? [{ row, node: row.node, refine }] : [];
  });
  for (let i = 0; i < todo.length; i += atOnce) {
    signal.throwIfAborted();
    const answers = await Promise.allSettled(
      todo.slice(i, i + atOnce).map(async ({ row, node, refine }) => ({ row, node: await refine(ctx, node, signal) })),
    );
    for (const answer of answers) {
      if (answer.status === 'fulfilled') yield answer.value;
      else ctx.log.debug(`a row was not refined: ${String(answer.reason)}`);
    }
  }
}
