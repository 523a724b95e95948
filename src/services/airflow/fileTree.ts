/** DAGs as the workspace's files declare them, for where there is no Airflow (yet) to ask. */
import path from 'node:path';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { dagFiles, dagFolders } from '../../platform/workspace/airflow/dagFolders.ts';
import { type DagInFile, readDags, scheduleIn } from '../../platform/workspace/airflow/readDags.ts';
import { inOrder } from './runSteps.ts';

interface FoundDag {
  readonly file: string;
  readonly dag: DagInFile;
}

async function foundDags(ctx: Ctx, signal: AbortSignal): Promise<readonly FoundDag[]> {
  if (!ctx.workspace.trusted) return [];
  const folders = await dagFolders(ctx);
  const files = (await Promise.all(folders.map(({ folder }) => dagFiles(folder)))).flat();
  return (await readDags(files, signal)).flatMap(({ file, dags }) => dags.map((dag) => ({ file, dag })));
}

/** The group of them, where a pipeline has a folder of DAGs. */
export async function filesNode(ctx: Ctx): Promise<Node | undefined> {
  if (!ctx.workspace.trusted || (await dagFolders(ctx)).length === 0) return undefined;
  return {
    kind: 'airflow.files',
    path: [],
    label: t('DAG files'),
    description: t('read from the files'),
    tooltip: t('What the files of this workspace declare, as far as their text says it: nothing of them is run.'),
    icon: 'folder-library',
    expandable: true,
  };
}

export async function listFileDags(ctx: Ctx, signal: AbortSignal): Promise<Page<Node>> {
  const { root = '' } = ctx.workspace;
  const nodes = (await foundDags(ctx, signal)).map(({ file, dag }): Node => {
    const relative = path.relative(root, file);
    const count = dag.tasks.length === 1 ? t('1 task') : t('{0} tasks', dag.tasks.length);
    return {
      kind: 'airflow.file-dag',
      path: [relative, dag.id],
      label: dag.id,
      description: [scheduleIn(dag), count].filter(Boolean).join(' · '),
      tooltip: [dag.id, String(dag.facts.description ?? ''), relative].filter(Boolean).join('\n'),
      icon: 'file-code',
      expandable: dag.tasks.length > 0,
    };
  });
  return pageOf(nodes.sort((a, b) => a.label.localeCompare(b.label)));
}

export async function listFileTasks(ctx: Ctx, parent: NodeAddress, signal: AbortSignal): Promise<Page<Node>> {
  const [relative = '', id = ''] = parent.path;
  const dag = await dagInFile(ctx, relative, id, signal);
  const tasks = dag?.tasks ?? [];
  const downstreamOf = (task: string) => tasks.filter((each) => each.upstream.includes(task)).map((each) => each.id);
  // As an Airflow's own tree has them: each behind all that lead to it.
  const order = inOrder(tasks.map((each) => ({ id: each.id, downstream: downstreamOf(each.id) })));
  const nodes = order
    .flatMap((each) => tasks.find(({ id: own }) => own === each) ?? [])
    .map(
      ({ id: task, operator, upstream, mapped }): Node => ({
        kind: 'airflow.file-task',
        path: [relative, id, task],
        label: task,
        description: [operator, mapped ? t('mapped') : ''].filter(Boolean).join(' · '),
        tooltip: [task, operator, upstream.length > 0 ? t('Upstream: {0}', upstream.join(', ')) : '']
          .filter(Boolean)
          .join('\n'),
        icon: 'symbol-event',
        expandable: false,
      }),
    );
  return pageOf(nodes);
}

/** Where a DAG or a task stands: absolute, its line counted from 1. */
export async function placeInFile(
  ctx: Ctx,
  { path: [relative = '', id = '', task] }: NodeAddress,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly line: number }> {
  const dag = await dagInFile(ctx, relative, id, signal);
  const line = dag?.tasks.find((each) => each.id === task)?.line ?? dag?.line ?? 1;
  return { file: path.join(ctx.workspace.root ?? '', relative), line };
}

async function dagInFile(ctx: Ctx, relative: string, id: string, signal: AbortSignal): Promise<DagInFile | undefined> {
  const { root, trusted } = ctx.workspace;
  if (!root || !trusted) return undefined;
  const [file] = await readDags([path.join(root, relative)], signal);
  return file?.dags.find((dag) => dag.id === id);
}
