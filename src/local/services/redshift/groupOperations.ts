/**
 * Parameter groups and subnet groups, which templates name: records that change nothing here.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_ClusterParameterGroup.html
 */

import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { named, type Tag, tagsInput } from '../../server/queryInput.ts';
import type { Collection } from '../../state/store.ts';
import { defaultParameterGroup } from './cluster.ts';
import { invalidParameter, listing, pageOfTagged, redshiftOperation } from './query.ts';

type GroupKind = 'parameter' | 'subnet';

export interface Group {
  readonly name: string;
  readonly description: string;
  /** Of a parameter group. */
  readonly family?: string;
  /** Of a subnet group. */
  readonly subnets?: readonly string[];
  readonly tags: readonly Tag[];
}

const words = { parameter: 'ClusterParameterGroup', subnet: 'ClusterSubnetGroup' } as const;
const defaultGroup: Group = {
  name: defaultParameterGroup,
  description: 'Default parameter group for redshift-2.0',
  family: 'redshift-2.0',
  tags: [],
};

export function groupsIn(kernel: Kernel, region: string, kind: GroupKind): Collection<Group> {
  return kernel.store.collection<Group>(`redshift.${kind}Group`, region);
}

/** @throws Fault ClusterParameterGroupNotFound or ClusterSubnetGroupNotFoundFault */
export function needGroup(kernel: Kernel, region: string, kind: GroupKind, name: string): Group {
  const wanted = name.toLowerCase();
  const found =
    kind === 'parameter' && wanted === defaultParameterGroup
      ? defaultGroup
      : groupsIn(kernel, region, kind).get(wanted);
  if (found) return found;
  const code = kind === 'parameter' ? 'ClusterParameterGroupNotFound' : 'ClusterSubnetGroupNotFoundFault';
  throw new Fault(code, `${words[kind]} ${wanted} not found.`, kind === 'parameter' ? 404 : 400);
}

const name = z.string().min(1).max(255).toLowerCase();

export function groupOperations(kernel: Kernel): Operations {
  const insert = (region: string, kind: GroupKind, group: Group) => {
    if (group.name.startsWith('default')) throw invalidParameter(`The name ${group.name} is reserved.`);
    if (groupsIn(kernel, region, kind).insert(group.name, group)) return;
    throw new Fault(`${words[kind]}AlreadyExists`, `${words[kind]} ${group.name} already exists.`);
  };
  const list = (region: string, kind: GroupKind, wanted: string | undefined): Group[] => {
    if (wanted !== undefined) return [needGroup(kernel, region, kind, wanted)];
    const own = [...groupsIn(kernel, region, kind).all()].map(({ value }) => value);
    return kind === 'parameter' ? [defaultGroup, ...own] : own;
  };
  const remove = (region: string, kind: GroupKind, wanted: string) => {
    const group = needGroup(kernel, region, kind, wanted);
    if (group === defaultGroup) throw new Fault('InvalidClusterParameterGroupState', 'The default group stays.');
    groupsIn(kernel, region, kind).delete(group.name);
  };

  return {
    CreateClusterParameterGroup: redshiftOperation(
      z.object({
        ParameterGroupName: name,
        ParameterGroupFamily: z.string(),
        Description: z.string(),
        Tags: tagsInput.default([]),
      }),
      (input, call) => {
        const group: Group = {
          name: input.ParameterGroupName,
          family: input.ParameterGroupFamily,
          description: input.Description,
          tags: input.Tags,
        };
        insert(call.region, 'parameter', group);
        return { ClusterParameterGroup: describeParameterGroup(group) };
      },
    ),

    DescribeClusterParameterGroups: redshiftOperation(
      z.object({ ...listing, ParameterGroupName: name.optional() }),
      (input, call) => {
        const { items, ...marker } = pageOfTagged(list(call.region, 'parameter', input.ParameterGroupName), input);
        return { ParameterGroups: queryList('ClusterParameterGroup', items.map(describeParameterGroup)), ...marker };
      },
    ),

    DeleteClusterParameterGroup: redshiftOperation(z.object({ ParameterGroupName: name }), (input, call) => {
      remove(call.region, 'parameter', input.ParameterGroupName);
    }),

    CreateClusterSubnetGroup: redshiftOperation(
      z.object({
        ClusterSubnetGroupName: name,
        Description: z.string(),
        SubnetIds: named('SubnetIdentifier', z.string()),
        Tags: tagsInput.default([]),
      }),
      (input, call) => {
        const group: Group = {
          name: input.ClusterSubnetGroupName,
          description: input.Description,
          subnets: input.SubnetIds,
          tags: input.Tags,
        };
        insert(call.region, 'subnet', group);
        return { ClusterSubnetGroup: describeSubnetGroup(group, call.region) };
      },
    ),

    DescribeClusterSubnetGroups: redshiftOperation(
      z.object({ ...listing, ClusterSubnetGroupName: name.optional() }),
      (input, call) => {
        const { items, ...marker } = pageOfTagged(list(call.region, 'subnet', input.ClusterSubnetGroupName), input);
        const described = items.map((group) => describeSubnetGroup(group, call.region));
        return { ClusterSubnetGroups: queryList('ClusterSubnetGroup', described), ...marker };
      },
    ),

    DeleteClusterSubnetGroup: redshiftOperation(z.object({ ClusterSubnetGroupName: name }), (input, call) => {
      remove(call.region, 'subnet', input.ClusterSubnetGroupName);
    }),
  };
}

function describeParameterGroup(group: Group) {
  return {
    ParameterGroupName: group.name,
    ParameterGroupFamily: group.family,
    Description: group.description,
    Tags: queryList('Tag', group.tags),
  };
}

function describeSubnetGroup(group: Group, region: string) {
  const subnets = (group.subnets ?? []).map((SubnetIdentifier) => ({
    SubnetIdentifier,
    SubnetAvailabilityZone: { Name: `${region}a` },
    SubnetStatus: 'Active',
  }));
  return {
    ClusterSubnetGroupName: group.name,
    Description: group.description,
    SubnetGroupStatus: 'Complete',
    Subnets: queryList('Subnet', subnets),
    Tags: queryList('Tag', group.tags),
  };
}
