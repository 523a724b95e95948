import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Ctx } from '../../ctx.ts';
import { type PipelineFolder, pipelineFolders } from '../pipelineFolders.ts';

/** A folder of DAGs, as Airflow's own machine has one. */
export interface DagFolder {
  readonly pipeline: PipelineFolder;
  /** Absolute. */
  readonly folder: string;
}

/** Where DAGs lie when strata.yaml does not say. */
const usual = ['airflow_dags/dags', 'dags'];

/** The folders of DAGs that pipelines of the workspace have. */
export async function dagFolders(ctx: Pick<Ctx, 'workspace' | 'log'>): Promise<readonly DagFolder[]> {
  const { root } = ctx.workspace;
  if (!root) return [];
  const found: DagFolder[] = [];
  for (const pipeline of await pipelineFolders(root, ({ message }) => ctx.log.warn(message))) {
    const named = pipeline.declared.airflow?.dags;
    for (const each of named === undefined ? usual : [named]) {
      const folder = path.join(pipeline.folder, each);
      const is = await stat(folder).then(
        (it) => it.isDirectory(),
        () => false,
      );
      if (!is) continue;
      found.push({ pipeline, folder });
      break;
    }
  }
  return found;
}

/** The Python files of a folder of DAGs that may declare some, as Airflow looks for them: absolute. */
export async function dagFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob('**/*.py', { cwd: folder })) {
    if (!/(^|[/\\])(\.|__pycache__)/.test(file)) files.push(path.join(folder, file));
  }
  return files.sort();
}

/** The file of this workspace that Airflow names from its folder of DAGs, or by its own machine's path. */
export async function localDagFile(
  ctx: Pick<Ctx, 'workspace' | 'log'>,
  named: { readonly file: string; readonly relativeFile?: string },
): Promise<string | undefined> {
  for (const { folder } of await dagFolders(ctx)) {
    const parts = (named.relativeFile ?? named.file).split('/').filter(Boolean);
    // Its folder there may be called anything: the longest end of the path that is here counts.
    for (let from = 0; from < parts.length; from++) {
      const file = path.join(folder, ...parts.slice(from));
      const inside = !path.relative(folder, file).startsWith('..');
      if (inside && (await stat(file).then(Boolean, () => false))) return file;
    }
  }
  return undefined;
}
