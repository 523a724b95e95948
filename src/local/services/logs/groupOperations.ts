/** Log groups: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html and its kin. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, type Operations, operation } from '../../server/operation.ts';
import { isString, writePageToken } from '../../server/pageToken.ts';
import type { LogGroup } from './logStore.ts';
import type { LogsCtx } from './logsCtx.ts';
import { groupArn, groupName, groupOf, limitOf, nameOfIdentifier } from './names.ts';
import { readToken } from './token.ts';

const invalid = 'InvalidParameterException';
const op = <I, O>(schema: z.ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation =>
  operation(schema, run, invalid);

const tags = z.record(z.string().min(1).max(128), z.string().max(256));
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const pageLimit = 50;

export function groupOperations({ store, garbage }: LogsCtx): Operations {
  const describe = (group: LogGroup, call: Call) => ({
    logGroupName: group.name,
    creationTime: group.created,
    ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${groupArn(call, group.name)}:*`,
    storedBytes: store.groupBytes(group.id),
    ...(group.kmsKey === undefined ? {} : { kmsKeyId: group.kmsKey }),
    logGroupClass: group.class,
    logGroupArn: groupArn(call, group.name),
  });
  const setTags = (group: LogGroup, change: (tags: Map<string, string>) => void) => {
    const all = new Map(Object.entries(group.tags));
    change(all);
    store.updateGroup(group.id, 'tags', JSON.stringify(Object.fromEntries(all)));
  };
  const taggable = (arn: string, call: Call) => store.group(call.region, nameOfIdentifier(arn));

  return {
    CreateLogGroup: op(
      z.object({
        logGroupName: groupName,
        kmsKeyId: z.string().max(256).optional(),
        tags: tags.optional(),
        logGroupClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']).optional(),
      }),
      (input, call) => {
        store.createGroup(call.region, {
          name: input.logGroupName,
          class: input.logGroupClass ?? 'STANDARD',
          tags: input.tags ?? {},
          ...(input.kmsKeyId === undefined ? {} : { kmsKey: input.kmsKeyId }),
        });
      },
    ),

    DeleteLogGroup: op(z.object({ logGroupName: groupName }), (input, call) => {
      store.deleteGroup(store.group(call.region, input.logGroupName));
      garbage.wake();
    }),

    DescribeLogGroups: op(
      z.object({
        logGroupNamePrefix: groupName.optional(),
        logGroupNamePattern: z.string().max(512).optional(),
        logGroupClass: z.string().optional(),
        logGroupIdentifiers: z.array(z.string()).max(50).optional(),
        nextToken: z.string().optional(),
        limit: limitOf(pageLimit),
      }),
      (input, call) => {
        if (input.logGroupNamePrefix && input.logGroupNamePattern) {
          throw new Fault(invalid, 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
        }
        if (input.logGroupIdentifiers) {
          const named = input.logGroupIdentifiers.map((each) => store.findGroup(call.region, nameOfIdentifier(each)));
          return { logGroups: named.filter((each) => each !== undefined).map((each) => describe(each, call)) };
        }
        const limit = input.limit ?? pageLimit;
        const after = readToken(input.nextToken, isString);
        const found = store.groups(call.region, {
          limit: limit + 1,
          ...(input.logGroupNamePrefix ? { prefix: input.logGroupNamePrefix } : {}),
          ...(input.logGroupNamePattern ? { like: input.logGroupNamePattern } : {}),
          ...(input.logGroupClass ? { class: input.logGroupClass } : {}),
          ...(after === undefined ? {} : { after }),
        });
        const page = found.slice(0, limit);
        return {
          logGroups: page.map((each) => describe(each, call)),
          ...(found.length > limit ? { nextToken: writePageToken(page.at(-1)?.name) } : {}),
        };
      },
    ),

    ListLogGroups: op(
      z.object({
        logGroupNamePattern: z.string().max(512).optional(),
        logGroupClass: z.string().optional(),
        nextToken: z.string().optional(),
        limit: limitOf(1000),
      }),
      (input, call) => {
        const limit = input.limit ?? pageLimit;
        const pattern = input.logGroupNamePattern ?? '';
        const after = readToken(input.nextToken, isString);
        const found = store.groups(call.region, {
          limit: limit + 1,
          ...(pattern.startsWith('^') ? { prefix: pattern.slice(1) } : pattern ? { like: pattern } : {}),
          ...(input.logGroupClass ? { class: input.logGroupClass } : {}),
          ...(after === undefined ? {} : { after }),
        });
        const page = found.slice(0, limit);
        return {
          logGroups: page.map((each) => ({
            logGroupName: each.name,
            logGroupArn: groupArn(call, each.name),
            logGroupClass: each.class,
          })),
          ...(found.length > limit ? { nextToken: writePageToken(page.at(-1)?.name) } : {}),
        };
      },
    ),

    PutRetentionPolicy: op(
      z.object({ logGroupName: groupName, retentionInDays: z.coerce.number().int() }),
      (input, call) => {
        if (!retentionDays.includes(input.retentionInDays)) {
          throw new Fault(
            invalid,
            `1 validation error detected: Value '${input.retentionInDays}' at 'retentionInDays' failed to satisfy ` +
              `constraint: Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
          );
        }
        const group = store.group(call.region, input.logGroupName);
        store.updateGroup(group.id, 'retention_days', input.retentionInDays);
        store.updateGroup(group.id, 'swept', 0);
      },
    ),

    DeleteRetentionPolicy: op(z.object({ logGroupName: groupName }), (input, call) => {
      store.updateGroup(store.group(call.region, input.logGroupName).id, 'retention_days', null);
    }),

    AssociateKmsKey: op(
      z.object({
        logGroupName: groupName.optional(),
        resourceIdentifier: z.string().optional(),
        kmsKeyId: z.string().max(256),
      }),
      (input, call) => {
        const name = groupOf({ logGroupName: input.logGroupName, logGroupIdentifier: input.resourceIdentifier });
        store.updateGroup(store.group(call.region, name).id, 'kms_key', input.kmsKeyId);
      },
    ),

    DisassociateKmsKey: op(
      z.object({ logGroupName: groupName.optional(), resourceIdentifier: z.string().optional() }),
      (input, call) => {
        const name = groupOf({ logGroupName: input.logGroupName, logGroupIdentifier: input.resourceIdentifier });
        store.updateGroup(store.group(call.region, name).id, 'kms_key', null);
      },
    ),

    TagResource: op(z.object({ resourceArn: z.string(), tags }), (input, call) => {
      setTags(taggable(input.resourceArn, call), (all) => {
        for (const [key, value] of Object.entries(input.tags)) all.set(key, value);
      });
    }),
    UntagResource: op(z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) }), (input, call) => {
      setTags(taggable(input.resourceArn, call), (all) => {
        for (const key of input.tagKeys) all.delete(key);
      });
    }),
    ListTagsForResource: op(z.object({ resourceArn: z.string() }), (input, call) => ({
      tags: taggable(input.resourceArn, call).tags,
    })),
    // The older three of the same, by name.
    TagLogGroup: op(z.object({ logGroupName: groupName, tags }), (input, call) => {
      setTags(store.group(call.region, input.logGroupName), (all) => {
        for (const [key, value] of Object.entries(input.tags)) all.set(key, value);
      });
    }),
    UntagLogGroup: op(z.object({ logGroupName: groupName, tags: z.array(z.string()) }), (input, call) => {
      setTags(store.group(call.region, input.logGroupName), (all) => {
        for (const key of input.tags) all.delete(key);
      });
    }),
    ListTagsLogGroup: op(z.object({ logGroupName: groupName }), (input, call) => ({
      tags: store.group(call.region, input.logGroupName).tags,
    })),
  };
}
