/** A data set's rows as an extract of Tableau's, made when somebody asks for it: https://tableau.github.io/hyper-db/docs/ */
import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { servicePython } from '../../platform/servicePython.ts';
import { currentExtract } from './extracts.ts';
import { runtimeFile } from './runtimeFile.ts';

const run = promisify(execFile);

/**
 * Writes `<ingestion>.hyper` beside the Parquet file of the last import.
 * @returns its absolute path
 * @throws AppError `not-found` where the data set has no rows yet, `failed` with the words of Tableau's library
 */
export async function writeHyper(ctx: Ctx, dataSet: string, signal: AbortSignal): Promise<string> {
  const source = await currentExtract(ctx, dataSet);
  const target = source.replace(/\.parquet$/, '.hyper');
  const beside = `${target}.${process.pid}.part.hyper`;
  const python = await servicePython(ctx, 'hyper', runtimeFile('requirements.txt'), signal);
  try {
    await run(python, [runtimeFile('write_hyper.py'), source, beside], { signal });
    await rename(beside, target);
    return target;
  } catch (error) {
    signal.throwIfAborted();
    const { stderr } = error as { readonly stderr?: string };
    const said = stderr
      ?.trim()
      .split('\n')
      .findLast((line) => /Exception|Error/.test(line));
    throw new AppError('failed', t('The Hyper extract could not be written: {0}', said ?? String(error)), {
      cause: error,
    });
  } finally {
    await rm(beside, { force: true });
  }
}
