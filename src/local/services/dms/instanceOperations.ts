/** https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Operations } from '../../server/operation.ts';
import { arnOf, newResourceId } from './arns.ts';
import { alreadyExists, dmsOperation, filtered, identifier, invalidState, listing, pageOf } from './dmsOperation.ts';
import { forgetConnections } from './endpoints/connections.ts';
import { addEvent } from './events.ts';
import { describeInstance, instancesIn, needInstance, type ReplicationInstance } from './replicationInstance.ts';
import { needSubnetGroup } from './subnetGroups.ts';
import { addTags, forgetTags, tagsInput } from './tags.ts';
import { tasksIn } from './tasks/task.ts';

const newestVersion = '3.6.1';

const settings = {
  AllocatedStorage: z.number().int().min(5).max(6144).nullish(),
  VpcSecurityGroupIds: z.array(z.string()).nullish(),
  PreferredMaintenanceWindow: z.string().nullish(),
  MultiAZ: z.boolean().nullish(),
  EngineVersion: z.string().nullish(),
  AutoMinorVersionUpgrade: z.boolean().nullish(),
};
const creation = z.object({
  ...settings,
  ReplicationInstanceIdentifier: identifier.max(63),
  ReplicationInstanceClass: z.string().regex(/^dms\.\w+\.\w+$/, 'The replication instance class is not valid.'),
  AvailabilityZone: z.string().nullish(),
  ReplicationSubnetGroupIdentifier: z.string().nullish(),
  PubliclyAccessible: z.boolean().nullish(),
  ResourceIdentifier: identifier.max(31).nullish(),
  Tags: tagsInput,
});
const change = z.object({
  ...settings,
  ReplicationInstanceArn: z.string(),
  ReplicationInstanceClass: z.string().nullish(),
  ReplicationInstanceIdentifier: identifier.max(63).nullish(),
});

export function instanceOperations(kernel: Kernel): Operations {
  const named = (region: string, id: string) =>
    [...instancesIn(kernel, region).all()].some(({ value }) => value.id === id);

  return {
    CreateReplicationInstance: dmsOperation(creation, (input, call) => {
      const id = input.ReplicationInstanceIdentifier;
      if (named(call.region, id)) throw alreadyExists(`Replication Instance ${id} already exists.`);
      const group = input.ReplicationSubnetGroupIdentifier;
      const resourceId = input.ResourceIdentifier?.toUpperCase() ?? newResourceId();
      const instance: ReplicationInstance = {
        id,
        resourceId,
        arn: arnOf(call, 'rep', resourceId),
        instanceClass: input.ReplicationInstanceClass,
        version: input.EngineVersion ?? newestVersion,
        allocatedStorage: input.AllocatedStorage ?? 50,
        created: Date.now(),
        availabilityZone: input.AvailabilityZone ?? `${call.region}a`,
        multiAz: input.MultiAZ ?? false,
        publiclyAccessible: input.PubliclyAccessible ?? true,
        securityGroups: input.VpcSecurityGroupIds ?? [],
        subnetGroup: group ? needSubnetGroup(kernel, call.region, group).name : undefined,
        maintenanceWindow: input.PreferredMaintenanceWindow ?? 'sun:04:00-sun:04:30',
        autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
      };
      instancesIn(kernel, call.region).put(resourceId, instance);
      addTags(kernel, call.region, instance.arn, input.Tags);
      addEvent(kernel, call.region, {
        source: 'replication-instance',
        id,
        category: 'creation',
        message: 'Replication instance created',
      });
      return { ReplicationInstance: { ...describeInstance(instance), ReplicationInstanceStatus: 'creating' } };
    }),

    DescribeReplicationInstances: dmsOperation(z.object(listing), (input, call) => {
      const all = [...instancesIn(kernel, call.region).all()].map(({ value }) => value);
      const values = {
        'replication-instance-arn': (each: ReplicationInstance) => each.arn,
        'replication-instance-id': (each: ReplicationInstance) => each.id,
        'replication-instance-class': (each: ReplicationInstance) => each.instanceClass,
        'engine-version': (each: ReplicationInstance) => each.version,
      };
      const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Instances'), input);
      return { ReplicationInstances: items.map(describeInstance), ...marker };
    }),

    ModifyReplicationInstance: dmsOperation(change, (input, call) => {
      const found = needInstance(kernel, call.region, input.ReplicationInstanceArn);
      const id = input.ReplicationInstanceIdentifier ?? found.id;
      if (id !== found.id && named(call.region, id)) throw alreadyExists(`Replication Instance ${id} already exists.`);
      const changed: ReplicationInstance = {
        ...found,
        id,
        instanceClass: input.ReplicationInstanceClass ?? found.instanceClass,
        version: input.EngineVersion ?? found.version,
        allocatedStorage: input.AllocatedStorage ?? found.allocatedStorage,
        multiAz: input.MultiAZ ?? found.multiAz,
        securityGroups: input.VpcSecurityGroupIds ?? found.securityGroups,
        maintenanceWindow: input.PreferredMaintenanceWindow ?? found.maintenanceWindow,
        autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? found.autoMinorVersionUpgrade,
      };
      instancesIn(kernel, call.region).put(found.resourceId, changed);
      return { ReplicationInstance: describeInstance(changed) };
    }),

    DeleteReplicationInstance: dmsOperation(z.object({ ReplicationInstanceArn: z.string() }), (input, call) => {
      const found = needInstance(kernel, call.region, input.ReplicationInstanceArn);
      const used = [...tasksIn(kernel, call.region).all()].some(({ value }) => value.instanceArn === found.arn);
      if (used) throw invalidState(`Replication Instance ${found.arn} has one or more replication tasks.`);
      instancesIn(kernel, call.region).delete(found.resourceId);
      forgetConnections(kernel, call.region, { instance: found.arn });
      forgetTags(kernel, call.region, found.arn);
      addEvent(kernel, call.region, {
        source: 'replication-instance',
        id: found.id,
        category: 'deletion',
        message: 'Replication instance deleted',
      });
      return { ReplicationInstance: { ...describeInstance(found), ReplicationInstanceStatus: 'deleting' } };
    }),
  };
}
