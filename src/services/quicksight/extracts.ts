/** The rows of a data set where they are files of this machine: the local endpoint's extracts. */
import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { quoteText } from '../../core/sqlQuoting.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { latestExtract } from '../../platform/workspace/localExtract.ts';

/** The file of its last whole import, absolute. @throws AppError `not-found` where the data set has no rows yet */
export async function currentExtract(ctx: Ctx, dataSet: string): Promise<string> {
  const missing = (cause?: unknown) =>
    new AppError('not-found', t('The data set {0} has no rows yet.', dataSet), {
      cause,
      hint: t('Refresh its data first.'),
    });
  const { root } = ctx.workspace;
  if (root === undefined) throw missing();
  return await latestExtract(root, ctx.connection.region, dataSet).catch((error: unknown) => {
    throw missing(error);
  });
}

/** @throws AppError `not-found` where the data set has no rows yet */
export async function previewExtract(ctx: Ctx, dataSet: string): Promise<RelationSource> {
  const sql = `SELECT * FROM read_parquet(${quoteText(await currentExtract(ctx, dataSet))})`;
  return { kind: 'statement', title: dataSet, sql };
}
