/** Tasks at work: DMS keeps the newest start of a task only, so that a task has one run, under the task's ARN. */
import type { ReplicationTask } from '@aws-sdk/client-database-migration-service';
import { AppError } from '../../core/appError.ts';
import { formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { NodeAddress } from '../../core/node.ts';
import { allPages, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef, type Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { tailLogs } from '../../platform/logs/tailLogs.ts';
import { describeEndpoint, describeInstance, describeTask, listTasks } from './dmsApi.ts';
import { migrationTypeText } from './nodes.ts';
import { listTables, tableStep } from './tables.ts';
import { failureOf, hasStarted, runStateOf, stateLabelOf } from './taskState.ts';

export function taskRef(task: Pick<ReplicationTask, 'ReplicationTaskArn' | 'ReplicationTaskIdentifier'>): RunRef {
  const { ReplicationTaskArn: arn = '', ReplicationTaskIdentifier: id = '' } = task;
  return { service: 'dms', id: arn as RunId, of: { kind: 'dms.task', path: [id] } };
}

const taskIdOf = (ref: RunRef) => ref.of.path[0] ?? '';

/** Tasks that have been started, the newest start first. */
export async function listRuns(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  const page = request.of
    ? { items: [await describeTask(ctx, request.of.path[0] ?? '', signal)] }
    : await listTasks(ctx, request, signal);
  const runs = page.items.filter(hasStarted).map((task) => toRun(ctx, task));
  return pageOf(
    runs.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)),
    page.next,
  );
}

/** @throws AppError `not-found` when there is no such task any more */
export async function describeRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  const task = await describeTask(ctx, taskIdOf(ref), signal);
  if (!ref.id.startsWith('arn:') || task.ReplicationTaskArn === ref.id) return toRun(ctx, task);
  throw new AppError('not-found', t('The replication task {0} is another one now.', taskIdOf(ref)));
}

export function toRun(ctx: Ctx, task: ReplicationTask): Run {
  const stats = task.ReplicationTaskStats;
  const state = runStateOf(task);
  const started = stats?.StartDate ?? task.ReplicationTaskStartDate;
  const failure = failureOf(task);
  const whole = task.MigrationType !== 'cdc';
  const facts = [
    { label: t('Migration'), value: migrationTypeText(task.MigrationType) },
    { label: t('Full load'), value: whole ? `${stats?.FullLoadProgressPercent ?? 0} %` : '' },
    { label: t('Load took'), value: loadTime(task) },
    { label: t('Tables loaded'), value: whole ? String(stats?.TablesLoaded ?? 0) : '' },
    { label: t('Tables loading'), value: nonZero(stats?.TablesLoading) },
    { label: t('Tables queued'), value: nonZero(stats?.TablesQueued) },
    { label: t('Tables in error'), value: nonZero(stats?.TablesErrored) },
    { label: t('Stop reason'), value: task.StopReason?.replace(/^Stop Reason /, '') ?? '' },
  ].filter(({ value }) => value !== '');
  return {
    ref: taskRef(task),
    title: task.ReplicationTaskIdentifier ?? '',
    state,
    stateLabel: stateLabelOf(task),
    engine: ctx.connection.kind === 'local' ? t('Local DMS') : 'DMS',
    facts,
    redrivable: isFinal(state) && state !== 'succeeded' && hasStarted(task),
    ...(started ? { startedAt: started.getTime() } : {}),
    ...(isFinal(state) && stats?.StopDate ? { endedAt: stats.StopDate.getTime() } : {}),
    ...(failure === undefined ? {} : { error: { message: failure } }),
  };
}

const nonZero = (value: number | undefined) => (value ? String(value) : '');

function loadTime({ ReplicationTaskStats: stats }: ReplicationTask): string {
  const { FullLoadStartDate: from, FullLoadFinishDate: to } = stats ?? {};
  return from && to && to >= from ? formatDuration(to.getTime() - from.getTime()) : '';
}

/** The tables of a task, as steps: those at fault first, as there may be thousands. */
export async function runSteps(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly Step[]> {
  const task = await describeTask(ctx, taskIdOf(ref), signal);
  const list = (request: PageRequest, given: AbortSignal) =>
    listTables(ctx, task.ReplicationTaskArn ?? '', request, given);
  const steps: Step[] = [];
  const state = runStateOf(task);
  for await (const table of allPages(list, { limit: 500 }, signal)) steps.push(tableStep(table, state));
  return steps.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * What the task writes of this start: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Monitoring.html names group
 * and stream by the instance and the task. A task writes nothing unless its settings say so.
 */
export async function* runLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const task = await describeTask(ctx, taskIdOf(ref), signal);
  const instance = await describeInstance(ctx, task.ReplicationInstanceArn ?? '', signal);
  const source = {
    group: `dms-tasks-${instance.ReplicationInstanceIdentifier}`,
    stream: `dms-task-${task.ReplicationTaskArn?.split(':').at(-1)}`,
    name: 'task',
  };
  const from = task.ReplicationTaskStats?.StartDate?.getTime();
  const finished = async () => isFinal(runStateOf(await describeTask(ctx, taskIdOf(ref), signal)));
  yield* tailLogs(ctx, [source], { finished, ...(from === undefined ? {} : { from }) }, signal);
}

/** Where a task reads and where it writes. */
export async function endpointsOf(ctx: Ctx, task: ReplicationTask, signal: AbortSignal) {
  const arns = [task.SourceEndpointArn, task.TargetEndpointArn].filter((arn) => arn !== undefined);
  return await Promise.all(arns.map((arn) => describeEndpoint(ctx, arn, signal)));
}
