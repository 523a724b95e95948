/** DAGs as their files declare them, read by Python's own parser without running any of it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import { findPython } from '../../../runtimes/findPython.ts';

const taskSchema = z.object({
  id: z.string(),
  /** The class, or the decorator: `BashOperator`, `@task.branch`. */
  operator: z.string(),
  /** Counted from 1. */
  line: z.number(),
  /** Values that are literals; `{expression: text}` for what only a run of the file would tell. */
  args: z.record(z.string(), z.unknown()),
  mapped: z.boolean(),
  upstream: z.array(z.string()),
});

const fileSchema = z.object({
  /** Absolute. */
  file: z.string(),
  dags: z.array(
    z.object({
      id: z.string(),
      line: z.number(),
      /** `schedule`, `tags`, `description`…, as far as the file says them. */
      facts: z.record(z.string(), z.unknown()),
      tasks: z.array(taskSchema),
    }),
  ),
  /** It is no Python. */
  fault: z.object({ line: z.number(), message: z.string() }).optional(),
});

export type DagFile = z.infer<typeof fileSchema>;
export type DagInFile = DagFile['dags'][number];
export type TaskInFile = z.infer<typeof taskSchema>;

/**
 * @param files absolute
 * @throws AppError `runtime-missing` when there is no Python, `failed` with what it said
 */
export async function readDags(files: readonly string[], signal: AbortSignal): Promise<readonly DagFile[]> {
  if (files.length === 0) return [];
  const python = await findPython(signal);
  const child = spawn(python.file, ['-m', 'dag_reader'], {
    // Nothing of the user's own environment is imported.
    env: { ...process.env, PYTHONPATH: readerFolder(), PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
    stdio: 'pipe',
    windowsHide: true,
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(files));
  const [code, answer, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code === 0) return z.array(fileSchema).parse(JSON.parse(answer));
  throw new AppError('failed', t('The DAG files could not be read: {0}', said.trim().split('\n').at(-1) ?? ''));
}

/** What one says of a DAG's schedule; empty for none, or one that only a run of the file would tell. */
export function scheduleIn({ facts }: DagInFile): string {
  const schedule = facts.schedule ?? facts.schedule_interval;
  return typeof schedule === 'string' ? schedule : '';
}

/** Beside the sources, or beside the bundle. */
function readerFolder(): string {
  const beside = path.join(import.meta.dirname, '../runtime');
  return existsSync(path.join(beside, 'dag_reader')) ? beside : path.join(import.meta.dirname, 'runtime', 'workspace');
}
