/** Schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html and its kin. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseScheduleExpression } from '../../../core/scheduleExpression.ts';
import { isTimeZone } from '../../../core/zonedTime.ts';
import { defaultRetryPolicy } from '../../retryQueue.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { writePageToken } from '../../server/pageToken.ts';
import type { Firing } from './firing.ts';
import { readToken } from './paging.ts';
import {
  type Definition,
  defaultGroup,
  definitionSchema,
  idOf,
  type Schedule,
  type ScheduleStore,
} from './scheduleStore.ts';
import { checkTarget } from './target.ts';

export const nameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9a-zA-Z\-_.]+$/);
const groupName = nameSchema.default(defaultGroup);
const named = z.object({ Name: nameSchema, GroupName: groupName });
const written = z.intersection(named.extend({ ClientToken: z.string().min(1).max(64).optional() }), definitionSchema);

/** @throws Fault ValidationException, as Scheduler words it */
export function checkDefinition(definition: Definition): void {
  const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, StartDate, EndDate } = definition;
  if (!parseScheduleExpression(ScheduleExpression)) {
    throw validationFault(`Invalid Schedule Expression ${ScheduleExpression}.`);
  }
  if (!isTimeZone(ScheduleExpressionTimezone)) {
    throw validationFault(`Invalid Schedule Expression Timezone ${ScheduleExpressionTimezone}.`);
  }
  if (FlexibleTimeWindow.Mode === 'FLEXIBLE' && FlexibleTimeWindow.MaximumWindowInMinutes === undefined) {
    throw validationFault('MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.');
  }
  if (FlexibleTimeWindow.Mode === 'OFF' && FlexibleTimeWindow.MaximumWindowInMinutes !== undefined) {
    throw validationFault('MaximumWindowInMinutes must not be provided when FlexibleTimeWindow Mode is OFF.');
  }
  if (StartDate !== undefined && EndDate !== undefined && EndDate <= StartDate) {
    throw validationFault('The EndDate you specify must come after the StartDate.');
  }
  checkTarget(definition.Target);
}

const oldestStartMs = 5 * 60_000;

/** A new schedule's start may lie back a little; a one-time schedule has none. @throws Fault ValidationException */
function checkStart({ ScheduleExpression, StartDate }: Definition): void {
  if (StartDate === undefined || ScheduleExpression.startsWith('at(')) return;
  if (Date.parse(StartDate) < Date.now() - oldestStartMs) {
    throw validationFault('The StartDate you specify cannot be earlier than 5 minutes ago.');
  }
}

export function scheduleOperations(store: ScheduleStore, firing: Firing): Operations {
  const describe = ({ definition, ...schedule }: Schedule, call: Call) => ({
    Arn: firing.arn(call.region, schedule),
    Name: schedule.name,
    GroupName: schedule.group,
    ...definition,
    Target: { ...definition.Target, RetryPolicy: { ...defaultRetryPolicy, ...definition.Target.RetryPolicy } },
    ...(definition.StartDate === undefined ? {} : { StartDate: new Date(definition.StartDate) }),
    ...(definition.EndDate === undefined ? {} : { EndDate: new Date(definition.EndDate) }),
    CreationDate: new Date(schedule.created),
    LastModificationDate: new Date(schedule.modified),
  });

  return {
    CreateSchedule: operation(written, ({ Name, GroupName, ClientToken, ...rest }, call) => {
      const definition = definitionSchema.parse(rest);
      checkDefinition(definition);
      checkStart(definition);
      store.group(call.region, GroupName);
      const now = new Date().toISOString();
      const schedule: Schedule = {
        ...{ group: GroupName, name: Name, definition, created: now, modified: now },
        ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
      };
      if (store.schedules(call.region).insert(idOf(schedule), schedule)) firing.arm(call.region, schedule);
      else if (!isSame(store.schedule(call.region, GroupName, Name), schedule)) {
        throw new Fault('ConflictException', `Schedule ${Name} already exists.`, 409);
      }
      return { ScheduleArn: firing.arn(call.region, schedule) };
    }),

    // Replaces the whole definition: what is left out goes back to its default.
    UpdateSchedule: operation(written, ({ Name, GroupName, ClientToken, ...rest }, call) => {
      const definition = definitionSchema.parse(rest);
      checkDefinition(definition);
      const before = store.schedule(call.region, GroupName, Name);
      const schedule: Schedule = {
        ...before,
        definition,
        modified: new Date().toISOString(),
        ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
      };
      // Sent again, it would let a rate start anew.
      if (isSame(before, schedule)) return { ScheduleArn: firing.arn(call.region, before) };
      store.schedules(call.region).put(idOf(schedule), schedule);
      firing.arm(call.region, schedule);
      return { ScheduleArn: firing.arn(call.region, schedule) };
    }),

    GetSchedule: operation(named, (input, call) =>
      describe(store.schedule(call.region, input.GroupName, input.Name), call),
    ),

    DeleteSchedule: operation(named, (input, call) => {
      const schedule = store.schedule(call.region, input.GroupName, input.Name);
      store.delete(call.region, schedule);
      firing.disarm(call.region, schedule);
      return {};
    }),

    ListSchedules: operation(
      z.object({
        GroupName: nameSchema.optional(),
        NamePrefix: nameSchema.optional(),
        State: z.enum(['ENABLED', 'DISABLED']).optional(),
        MaxResults: z.coerce.number().int().min(1).max(100).default(100),
        NextToken: z.string().optional(),
      }),
      (input, call) => {
        if (input.GroupName !== undefined) store.group(call.region, input.GroupName);
        const found = store.find(call.region, {
          group: input.GroupName,
          namePrefix: input.NamePrefix ?? '',
          after: readToken(input.NextToken),
          limit: input.MaxResults + 1,
          fits: (each) => input.State === undefined || each.definition.State === input.State,
        });
        const page = found.slice(0, input.MaxResults);
        const last = page.at(-1);
        return {
          Schedules: page.map((each) => ({
            Arn: firing.arn(call.region, each),
            Name: each.name,
            GroupName: each.group,
            State: each.definition.State,
            CreationDate: new Date(each.created),
            LastModificationDate: new Date(each.modified),
            Target: { Arn: each.definition.Target.Arn },
          })),
          ...(found.length > page.length && last ? { NextToken: writePageToken(idOf(last)) } : {}),
        };
      },
    ),

    // Ours: AWS tells of past fires only in metrics. Newest first, with what the target's service answered; also of a
    // schedule that was deleted after its completion.
    ListScheduleFires: operation(named, (input, call) => {
      const id = idOf({ group: input.GroupName, name: input.Name });
      const fires = [...store.fires(call.region).all(`${id}/`)].map(({ value }) => value).reverse();
      if (fires.length === 0) store.schedule(call.region, input.GroupName, input.Name);
      return { Fires: fires };
    }),
  };
}

/** Whether two requests are one, sent twice. */
function isSame(a: Schedule, b: Schedule): boolean {
  return (
    b.clientToken !== undefined && a.clientToken === b.clientToken && isDeepStrictEqual(a.definition, b.definition)
  );
}
