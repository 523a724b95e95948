/** https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationInstance.html */
import type { Kernel } from '../../kernel.ts';
import type { Collection } from '../../state/store.ts';
import { resourceIdOf } from './arns.ts';
import { notFound } from './dmsOperation.ts';

/** A name for this machine: tasks run in processes here, whatever class was asked for. */
export interface ReplicationInstance {
  readonly id: string;
  readonly resourceId: string;
  readonly arn: string;
  readonly instanceClass: string;
  readonly version: string;
  /** GiB, as asked for; the disk is this machine's. */
  readonly allocatedStorage: number;
  /** Milliseconds. */
  readonly created: number;
  readonly availabilityZone: string;
  readonly multiAz: boolean;
  readonly publiclyAccessible: boolean;
  readonly securityGroups: readonly string[];
  readonly subnetGroup?: string | undefined;
  readonly maintenanceWindow: string;
  readonly autoMinorVersionUpgrade: boolean;
}

/** Instances of a region, by the last part of their ARN. */
export function instancesIn(kernel: Kernel, region: string): Collection<ReplicationInstance> {
  return kernel.store.collection<ReplicationInstance>('dms.instance', region);
}

/** @throws Fault ResourceNotFoundFault */
export function needInstance(kernel: Kernel, region: string, arn: string): ReplicationInstance {
  const found = instancesIn(kernel, region).get(resourceIdOf(arn));
  if (!found) throw notFound(`Replication Instance ${arn} not found.`);
  return found;
}

export function describeInstance(instance: ReplicationInstance) {
  return {
    ReplicationInstanceIdentifier: instance.id,
    ReplicationInstanceClass: instance.instanceClass,
    ReplicationInstanceStatus: 'available',
    AllocatedStorage: instance.allocatedStorage,
    InstanceCreateTime: new Date(instance.created),
    VpcSecurityGroups: instance.securityGroups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    AvailabilityZone: instance.availabilityZone,
    ...(instance.subnetGroup === undefined
      ? {}
      : {
          ReplicationSubnetGroup: {
            ReplicationSubnetGroupIdentifier: instance.subnetGroup,
            SubnetGroupStatus: 'Complete',
          },
        }),
    PreferredMaintenanceWindow: instance.maintenanceWindow,
    PendingModifiedValues: {},
    MultiAZ: instance.multiAz,
    EngineVersion: instance.version,
    AutoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    ReplicationInstanceArn: instance.arn,
    ReplicationInstancePrivateIpAddress: '127.0.0.1',
    ReplicationInstancePrivateIpAddresses: ['127.0.0.1'],
    PubliclyAccessible: instance.publiclyAccessible,
    NetworkType: 'IPV4',
  };
}
