/** Airflows that strata.yaml names by their URLs. */
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { pipelineFolders } from '../../platform/workspace/pipelineFolders.ts';

export interface OwnAirflow {
  /** The pipeline's. */
  readonly name: string;
  readonly url: string;
  /** The strata.yaml that names it. */
  readonly file: string;
}

/** Nothing of an untrusted workspace is used. */
export async function ownAirflows(ctx: Ctx): Promise<readonly OwnAirflow[]> {
  const { root, trusted } = ctx.workspace;
  if (!root || !trusted) return [];
  const found: OwnAirflow[] = [];
  for (const { folder, file, declared } of await pipelineFolders(root, ({ message }) => ctx.log.warn(message))) {
    const url = declared.airflow?.url;
    if (url !== undefined) found.push({ name: path.basename(folder), url, file });
  }
  return found;
}

/** @throws AppError `not-found` */
export async function ownAirflow(ctx: Ctx, name: string): Promise<OwnAirflow> {
  const all = await ownAirflows(ctx);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  throw new AppError('not-found', t('No strata.yaml names an Airflow {0}.', name), {
    hint: t('strata.yaml may name it: airflow: {0}', '{url: https://airflow.example.com}'),
  });
}
