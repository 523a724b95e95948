/** The rows of a data set where they are files of this machine: the local endpoint's extracts. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import { t } from '../../core/l10n.ts';
import { quoteText } from '../../core/sqlQuoting.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type ExtractRecord, extractFolder, extractRecord, latestName } from '../../runtimes/extractRecord.ts';

/** @throws AppError `not-found` where the data set has no rows yet */
export async function previewExtract(ctx: Ctx, dataSet: string): Promise<RelationSource> {
  const missing = (cause?: unknown) =>
    new AppError('not-found', t('The data set {0} has no rows yet.', dataSet), {
      cause,
      hint: t('Refresh its data first.'),
    });
  const { root } = ctx.workspace;
  if (root === undefined) throw missing();
  const folder = extractFolder(path.join(root, stateFolderName), ctx.connection.region, path.basename(dataSet));
  let latest: ExtractRecord;
  try {
    latest = extractRecord.parse(JSON.parse(await readFile(path.join(folder, latestName), 'utf8')));
  } catch (error) {
    throw missing(error);
  }
  const sql = `SELECT * FROM read_parquet(${quoteText(path.join(folder, latest.file))})`;
  return { kind: 'statement', title: dataSet, sql };
}
