/** Schedule groups: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html and its kin. */
import { z } from 'zod';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { writePageToken } from '../../server/pageToken.ts';
import type { Firing } from './firing.ts';
import { readToken } from './paging.ts';
import { nameSchema } from './scheduleOperations.ts';
import { defaultGroup, type ScheduleGroup, type ScheduleStore } from './scheduleStore.ts';

const tags = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(200);

const newGroup = z.object({
  Name: nameSchema,
  Tags: tags.default([]),
  ClientToken: z.string().min(1).max(64).optional(),
});

export function groupOperations(store: ScheduleStore, firing: Firing): Operations {
  const arn = (call: Call, name: string) => `arn:aws:scheduler:${call.region}:${call.accountId}:schedule-group/${name}`;
  const describe = (group: ScheduleGroup, call: Call) => ({
    Arn: arn(call, group.name),
    Name: group.name,
    State: 'ACTIVE',
    CreationDate: new Date(group.created),
    LastModificationDate: new Date(group.modified),
  });
  const tagged = (resourceArn: string, call: Call) => {
    const name = /:schedule-group\/([^/]+)$/.exec(resourceArn)?.[1];
    if (!name) throw validationFault(`${resourceArn} is not the ARN of a schedule group.`);
    return store.group(call.region, name);
  };

  return {
    CreateScheduleGroup: operation(newGroup, ({ Name, Tags, ClientToken }, call) => {
      const now = new Date().toISOString();
      const group: ScheduleGroup = {
        ...{ name: Name, created: now, modified: now, tags: Tags },
        ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
      };
      const sentAgain = () => ClientToken !== undefined && store.group(call.region, Name).clientToken === ClientToken;
      if (!store.groups(call.region).insert(group.name, group) && !sentAgain()) {
        throw new Fault('ConflictException', `Schedule group ${Name} already exists.`, 409);
      }
      return { ScheduleGroupArn: arn(call, Name) };
    }),

    GetScheduleGroup: operation(z.object({ Name: nameSchema }), (input, call) =>
      describe(store.group(call.region, input.Name), call),
    ),

    // Its schedules go with it.
    DeleteScheduleGroup: operation(z.object({ Name: nameSchema }), (input, call) => {
      if (input.Name === defaultGroup) throw validationFault('The default schedule group cannot be deleted.');
      store.group(call.region, input.Name);
      for (const schedule of store.deleteGroup(call.region, input.Name)) firing.disarm(call.region, schedule);
      return {};
    }),

    ListScheduleGroups: operation(
      z.object({
        NamePrefix: nameSchema.optional(),
        MaxResults: z.coerce.number().int().min(1).max(100).default(100),
        NextToken: z.string().optional(),
      }),
      (input, call) => {
        const after = readToken(input.NextToken);
        const page = store.groups(call.region).page({
          limit: input.MaxResults,
          ...(input.NamePrefix ? { prefix: input.NamePrefix } : {}),
          ...(after === undefined ? {} : { token: after }),
        });
        return {
          ScheduleGroups: page.items.map(({ value }) => describe(value, call)),
          ...(page.next ? { NextToken: writePageToken(page.next) } : {}),
        };
      },
    ),

    TagResource: operation(z.object({ ResourceArn: z.string(), Tags: tags }), (input, call) => {
      const group = tagged(input.ResourceArn, call);
      const kept = group.tags.filter((tag) => !input.Tags.some((each) => each.Key === tag.Key));
      store.groups(call.region).put(group.name, { ...group, tags: [...kept, ...input.Tags] });
      return {};
    }),

    UntagResource: operation(
      z.object({
        ResourceArn: z.string(),
        TagKeys: z.union([z.array(z.string()), z.string().transform((key) => [key])]),
      }),
      (input, call) => {
        const group = tagged(input.ResourceArn, call);
        const tagsLeft = group.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
        store.groups(call.region).put(group.name, { ...group, tags: tagsLeft });
        return {};
      },
    ),

    ListTagsForResource: operation(z.object({ ResourceArn: z.string() }), (input, call) => ({
      Tags: tagged(input.ResourceArn, call).tags,
    })),
  };
}
