import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { activityArn, requireName } from '../arns.ts';
import type { ExecutionRunner } from '../executionRunner.ts';
import { pageSize } from './paging.ts';
import { tagList } from './stateMachines.ts';

interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A worker's poll is held for this long; https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html. */
const longPollMs = 60_000;

/** What answers the tasks of .waitForTaskToken, and activities with their workers. */
export function taskOperations(runner: ExecutionRunner): Operations {
  const { kernel, tokens, activities } = runner;
  const activitiesOf = (region: string) => kernel.store.collection<Activity>('states.activity', region);
  const requireActivity = (region: string, arn: string): Activity => {
    const activity = activitiesOf(region).get(arn);
    if (!activity) throw new Fault('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return activity;
  };

  return {
    SendTaskSuccess: operation(z.object({ taskToken: z.string(), output: z.string().max(262_144) }), (input) => {
      tokens.succeed(input.taskToken, input.output);
      return {};
    }),

    SendTaskFailure: operation(
      z.object({ taskToken: z.string(), error: z.string().optional(), cause: z.string().optional() }),
      (input) => {
        tokens.fail(input.taskToken, input.error ?? '', input.cause ?? '');
        return {};
      },
    ),

    SendTaskHeartbeat: operation(z.object({ taskToken: z.string() }), (input) => {
      tokens.beat(input.taskToken);
      return {};
    }),

    CreateActivity: operation(z.object({ name: z.string(), tags: tagList.optional() }), (input, call) => {
      const arn = activityArn(call, requireName(input.name));
      const tags = Object.fromEntries((input.tags ?? []).map(({ key, value }) => [key, value]));
      activitiesOf(call.region).insert(arn, { arn, name: input.name, creationDate: Date.now(), tags });
      return { activityArn: arn, creationDate: new Date(requireActivity(call.region, arn).creationDate) };
    }),

    DescribeActivity: operation(z.object({ activityArn: z.string() }), (input, call) => {
      const { arn, name, creationDate } = requireActivity(call.region, input.activityArn);
      return { activityArn: arn, name, creationDate: new Date(creationDate) };
    }),

    ListActivities: operation(
      z.object({ maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() }),
      (input, call) => {
        const page = activitiesOf(call.region).page({
          limit: pageSize(input.maxResults),
          ...(input.nextToken === undefined ? {} : { token: input.nextToken }),
        });
        return {
          activities: page.items.map(({ value }) => ({
            activityArn: value.arn,
            name: value.name,
            creationDate: new Date(value.creationDate),
          })),
          nextToken: page.next,
        };
      },
    ),

    DeleteActivity: operation(z.object({ activityArn: z.string() }), (input, call) => {
      activitiesOf(call.region).delete(input.activityArn);
      return {};
    }),

    GetActivityTask: operation(
      z.object({ activityArn: z.string(), workerName: z.string().optional() }),
      async (input, call) => {
        requireActivity(call.region, input.activityArn);
        return (await activities.poll(input.activityArn, input.workerName, longPollMs, call.signal)) ?? {};
      },
    ),
  };
}
