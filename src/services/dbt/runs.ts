/** Runs of dbt as everyone's: read from their folders, so that each window and command sees the same. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch, LogEvent } from '../../core/logEvent.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunGraph, type RunId, type RunRef, type Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { RunResult } from '../../platform/service.ts';
import { commandOf, optionOf } from './dbtCommand.ts';
import { type DbtEvent, eventReader } from './events.ts';
import { readManifest } from './manifest.ts';
import { projectAt } from './projects.ts';
import { askToStop, isResident } from './resident.ts';
import { type DbtRunRecord, readRun, runFolder, runIds } from './runFolder.ts';
import { runGraph } from './runGraph.ts';
import { RunSteps } from './runSteps.ts';
import { runnableRoot, runRef, startRun } from './startRun.ts';

const logPauseMs = 150;

function rootOf(ctx: Ctx): string {
  const { root } = ctx.workspace;
  if (!root) throw new AppError('not-found', t('Open the folder of a dbt project first.'));
  return root;
}

/** Newest first; what the workbench asked by itself is left out. */
export async function listRuns(ctx: Ctx, request: PageRequest & { readonly of?: NodeAddress }): Promise<Page<Run>> {
  const { root } = ctx.workspace;
  if (!root) return { items: [] };
  const ids = await runIds(root);
  const runs: Run[] = [];
  for (const id of request.token ? ids.filter((each) => each < (request.token ?? '')) : ids) {
    const record = await readRun(root, id).catch(() => undefined);
    if (record?.purpose !== 'command') continue;
    if (request.of && request.of.path[0] !== record.project) continue;
    runs.push(await toRun(root, record));
    if (runs.length === request.limit) return pageOf(runs, id);
  }
  return { items: runs };
}

/** @throws AppError `not-found` */
export async function describeRun(ctx: Ctx, ref: RunRef): Promise<Run> {
  const root = rootOf(ctx);
  return await toRun(root, await readRun(root, ref.id));
}

async function toRun(root: string, record: DbtRunRecord): Promise<Run> {
  const state = (await isLost(root, record)) ? 'interrupted' : record.state;
  const facts = [
    { label: t('Project'), value: record.projectName },
    { label: t('Target'), value: [record.target, record.adapter].filter(Boolean).join(' · ') },
    { label: t('Command'), value: `dbt ${record.args.join(' ')}` },
  ].filter(({ value }) => value !== '');
  return {
    ref: runRef(record.project, record.id as RunId),
    title: record.title,
    state,
    stateLabel: state.toUpperCase(),
    engine: record.engine,
    facts,
    startedAt: record.startedAt ?? record.queuedAt,
    redrivable: state === 'failed' && retryable.has(commandOf(record.args) ?? ''),
    ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
    ...(record.error === undefined ? {} : { error: { message: record.error } }),
    ...(record.compiled ? { output: JSON.stringify({ sql: record.compiled }, undefined, 2) } : {}),
  };
}

/** What `dbt retry` goes on with. https://docs.getdbt.com/reference/commands/retry */
const retryable = new Set(['build', 'run', 'test', 'seed', 'snapshot', 'compile', 'docs generate', 'run-operation']);

/** Whether a run that is not over has lost its process: then nobody will say how it ended. */
async function isLost(root: string, record: DbtRunRecord): Promise<boolean> {
  if (isFinal(record.state) || Date.now() - record.queuedAt < 5000) return false;
  if (await isResident(root, record.resident)) return false;
  // It may have ended, and told so, in this very moment.
  return !isFinal((await readRun(root, record.id)).state);
}

/** The nodes that ran or run. */
export async function runSteps(ctx: Ctx, ref: RunRef): Promise<readonly Step[]> {
  return await followSteps(ctx, ref)();
}

/** Reads only what was written since it was asked before. */
export function followSteps(ctx: Ctx, ref: RunRef): () => Promise<readonly Step[]> {
  const root = rootOf(ctx);
  const next = eventReader(runFolder(root, ref.id));
  const steps = new RunSteps();
  return async () => {
    const over = isFinal((await describeRun(ctx, ref)).state);
    for (let more = await next(); more.length > 0; more = await next()) steps.add(more);
    return steps.steps(over);
  };
}

/** The nodes of the run as the project joins them; undefined until some have begun. */
export async function graphOf(ctx: Ctx, ref: RunRef): Promise<RunGraph | undefined> {
  const root = rootOf(ctx);
  const project = await projectAt(root, ref.of.path[0] ?? '.');
  const manifest = await readManifest(root, project);
  return manifest && runGraph(manifest, await runSteps(ctx, ref));
}

/** What dbt says, without the statements that it says at debug level. */
export async function* runLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const next = eventReader(runFolder(rootOf(ctx), ref.id));
  for (;;) {
    const over = isFinal((await describeRun(ctx, ref)).state);
    for (let more = await next(); more.length > 0; more = await next()) {
      const lines = more.flatMap(toLine);
      if (lines.length > 0) yield lines;
    }
    if (over) return;
    await sleep(logPauseMs, undefined, { signal });
  }
}

/** An event as a line of a log; nothing for one that only tells of a node's beginning or end. */
export function toLine({ at, name, level, message, node }: DbtEvent): LogEvent[] {
  if (level === 'test' || name === 'NodeStart' || name === 'NodeFinished') return [];
  const stream = node ? (node.node_name ?? node.unique_id) : 'dbt';
  // Templates leave blank lines, and dbt puts a comment about itself before each statement.
  const text = name === 'SQLQuery' ? message.replace(/\/\* \{.*?\} \*\//, '').replace(/\n(\s*\n)+/g, '\n') : message;
  return [{ timestamp: at, message: text.trimEnd(), stream, level }];
}

/** Asks dbt to cancel its statements. @throws AppError `conflict` when no process knows the run any more */
export async function stopRun(ctx: Ctx, ref: RunRef): Promise<void> {
  const root = rootOf(ctx);
  const record = await readRun(root, ref.id);
  if (isFinal(record.state)) throw new AppError('conflict', t('The run is over.'));
  if (await askToStop(root, record.resident, runFolder(root, ref.id))) return;
  throw new AppError('conflict', t('The process of this run is gone.'));
}

/** The same command again. */
export async function rerun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const root = runnableRoot(ctx);
  const { project, args, purpose, title } = await readRun(root, ref.id);
  const { id } = await startRun(ctx, { project: await projectAt(root, project), args, purpose, title }, signal);
  return runRef(project, id);
}

/** What failed and was skipped, again, as a run of its own. */
export async function retryRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const root = runnableRoot(ctx);
  const { project, args, title } = await readRun(root, ref.id);
  const target = optionOf(args, '--target', '-t');
  // What this run left, whatever ran since then.
  const again = ['retry', '--state', runFolder(root, ref.id), ...(target ? ['--target', target] : [])];
  const invocation = { project: await projectAt(root, project), args: again, title: t('Retry of {0}', title) };
  const { id } = await startRun(ctx, invocation, signal);
  return runRef(project, id);
}

/** Where the rows of a preview lie. */
export async function runResult(ctx: Ctx, ref: RunRef): Promise<RunResult> {
  const root = rootOf(ctx);
  const { columns } = await readRun(root, ref.id);
  if (!columns) throw new AppError('not-found', t('This dbt command gives no rows.'));
  return { kind: 'file', file: path.join(runFolder(root, ref.id), 'rows.csv'), columns };
}
