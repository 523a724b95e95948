import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { relationSql } from '../../core/cube/relationSql.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { dbtProjectOf } from '../../platform/workspace/dbtCubes.ts';
import { placeOfCube } from './declaredCubes.ts';
import { sqlSourceOf } from './openCube.ts';
import type { Peers } from './peers.ts';

/**
 * Brings a cube up to date: refreshes the materialized view that it is, or has dbt build its model.
 * @throws AppError `unsupported` for a plain table, which whoever writes it brings up to date
 */
export async function refreshCube(
  ctx: Ctx,
  peers: Peers,
  cube: DeclaredCube,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  switch (cube.refresh.kind) {
    case 'materialized-view': {
      const place = await placeOfCube(ctx, cube, signal);
      await using session = await sqlSourceOf(peers, cube).open(ctx, place, signal);
      ctx.report(t('Refreshing {0}…', cube.title));
      await session.query(`REFRESH MATERIALIZED VIEW ${relationSql(cube.relation)}`, 1, signal);
      return { kind: 'done', message: t('{0} is up to date.', cube.title) };
    }
    case 'dbt':
      return await runModel(ctx, peers, cube.refresh.model, signal);
    case 'none':
      throw new AppError('unsupported', t('The cube {0} says of no way to refresh it.', cube.name), {
        hint: t('strata.yaml may say: refresh: materialized-view, or refresh: {dbt: MODEL}'),
      });
  }
}

/** As a click on the model in its project's tree would, so that the run is one of dbt's own. */
async function runModel(ctx: Ctx, peers: Peers, model: string, signal: AbortSignal): Promise<ActionOutcome> {
  const { root } = ctx.workspace;
  const project = root === undefined ? undefined : await dbtProjectOf(root, model);
  if (project === undefined) {
    throw new AppError('not-found', t('No dbt project of this workspace has a model {0}.', model));
  }
  const run = peers('dbt')?.actions.find(({ id }) => id === 'dbt.runWithOptions');
  if (!run?.input) throw new AppError('unsupported', t('dbt cannot be run here.'));
  const input = run.input.parse({ command: 'run', select: model });
  return await run.do(ctx, { kind: 'dbt.project', path: [project] }, input, signal);
}
