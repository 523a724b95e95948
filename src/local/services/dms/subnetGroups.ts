/** Subnet groups, which templates give to instances; there is no network here that they would change. */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { alreadyExists, dmsOperation, filtered, invalidState, listing, notFound, pageOf } from './dmsOperation.ts';
import { instancesIn } from './replicationInstance.ts';
import { addTags, forgetTags, tagsInput } from './tags.ts';

interface SubnetGroup {
  readonly name: string;
  readonly description: string;
  readonly subnets: readonly string[];
}

function groupsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<SubnetGroup>('dms.subnet-group', region);
}

/** @throws Fault ResourceNotFoundFault */
export function needSubnetGroup(kernel: Kernel, region: string, name: string): SubnetGroup {
  const found = groupsIn(kernel, region).get(name.toLowerCase());
  if (!found) throw notFound(`Replication Subnet Group ${name} not found.`);
  return found;
}

function describe(group: SubnetGroup) {
  return {
    ReplicationSubnetGroupIdentifier: group.name,
    ReplicationSubnetGroupDescription: group.description,
    SubnetGroupStatus: 'Complete',
    Subnets: group.subnets.map((SubnetIdentifier) => ({ SubnetIdentifier, SubnetStatus: 'Active' })),
  };
}

function arnOfGroup(call: Call, name: string): string {
  return `arn:aws:dms:${call.region}:${call.accountId}:subgrp:${name}`;
}

const name = z.string().toLowerCase().min(1).max(255);
const subnetIds = z.array(z.string()).min(1);

export function subnetGroupOperations(kernel: Kernel): Operations {
  return {
    CreateReplicationSubnetGroup: dmsOperation(
      z.object({
        ReplicationSubnetGroupIdentifier: name,
        ReplicationSubnetGroupDescription: z.string(),
        SubnetIds: subnetIds,
        Tags: tagsInput,
      }),
      (input, call) => {
        const group: SubnetGroup = {
          name: input.ReplicationSubnetGroupIdentifier,
          description: input.ReplicationSubnetGroupDescription,
          subnets: input.SubnetIds,
        };
        if (!groupsIn(kernel, call.region).insert(group.name, group)) {
          throw alreadyExists(`Replication Subnet Group ${group.name} already exists.`);
        }
        addTags(kernel, call.region, arnOfGroup(call, group.name), input.Tags);
        return { ReplicationSubnetGroup: describe(group) };
      },
    ),
    DescribeReplicationSubnetGroups: dmsOperation(z.object(listing), (input, call) => {
      const all = [...groupsIn(kernel, call.region).all()].map(({ value }) => value);
      const values = { 'replication-subnet-group-id': (group: SubnetGroup) => group.name };
      const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Replication Subnet Groups'), input);
      return { ReplicationSubnetGroups: items.map(describe), ...marker };
    }),
    ModifyReplicationSubnetGroup: dmsOperation(
      z.object({
        ReplicationSubnetGroupIdentifier: name,
        ReplicationSubnetGroupDescription: z.string().nullish(),
        SubnetIds: subnetIds,
      }),
      (input, call) => {
        const found = needSubnetGroup(kernel, call.region, input.ReplicationSubnetGroupIdentifier);
        const changed: SubnetGroup = {
          ...found,
          description: input.ReplicationSubnetGroupDescription ?? found.description,
          subnets: input.SubnetIds,
        };
        groupsIn(kernel, call.region).put(found.name, changed);
        return { ReplicationSubnetGroup: describe(changed) };
      },
    ),
    DeleteReplicationSubnetGroup: dmsOperation(z.object({ ReplicationSubnetGroupIdentifier: name }), (input, call) => {
      const found = needSubnetGroup(kernel, call.region, input.ReplicationSubnetGroupIdentifier);
      const used = [...instancesIn(kernel, call.region).all()].find(({ value }) => value.subnetGroup === found.name);
      if (used) {
        throw invalidState(`Replication Subnet Group ${found.name} is in use by the instance ${used.value.id}.`);
      }
      groupsIn(kernel, call.region).delete(found.name);
      forgetTags(kernel, call.region, arnOfGroup(call, found.name));
    }),
  };
}
