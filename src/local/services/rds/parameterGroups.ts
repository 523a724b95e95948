/**
 * Parameter groups, which templates give to instances. What they say is kept; the servers here have settings of their own,
 * `rds.logical_replication` among them. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html
 */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { named, type Tag, tagsInput } from '../../server/queryInput.ts';
import { instancesIn } from './instance.ts';
import { listing, pageOf, rdsOperation } from './query.ts';

interface ParameterGroup {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

const name = z.string().toLowerCase().min(1).max(255);
const parameters = named(
  'Parameter',
  z.object({ ParameterName: z.string(), ParameterValue: z.string(), ApplyMethod: z.string().optional() }),
);

function groupsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<ParameterGroup>('rds.parameter-group', region);
}

/** @throws Fault DBParameterGroupNotFound */
function needGroup(kernel: Kernel, region: string, name: string): ParameterGroup {
  const found = groupsIn(kernel, region).get(name.toLowerCase());
  if (!found) throw new Fault('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404);
  return found;
}

/** What an instance may be given: a group that is there, or the default of its version. @throws Fault DBParameterGroupNotFound */
export function checkParameterGroup(kernel: Kernel, region: string, name: string | undefined): void {
  if (name !== undefined && !name.startsWith('default.')) needGroup(kernel, region, name);
}

function describe(group: ParameterGroup, call: Call) {
  return {
    DBParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBParameterGroupArn: `arn:aws:rds:${call.region}:${call.accountId}:pg:${group.name}`,
  };
}

export function parameterGroupOperations(kernel: Kernel): Operations {
  return {
    CreateDBParameterGroup: rdsOperation(
      z.object({
        DBParameterGroupName: name,
        DBParameterGroupFamily: z
          .string()
          .regex(/^postgres\d+$/, 'The local endpoint has the families of PostgreSQL only, such as postgres16.'),
        Description: z.string(),
        Tags: tagsInput.default([]),
      }),
      (input, call) => {
        const group: ParameterGroup = {
          name: input.DBParameterGroupName,
          family: input.DBParameterGroupFamily,
          description: input.Description,
          parameters: {},
          tags: input.Tags,
        };
        if (!groupsIn(kernel, call.region).insert(group.name, group)) {
          throw new Fault('DBParameterGroupAlreadyExists', `Parameter group ${group.name} already exists`);
        }
        return { DBParameterGroup: describe(group, call) };
      },
    ),

    DescribeDBParameterGroups: rdsOperation(
      z.object({ ...listing, DBParameterGroupName: z.string().optional() }),
      (input, call) => {
        const all =
          input.DBParameterGroupName === undefined
            ? [...groupsIn(kernel, call.region).all()].map(({ value }) => value)
            : [needGroup(kernel, call.region, input.DBParameterGroupName)];
        const { items, ...marker } = pageOf(all, input);
        const described = items.map((group) => describe(group, call));
        return { DBParameterGroups: queryList('DBParameterGroup', described), ...marker };
      },
    ),

    ModifyDBParameterGroup: rdsOperation(
      z.object({ DBParameterGroupName: z.string(), Parameters: parameters }),
      (input, call) => {
        const found = needGroup(kernel, call.region, input.DBParameterGroupName);
        const given = input.Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]);
        const changed = { ...found, parameters: { ...found.parameters, ...Object.fromEntries(given) } };
        groupsIn(kernel, call.region).put(found.name, changed);
        return { DBParameterGroupName: found.name };
      },
    ),

    DescribeDBParameters: rdsOperation(z.object({ ...listing, DBParameterGroupName: z.string() }), (input, call) => {
      const found = needGroup(kernel, call.region, input.DBParameterGroupName);
      const all = Object.entries(found.parameters).map(([ParameterName, ParameterValue]) => ({
        ParameterName,
        ParameterValue,
        Source: 'user',
        IsModifiable: true,
      }));
      const { items, ...marker } = pageOf(all, input);
      return { Parameters: queryList('Parameter', items), ...marker };
    }),

    DeleteDBParameterGroup: rdsOperation(z.object({ DBParameterGroupName: z.string() }), (input, call) => {
      const found = needGroup(kernel, call.region, input.DBParameterGroupName);
      const used = [...instancesIn(kernel, call.region).all()].some(({ value }) => value.parameterGroup === found.name);
      if (used) {
        throw new Fault(
          'InvalidDBParameterGroupState',
          'One or more database instances are still members of this parameter group.',
        );
      }
      groupsIn(kernel, call.region).delete(found.name);
    }),
  };
}
