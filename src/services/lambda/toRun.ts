/** Invocations as runs: those started from here by what was kept of them, all others by their log. */
import { formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Run, RunState, Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type InvocationRecord, isLost } from '../../platform/runs/invocationFiles.ts';
import { invocationRef } from './invoke.ts';
import { type LoggedInvocation, type Report, readInvocations } from './reportLines.ts';

/** Lambda tries an event that failed twice more, after one and two minutes. */
const tries = { most: 3, patienceMs: 6 * 60_000 };

const engineOf = (ctx: Ctx) => (ctx.connection.kind === 'local' ? t('Local Lambda') : 'Lambda');

/** The id of an invocation that only the log tells of. */
export const loggedId = ({ requestId, startedAt }: LoggedInvocation) => `${requestId}@${Math.floor(startedAt)}`;

/** The inverse of `loggedId`. */
export function readLoggedId(id: string): { readonly requestId: string; readonly startedAt: number } | undefined {
  const [, requestId, at] = /^([0-9a-f-]{36})@(\d+)$/.exec(id) ?? [];
  return requestId === undefined ? undefined : { requestId, startedAt: Number(at) };
}

export function loggedRun(ctx: Ctx, name: string, logged: LoggedInvocation): Run {
  const { endedAt, error, startedAt } = logged;
  const state: RunState = endedAt === undefined ? 'running' : error ? 'failed' : 'succeeded';
  return {
    ref: invocationRef(name, loggedId(logged)),
    title: name,
    state,
    stateLabel: state === 'running' ? t('no REPORT yet') : error ? t('failed, by its log') : t('ended, by its log'),
    engine: engineOf(ctx),
    facts: [...reportFacts(logged.report), { label: t('Request'), value: logged.requestId }],
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error ? { error } : {}),
  };
}

/** @param logged its tries, as far as the log has them */
export function recordedRun(ctx: Ctx, record: InvocationRecord, logged: readonly LoggedInvocation[]): Run {
  const last = logged.at(-1) ?? readInvocations(tailLines(record)).at(-1);
  const state = stateOf(record, logged);
  const error = record.failure ?? (state === 'failed' ? last?.error : undefined);
  const endedAt = record.way === 'event' ? last?.endedAt : record.endedAt;
  const over = state !== 'queued' && state !== 'running';
  return {
    ref: invocationRef(record.function, record.id),
    title: record.function,
    state,
    stateLabel: labelOf(record, state, logged),
    engine: engineOf(ctx),
    input: record.payload,
    facts: [
      { label: t('Version'), value: record.version ?? record.qualifier ?? last?.version ?? '' },
      { label: t('Invoked'), value: record.way === 'event' ? t('as an event') : t('waiting for the answer') },
      ...reportFacts(last?.report ?? {}),
      { label: t('Request'), value: record.requestId ?? '' },
    ].filter(({ value }) => value !== ''),
    startedAt: record.startedAt,
    ...(record.answer === undefined ? {} : { output: record.answer }),
    ...(over && endedAt !== undefined ? { endedAt } : {}),
    ...(error ? { error } : {}),
    ...(state === 'interrupted' ? { error: { message: t('The window or command that waited for it is gone.') } } : {}),
  };
}

const tailLines = ({ logTail = '', startedAt }: InvocationRecord) =>
  logTail.split('\n').map((message) => ({ timestamp: startedAt, message }));

function stateOf(record: InvocationRecord, logged: readonly LoggedInvocation[]): RunState {
  if (record.failure) return 'failed';
  if (record.way === 'request') {
    if (record.endedAt !== undefined) return 'succeeded';
    return isLost(record) ? 'interrupted' : 'running';
  }
  const last = logged.at(-1);
  if (!last) return record.endedAt === undefined && isLost(record) ? 'interrupted' : 'queued';
  if (last.endedAt === undefined) return 'running';
  if (!last.error) return 'succeeded';
  const more = logged.length < tries.most && Date.now() - last.endedAt < tries.patienceMs;
  return more ? 'running' : 'failed';
}

function labelOf(record: InvocationRecord, state: RunState, logged: readonly LoggedInvocation[]): string {
  const last = logged.at(-1);
  if (record.way === 'event' && state === 'running' && last?.error) {
    return t('failed, may be tried again');
  }
  return state;
}

function reportFacts(report: Report) {
  const ms = (value: number | undefined) => (value === undefined ? '' : formatDuration(value));
  const mb = (value: number | undefined) => (value === undefined ? '' : `${value} MB`);
  return [
    { label: t('Duration'), value: ms(report.durationMs) },
    { label: t('Billed'), value: ms(report.billedMs) },
    { label: t('Cold start'), value: ms(report.initMs) },
    { label: t('Memory'), value: mb(report.memoryMb) },
    { label: t('Memory used'), value: mb(report.usedMb) },
  ].filter(({ value }) => value !== '');
}

/** The tries of an event, as steps; a call that waits for its answer is tried once. */
export function trySteps(logged: readonly LoggedInvocation[]): readonly Step[] {
  return logged.map((each, i) => ({
    id: String(i),
    name: t('Try {0}', String(i + 1)),
    type: t('Invocation'),
    state: each.endedAt === undefined ? 'running' : each.error ? 'failed' : 'succeeded',
    startedAt: each.startedAt,
    attempts: 1,
    ...(each.endedAt === undefined ? {} : { endedAt: each.endedAt }),
    ...(each.error ? { error: each.error } : {}),
    ...(i > 0 ? { after: String(i - 1) } : {}),
  }));
}
