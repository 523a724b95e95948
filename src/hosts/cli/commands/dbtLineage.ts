import { AppError } from '../../../core/appError.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import type { DbtCtx } from '../../../services/dbt/startRun.ts';
import type { GlobalOptions } from '../cliContext.ts';
import { printJson } from '../output.ts';

/**
 * `dbt lineage MODEL.COLUMN`: what a column comes from, up to the sources, and what is made of it. A source's table is
 * written as `SOURCE.TABLE.COLUMN`.
 * @throws AppError `invalid-input` or `not-found`, saying what there is
 */
export async function printLineage(
  ctx: DbtCtx,
  project: DbtProject,
  args: readonly string[],
  options: GlobalOptions,
  signal: AbortSignal,
): Promise<void> {
  const [named = '', ...others] = args;
  const parts = named.split('.');
  const column = parts.pop() ?? '';
  if (parts.length === 0 || parts.length > 2 || column === '' || others.length > 0) {
    throw new AppError('invalid-input', 'Name one column: strata dbt lineage MODEL.COLUMN');
  }
  const { parsedProject } = await import('../../../services/dbt/tree.ts');
  const { findNode } = await import('../../../services/dbt/language/lookup.ts');
  const { columnLineage } = await import('../../../services/dbt/lineage/readLineage.ts');
  const { lineageText } = await import('../../../services/dbt/lineage/lineageText.ts');
  const { manifest } = await parsedProject(ctx, project.path, signal);
  const [first = '', second] = parts;
  const node = second === undefined ? findNode(manifest, first, undefined) : findNode(manifest, second, first);
  if (!node) {
    throw new AppError('not-found', `${project.name} has no model, seed, snapshot or source ${parts.join('.')}.`, {
      hint: 'strata dbt ls lists them.',
    });
  }
  const graph = await columnLineage(ctx, project, node.id, column, signal);
  if (options.json) printJson(graph);
  else process.stdout.write(lineageText(graph));
}
