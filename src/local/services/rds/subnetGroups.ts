/** Subnet groups, which templates give to instances; there is no network here that they would change. */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { named, type Tag, tagsInput } from '../../server/queryInput.ts';
import { instancesIn } from './instance.ts';
import { listing, pageOf, rdsOperation } from './query.ts';

interface SubnetGroup {
  readonly name: string;
  readonly description: string;
  readonly subnets: readonly string[];
  readonly tags: readonly Tag[];
}

const subnetIds = named('SubnetIdentifier', z.string()).pipe(z.array(z.string()).min(1));
const name = z.string().toLowerCase().min(1).max(255);

function groupsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<SubnetGroup>('rds.subnet-group', region);
}

/** @throws Fault DBSubnetGroupNotFoundFault */
export function needSubnetGroup(kernel: Kernel, region: string, name: string): SubnetGroup {
  const found = groupsIn(kernel, region).get(name.toLowerCase());
  if (!found) throw new Fault('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);
  return found;
}

function describe(group: SubnetGroup, call: Call) {
  return {
    DBSubnetGroupName: group.name,
    DBSubnetGroupDescription: group.description,
    SubnetGroupStatus: 'Complete',
    DBSubnetGroupArn: `arn:aws:rds:${call.region}:${call.accountId}:subgrp:${group.name}`,
    Subnets: queryList(
      'Subnet',
      group.subnets.map((SubnetIdentifier) => ({ SubnetIdentifier, SubnetStatus: 'Active' })),
    ),
  };
}

export function subnetGroupOperations(kernel: Kernel): Operations {
  return {
    CreateDBSubnetGroup: rdsOperation(
      z.object({
        DBSubnetGroupName: name,
        DBSubnetGroupDescription: z.string(),
        SubnetIds: subnetIds,
        Tags: tagsInput.default([]),
      }),
      (input, call) => {
        const group: SubnetGroup = {
          name: input.DBSubnetGroupName,
          description: input.DBSubnetGroupDescription,
          subnets: input.SubnetIds,
          tags: input.Tags,
        };
        if (!groupsIn(kernel, call.region).insert(group.name, group)) {
          throw new Fault('DBSubnetGroupAlreadyExists', `DB subnet group '${group.name}' already exists.`);
        }
        return { DBSubnetGroup: describe(group, call) };
      },
    ),
    DescribeDBSubnetGroups: rdsOperation(
      z.object({ ...listing, DBSubnetGroupName: z.string().optional() }),
      (input, call) => {
        const all =
          input.DBSubnetGroupName === undefined
            ? [...groupsIn(kernel, call.region).all()].map(({ value }) => value)
            : [needSubnetGroup(kernel, call.region, input.DBSubnetGroupName)];
        const { items, ...marker } = pageOf(all, input);
        return {
          DBSubnetGroups: queryList(
            'DBSubnetGroup',
            items.map((group) => describe(group, call)),
          ),
          ...marker,
        };
      },
    ),
    ModifyDBSubnetGroup: rdsOperation(
      z.object({
        DBSubnetGroupName: z.string(),
        DBSubnetGroupDescription: z.string().optional(),
        SubnetIds: subnetIds,
      }),
      (input, call) => {
        const found = needSubnetGroup(kernel, call.region, input.DBSubnetGroupName);
        const changed: SubnetGroup = {
          ...found,
          description: input.DBSubnetGroupDescription ?? found.description,
          subnets: input.SubnetIds,
        };
        groupsIn(kernel, call.region).put(found.name, changed);
        return { DBSubnetGroup: describe(changed, call) };
      },
    ),
    DeleteDBSubnetGroup: rdsOperation(z.object({ DBSubnetGroupName: z.string() }), (input, call) => {
      const found = needSubnetGroup(kernel, call.region, input.DBSubnetGroupName);
      const used = [...instancesIn(kernel, call.region).all()].find(({ value }) => value.subnetGroup === found.name);
      if (used) {
        throw new Fault(
          'InvalidDBSubnetGroupStateFault',
          `Cannot delete the subnet group '${found.name}' because at least one database instance: ${used.id} is still using it.`,
        );
      }
      groupsIn(kernel, call.region).delete(found.name);
    }),
  };
}
