/** Schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html. */
import {
  GetScheduleCommand,
  type GetScheduleOutput,
  ListSchedulesCommand,
  SchedulerClient,
  type ScheduleState,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { formatDateTime } from '../../core/format.ts';
import { displayLanguage, t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { firesOf } from './fires.ts';

interface ScheduleName {
  readonly group: string;
  readonly name: string;
}

/** The API's own most on a page. */
const maxPage = 100;
const shownFires = 10;

/** A page of schedules; the service itself narrows it to a prefix. */
export async function listSchedules(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const client = await ctx.aws.client(SchedulerClient);
  const page = await client.send(
    new ListSchedulesCommand({
      MaxResults: Math.min(request.limit, maxPage),
      ...(request.token ? { NextToken: request.token } : {}),
      ...(request.prefix ? { NamePrefix: request.prefix } : {}),
    }),
    { abortSignal: signal },
  );
  return pageOf(
    (page.Schedules ?? []).map((each) =>
      scheduleNode({ group: each.GroupName ?? 'default', name: each.Name ?? '' }, each.State, each.Arn),
    ),
    page.NextToken,
  );
}

function scheduleNode(name: ScheduleName, state: ScheduleState | undefined, arn: string | undefined): Node {
  const enabled = state !== 'DISABLED';
  return {
    kind: 'scheduler.schedule',
    path: [name.group, name.name],
    label: name.name,
    description: enabled ? t('enabled') : t('disabled'),
    icon: enabled ? 'calendar' : 'circle-slash',
    expandable: false,
    traits: [enabled ? 'enabled' : 'disabled'],
    ...(arn ? { arn } : {}),
  };
}

/** What the service says of a schedule. @throws AppError `not-found` */
export async function describeSchedule(ctx: Ctx, name: ScheduleName, signal: AbortSignal): Promise<GetScheduleOutput> {
  const client = await ctx.aws.client(SchedulerClient);
  const { $metadata: _, ...schedule } = await client.send(
    new GetScheduleCommand({ GroupName: name.group, Name: name.name }),
    { abortSignal: signal },
  );
  return schedule;
}

/** The node with its expression and, when enabled, when it fires next. */
export async function findSchedule(ctx: Ctx, name: ScheduleName, signal: AbortSignal): Promise<Node> {
  const schedule = await describeSchedule(ctx, name, signal);
  const node = scheduleNode(name, schedule.State, schedule.Arn);
  const next = schedule.State === 'DISABLED' ? undefined : firesOf(schedule, new Date(), 1)[0];
  return {
    ...node,
    description: next ? t('next {0}', formatDateTime(next.getTime())) : (node.description ?? ''),
    tooltip: [
      `${schedule.ScheduleExpression ?? ''} ${schedule.ScheduleExpressionTimezone ?? 'UTC'}`,
      schedule.Description,
      `→ ${schedule.Target?.Arn ?? ''}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

/** The expression and the next fires, a line each, in the schedule's own time zone. */
export async function nextFiresText(ctx: Ctx, name: ScheduleName, signal: AbortSignal): Promise<string> {
  const schedule = await describeSchedule(ctx, name, signal);
  const zone = schedule.ScheduleExpressionTimezone ?? 'UTC';
  const head = `${schedule.ScheduleExpression ?? ''} (${zone})`;
  if (schedule.State === 'DISABLED') return `${head}\n${t('The schedule is disabled and will not fire.')}\n`;
  const format = new Intl.DateTimeFormat(displayLanguage(), { dateStyle: 'full', timeStyle: 'long', timeZone: zone });
  const fires = firesOf(schedule, new Date(), shownFires).map((fire) => format.format(fire));
  return [head, '', ...(fires.length > 0 ? fires : [t('It will not fire again.')]), ''].join('\n');
}

/** UpdateSchedule replaces the whole schedule, so that all of it is read first and sent back with its new state. */
export async function setState(ctx: Ctx, name: ScheduleName, state: ScheduleState, signal: AbortSignal): Promise<void> {
  const client = await ctx.aws.client(SchedulerClient);
  const {
    Arn: _arn,
    CreationDate: _made,
    LastModificationDate: _changed,
    ...schedule
  } = await describeSchedule(ctx, name, signal);
  await client.send(
    new UpdateScheduleCommand({
      ...schedule,
      Name: name.name,
      GroupName: name.group,
      ScheduleExpression: schedule.ScheduleExpression,
      FlexibleTimeWindow: schedule.FlexibleTimeWindow,
      Target: schedule.Target,
      State: state,
    }),
    { abortSignal: signal },
  );
}
