/** A cluster: https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html */

import type { WarehouseLogin } from '../../../runtimes/warehouseLogin.ts';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import type { Tag } from '../../server/queryInput.ts';
import type { Collection } from '../../state/store.ts';

export interface Cluster {
  readonly id: string;
  readonly namespaceId: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly status: 'available' | 'paused';
  readonly masterUser: string;
  /** Set where the master user's password is kept in a secret and not given. */
  readonly secretArn?: string | undefined;
  readonly database: string;
  /** Milliseconds. */
  readonly created: number;
  readonly parameterGroup: string;
  readonly subnetGroup?: string | undefined;
  readonly securityGroups: readonly string[];
  readonly iamRoles: readonly string[];
  readonly defaultRole?: string | undefined;
  readonly publiclyAccessible: boolean;
  readonly encrypted: boolean;
  readonly kmsKey?: string | undefined;
  readonly enhancedVpcRouting: boolean;
  readonly snapshotDays: number;
  readonly maintenanceWindow: string;
  readonly availabilityZone: string;
  readonly multiAz: boolean;
  readonly tags: readonly Tag[];
}

export const defaultParameterGroup = 'default.redshift-2.0';

/** Clusters of a region, by identifier. */
export function clustersIn(kernel: Kernel, region: string): Collection<Cluster> {
  return kernel.store.collection<Cluster>('redshift.cluster', region);
}

/** @throws Fault ClusterNotFound */
export function needCluster(kernel: Kernel, region: string, id: string): Cluster {
  const found = clustersIn(kernel, region).get(id.toLowerCase());
  if (!found) throw new Fault('ClusterNotFound', `Cluster ${id.toLowerCase()} not found.`, 404);
  return found;
}

export function clusterArn(call: Pick<Call, 'region' | 'accountId'>, id: string): string {
  return `arn:aws:redshift:${call.region}:${call.accountId}:cluster:${id}`;
}

/** @param wire where the warehouse listens */
export function describeCluster(cluster: Cluster, call: Call, wire: Pick<WarehouseLogin, 'host' | 'port'>) {
  return {
    ClusterIdentifier: cluster.id,
    NodeType: cluster.nodeType,
    ClusterStatus: cluster.status,
    ClusterAvailabilityStatus: cluster.status === 'available' ? 'Available' : 'Paused',
    MasterUsername: cluster.masterUser,
    DBName: cluster.database,
    Endpoint: { Address: wire.host, Port: wire.port },
    ClusterCreateTime: new Date(cluster.created),
    AutomatedSnapshotRetentionPeriod: cluster.snapshotDays,
    ManualSnapshotRetentionPeriod: -1,
    ClusterSecurityGroups: queryList('ClusterSecurityGroup', []),
    VpcSecurityGroups: queryList(
      'VpcSecurityGroup',
      cluster.securityGroups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    ),
    ClusterParameterGroups: queryList('ClusterParameterGroup', [
      { ParameterGroupName: cluster.parameterGroup, ParameterApplyStatus: 'in-sync' },
    ]),
    ...(cluster.subnetGroup === undefined ? {} : { ClusterSubnetGroupName: cluster.subnetGroup }),
    AvailabilityZone: cluster.availabilityZone,
    PreferredMaintenanceWindow: cluster.maintenanceWindow,
    PendingModifiedValues: {},
    ClusterVersion: '1.0',
    AllowVersionUpgrade: true,
    NumberOfNodes: cluster.nodes,
    PubliclyAccessible: cluster.publiclyAccessible,
    Encrypted: cluster.encrypted,
    ClusterNodes: cluster.nodes === 1 ? [node('SHARED')] : [node('LEADER'), ...workers(cluster.nodes)],
    Tags: queryList('Tag', cluster.tags),
    ...(cluster.kmsKey === undefined ? {} : { KmsKeyId: cluster.kmsKey }),
    EnhancedVpcRouting: cluster.enhancedVpcRouting,
    IamRoles: queryList(
      'ClusterIamRole',
      cluster.iamRoles.map((IamRoleArn) => ({ IamRoleArn, ApplyStatus: 'in-sync' })),
    ),
    ...(cluster.defaultRole === undefined ? {} : { DefaultIamRoleArn: cluster.defaultRole }),
    MaintenanceTrackName: 'current',
    DeferredMaintenanceWindows: queryList('DeferredMaintenanceWindow', []),
    AvailabilityZoneRelocationStatus: 'disabled',
    ClusterNamespaceArn: `arn:aws:redshift:${call.region}:${call.accountId}:namespace:${cluster.namespaceId}`,
    ...(cluster.secretArn === undefined ? {} : { MasterPasswordSecretArn: cluster.secretArn }),
    MultiAZ: cluster.multiAz ? 'Enabled' : 'Disabled',
  };
}

const node = (NodeRole: string) => ({ NodeRole, PrivateIPAddress: '127.0.0.1', PublicIPAddress: '127.0.0.1' });

const workers = (count: number) => Array.from({ length: count }, (_, i) => node(`COMPUTE-${i}`));
