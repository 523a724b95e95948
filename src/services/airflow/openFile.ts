import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { localDagFile } from '../../platform/workspace/airflow/dagFolders.ts';
import { readDags } from '../../platform/workspace/airflow/readDags.ts';
import type { ImportError } from './client/model.ts';
import { clientOf } from './clientOf.ts';
import { placeInFile } from './fileTree.ts';
import { environmentKey } from './place.ts';

/** The file of a DAG or task in this workspace, at its line, or where an import failed. */
export async function openFile(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  if (target.kind === 'airflow.file-dag' || target.kind === 'airflow.file-task') {
    return { kind: 'file', ...(await placeInFile(ctx, target, signal)) };
  }
  const client = await clientOf(ctx, environmentKey(target), signal);
  const [, id = '', ...more] = target.path;
  if (target.kind === 'airflow.import-error') {
    const { items } = await client.importErrors({ limit: 100 }, signal);
    const error = items.find((each) => each.id === id);
    const file = error && (await localDagFile(ctx, error));
    if (!file) throw notHere(error?.file ?? id);
    return { kind: 'file', file, line: lineOfError(error) };
  }
  const dag = await client.dag(id, signal);
  const file = await localDagFile(ctx, dag);
  if (!file) throw notHere(dag.relativeFile ?? dag.file);
  const task = target.kind === 'airflow.task-instance' ? more[1] : more[0];
  const [read] = await readDags([file], signal);
  const declared = read?.dags.find((each) => each.id === id);
  return { kind: 'file', file, line: declared?.tasks.find((each) => each.id === task)?.line ?? declared?.line ?? 1 };
}

/** Of the last frame that is the file's own, or of a fault in its syntax; counted from 1. */
export function lineOfError({ file, trace }: Pick<ImportError, 'file' | 'trace'>): number {
  const name = file.split('/').at(-1) ?? file;
  const frames = [...trace.matchAll(/File "([^"]+)", line (\d+)/g)].filter(([, named = '']) => named.endsWith(name));
  return Number(frames.at(-1)?.[2] ?? 1);
}

function notHere(file: string): AppError {
  return new AppError('not-found', t('This workspace has no {0} among its DAGs.', file), {
    hint: t('airflow.dags of strata.yaml says which folder they are in.'),
  });
}
