/** What dbt's actions do; they are listed in dbtActions.ts. */
import { readFile } from 'node:fs/promises';
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { expressionOf, failingRowsSql } from './failingRows.ts';
import { fileOf, readManifest } from './manifest.ts';
import { projectAt } from './projects.ts';
import { type Around, selectorOf } from './selection.ts';
import { runnableRoot, runRef, runToEnd, startRun } from './startRun.ts';
import { parsedProject, parseProject } from './tree.ts';

/** Rows of a preview that are asked of the warehouse. */
export const previewRows = 500;

export interface CommandOptions {
  readonly around?: Around;
  readonly extra?: readonly string[];
}

/** Starts a command over what a node of the tree stands for. */
export async function runOn(
  ctx: Ctx,
  target: NodeAddress,
  command: readonly string[],
  { around = 'alone', extra = [] }: CommandOptions,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const root = runnableRoot(ctx);
  const project = await projectAt(root, target.path[0] ?? '.');
  const selector = selectorOf(target, await readManifest(root, project), around);
  const args = [...command, ...(selector === undefined ? [] : ['--select', selector]), ...extra];
  const { id } = await startRun(ctx, { project, args }, signal);
  return { kind: 'run', run: runRef(project.path, id) };
}

/** The first rows of a model, seed, snapshot or source, or those that a test fails on. */
export async function preview(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const { manifest } = await parsedProject(ctx, target.path[0] ?? '.', signal);
  const node = manifest.nodes.get(target.path[1] ?? '');
  if (!node) throw new AppError('not-found', t('The dbt project has no {0}.', target.path[1] ?? ''));
  // Seeds, snapshots and sources have no SQL of their own.
  const bare = ['seed', 'snapshot', 'source'].includes(node.type);
  const sql = bare
    ? `select * from {{ ${expressionOf(node)} }}`
    : failingRowsSql(node, manifest.nodes.get(node.tested ?? ''));
  // All that an incremental model stands for, as a part of it is shown too; what is only new is often nothing.
  const whole = node.materialized === 'incremental' ? ['--full-refresh'] : [];
  const own = ['--select', selectorOf(target, manifest, 'alone') ?? '', '--indirect-selection', 'empty', ...whole];
  const what = sql === undefined ? own : ['--inline', sql];
  return await showRows(ctx, target, what, node.name, signal);
}

/** The rows of SQL in the project's own language, such as a part of a model. */
export async function previewSql(
  ctx: Ctx,
  target: NodeAddress,
  sql: string,
  title: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  return await showRows(ctx, target, ['--inline', sql], title, signal);
}

async function showRows(
  ctx: Ctx,
  target: NodeAddress,
  what: readonly string[],
  title: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const root = runnableRoot(ctx);
  const project = await projectAt(root, target.path[0] ?? '.');
  const args = ['show', ...what, '--limit', String(previewRows)];
  const { id } = await startRun(ctx, { project, args, purpose: 'query', title }, signal);
  return { kind: 'relation', relation: { kind: 'query', title, run: runRef(project.path, id) } };
}

/** The SQL that a node becomes. @throws AppError `failed` in dbt's words when it does not compile */
export async function compiledSql(
  ctx: Ctx,
  target: NodeAddress,
  signal: AbortSignal,
): Promise<{ readonly title: string; readonly text: string }> {
  const { project, manifest } = await parsedProject(ctx, target.path[0] ?? '.', signal);
  const selector = selectorOf(target, manifest, 'alone') ?? '';
  const args = ['compile', '--select', selector, '--indirect-selection', 'empty'];
  const { compiled } = await runToEnd(ctx, { project, args }, signal);
  if (!compiled) throw new AppError('not-found', t('{0} has no compiled SQL.', selector));
  return { title: `${target.path[1]?.split('.').at(-1) ?? 'compiled'}.compiled.sql`, text: `${compiled.trim()}\n` };
}

/** The file that a node is written in. @throws AppError `not-found` */
export async function openFile(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const { project, manifest } = await parsedProject(ctx, target.path[0] ?? '.', signal);
  const id = target.path[1] ?? '';
  const found = manifest.nodes.get(id) ?? manifest.macros.get(id);
  if (!found) throw new AppError('not-found', t('The dbt project has no {0}.', id));
  const file = fileOf(project, manifest, found);
  return { kind: 'file', file, line: await lineOf(file, found.name.split('.').at(-1) ?? '') };
}

/** The line of a YAML file on which a name is given; the first for SQL. */
async function lineOf(file: string, name: string): Promise<number> {
  if (!/\.ya?ml$/.test(file)) return 1;
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const at = lines.findIndex((line) =>
    new RegExp(`\\bname:\\s*['"]?${name.replace(/\W/g, '\\$&')}['"]?\\s*$`).test(line),
  );
  return at < 0 ? 1 : at + 1;
}

/** Reads the project's files anew. */
export async function reparse(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const project = await projectAt(runnableRoot(ctx), target.path[0] ?? '.');
  await parseProject(ctx, project, signal);
  return { kind: 'done', message: t('{0} was parsed.', project.name) };
}

/** The names that a selection stands for. */
export async function listSelected(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const root = runnableRoot(ctx);
  const project = await projectAt(root, target.path[0] ?? '.');
  const selector = selectorOf(target, await readManifest(root, project), 'both');
  const args = ['list', ...(selector === undefined ? [] : ['--select', selector])];
  const { output = '' } = await runToEnd(ctx, { project, args }, signal);
  return { kind: 'document', title: `${project.name}.txt`, language: 'plaintext', text: `${output}\n` };
}

/** Goes on with what failed or was skipped in the last command, which dbt remembers in the target folder. */
export async function retry(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const project = await projectAt(runnableRoot(ctx), target.path[0] ?? '.');
  const { id } = await startRun(ctx, { project, args: ['retry'] }, signal);
  return { kind: 'run', run: runRef(project.path, id) };
}

/** Where a column of a node comes from and goes to. @throws AppError `not-found` naming the columns that there are */
export async function showColumn(
  ctx: Ctx,
  target: NodeAddress,
  column: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const { columnLineage } = await import('./lineage/readLineage.ts');
  const project = await projectAt(runnableRoot(ctx), target.path[0] ?? '.');
  const graph = await columnLineage(ctx, project, target.path[1] ?? '', column, signal);
  return { kind: 'columns', of: target, column: graph.start.column, graph };
}

/** The columns of a node, as far as they are known. */
export async function columnNames(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<readonly string[]> {
  const { freshLineage } = await import('./lineage/readLineage.ts');
  const project = await projectAt(runnableRoot(ctx), target.path[0] ?? '.');
  const lineage = await freshLineage(ctx, project, target.path[1] ?? '', signal);
  return lineage.rowsOf(target.path[1] ?? '').columns.map(({ name }) => name);
}
