/** dbt's documentation of a project, in the workbench's own target folder: the user's own is left as it was. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import type { DbtProject } from '../projects.ts';
import { ownTarget } from '../runFolder.ts';
import { type DbtCtx, runnableRoot, runToEnd } from '../startRun.ts';
import type { DocsParts } from './docsPage.ts';

/**
 * Writes the documentation anew and reads it.
 * @throws AppError `untrusted-workspace`, or `failed` in dbt's words when it cannot be made
 */
export async function makeDocs(ctx: DbtCtx, project: DbtProject, signal: AbortSignal): Promise<DocsParts> {
  await runToEnd(ctx, { project, args: ['docs', 'generate'] }, signal);
  return await readDocs(ctx, project);
}

/** What was written last. @throws AppError `untrusted-workspace`, `not-found` when there is none */
export async function readDocs(ctx: DbtCtx, project: DbtProject): Promise<DocsParts> {
  const folder = ownTarget(runnableRoot(ctx), project.path);
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  try {
    const [index, manifest, catalog] = await Promise.all([
      read('index.html'),
      read('manifest.json'),
      read('catalog.json'),
    ]);
    // They go into a script, where anything but JSON would be one.
    for (const text of [manifest, catalog]) JSON.parse(text);
    return { index, manifest, catalog };
  } catch (error) {
    throw new AppError('not-found', t('There is no documentation of {0} yet.', project.name), { cause: error });
  }
}
