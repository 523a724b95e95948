/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html and its kin */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { flag, named, tagsInput, whole } from '../../server/queryInput.ts';
import { ensureDatabase } from '../../warehouse/ensureDatabase.ts';
import { setLogin } from '../../warehouse/logins.ts';
import { checkPassword, forgetMasterUser, keepMasterUser } from '../../warehouse/masterUser.ts';
import { type Cluster, clustersIn, defaultParameterGroup, describeCluster, needCluster } from './cluster.ts';
import { needGroup } from './groupOperations.ts';
import { invalidParameter, listing, pageOfTagged, redshiftOperation } from './query.ts';

const identifier = z
  .string()
  .toLowerCase()
  .regex(
    /^[a-z](-?[a-z0-9])*$/,
    'The parameter ClusterIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  )
  .max(63);

/** What can be given when a cluster is made and changed later. */
const settings = {
  NodeType: z.string().min(1),
  ClusterType: z.enum(['single-node', 'multi-node']).optional(),
  NumberOfNodes: whole.min(1).max(100).optional(),
  MasterUserPassword: z.string().optional(),
  ManageMasterPassword: flag.optional(),
  ClusterParameterGroupName: z.string().optional(),
  VpcSecurityGroupIds: named('VpcSecurityGroupId', z.string()).optional(),
  PubliclyAccessible: flag.optional(),
  Encrypted: flag.optional(),
  KmsKeyId: z.string().optional(),
  EnhancedVpcRouting: flag.optional(),
  AutomatedSnapshotRetentionPeriod: whole.min(0).max(35).optional(),
  PreferredMaintenanceWindow: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  MultiAZ: flag.optional(),
};
const creation = z.object({
  ...settings,
  ClusterIdentifier: identifier,
  DBName: z
    .string()
    .regex(/^[a-z_][a-z0-9_$]{0,63}$/, 'The parameter DBName is not a valid database name.')
    .default('dev'),
  MasterUsername: z.string().min(1),
  ClusterSubnetGroupName: z.string().optional(),
  IamRoles: named('IamRoleArn', z.string()).default([]),
  DefaultIamRoleArn: z.string().optional(),
  Tags: tagsInput.default([]),
});
const change = z.object({
  ...settings,
  NodeType: settings.NodeType.optional(),
  ClusterIdentifier: z.string(),
  NewClusterIdentifier: identifier.optional(),
});

export function clusterOperations(kernel: Kernel): Operations {
  const clusters = (region: string) => clustersIn(kernel, region);

  return {
    CreateCluster: redshiftOperation(creation, async (input, call) => {
      const id = input.ClusterIdentifier;
      if (clusters(call.region).get(id)) throw new Fault('ClusterAlreadyExists', 'Cluster already exists', 400);
      if (input.ClusterSubnetGroupName !== undefined) {
        needGroup(kernel, call.region, 'subnet', input.ClusterSubnetGroupName);
      }
      const parameterGroup = input.ClusterParameterGroupName ?? defaultParameterGroup;
      needGroup(kernel, call.region, 'parameter', parameterGroup);
      const nodes = nodesOf(input.ClusterType, input.NumberOfNodes);
      await ensureDatabase(kernel, input.DBName, call.signal);
      const cluster = kernel.store.transaction(() => {
        const user = {
          name: input.MasterUsername,
          password: input.MasterUserPassword,
          managed: input.ManageMasterPassword === true,
        };
        const master = keepMasterUser(kernel.store, call, user, id, 'InvalidParameterValue');
        const made: Cluster = {
          id,
          namespaceId: randomUUID(),
          nodeType: input.NodeType,
          nodes,
          status: 'available',
          masterUser: master.name,
          secretArn: master.secretArn,
          database: input.DBName,
          created: Date.now(),
          parameterGroup,
          subnetGroup: input.ClusterSubnetGroupName,
          securityGroups: input.VpcSecurityGroupIds ?? [],
          iamRoles: input.IamRoles,
          defaultRole: input.DefaultIamRoleArn,
          publiclyAccessible: input.PubliclyAccessible ?? false,
          encrypted: input.Encrypted ?? true,
          kmsKey: input.KmsKeyId,
          enhancedVpcRouting: input.EnhancedVpcRouting ?? false,
          snapshotDays: input.AutomatedSnapshotRetentionPeriod ?? 1,
          maintenanceWindow: input.PreferredMaintenanceWindow ?? 'sun:04:00-sun:04:30',
          availabilityZone: input.AvailabilityZone ?? `${call.region}a`,
          multiAz: input.MultiAZ ?? false,
          tags: input.Tags,
        };
        // Another call may have made it while the database was.
        if (!clusters(call.region).insert(id, made)) throw new Fault('ClusterAlreadyExists', 'Cluster already exists');
        return made;
      });
      return { Cluster: describeCluster(cluster, call, kernel.warehouse.login) };
    }),

    DescribeClusters: redshiftOperation(
      z.object({ ...listing, ClusterIdentifier: z.string().optional() }),
      (input, call) => {
        const all =
          input.ClusterIdentifier === undefined
            ? [...clusters(call.region).all()].map(({ value }) => value)
            : [needCluster(kernel, call.region, input.ClusterIdentifier)];
        const { items, ...marker } = pageOfTagged(all, input);
        const wire = kernel.warehouse.login;
        const described = items.map((cluster) => describeCluster(cluster, call, wire));
        return { Clusters: queryList('Cluster', described), ...marker };
      },
    ),

    ModifyCluster: redshiftOperation(change, (input, call) => {
      const found = needCluster(kernel, call.region, input.ClusterIdentifier);
      const id = input.NewClusterIdentifier ?? found.id;
      if (id !== found.id && clusters(call.region).get(id)) {
        throw new Fault('ClusterAlreadyExists', 'Cluster already exists');
      }
      const group = input.ClusterParameterGroupName;
      if (group !== undefined) needGroup(kernel, call.region, 'parameter', group);
      if (input.MasterUserPassword !== undefined) checkPassword(input.MasterUserPassword, 'InvalidParameterValue');
      const changed: Cluster = {
        ...found,
        id,
        nodeType: input.NodeType ?? found.nodeType,
        nodes:
          input.ClusterType === undefined && input.NumberOfNodes === undefined
            ? found.nodes
            : nodesOf(input.ClusterType, input.NumberOfNodes),
        parameterGroup: group ?? found.parameterGroup,
        securityGroups: input.VpcSecurityGroupIds ?? found.securityGroups,
        publiclyAccessible: input.PubliclyAccessible ?? found.publiclyAccessible,
        encrypted: input.Encrypted ?? found.encrypted,
        kmsKey: input.KmsKeyId ?? found.kmsKey,
        enhancedVpcRouting: input.EnhancedVpcRouting ?? found.enhancedVpcRouting,
        snapshotDays: input.AutomatedSnapshotRetentionPeriod ?? found.snapshotDays,
        maintenanceWindow: input.PreferredMaintenanceWindow ?? found.maintenanceWindow,
        availabilityZone: input.AvailabilityZone ?? found.availabilityZone,
        multiAz: input.MultiAZ ?? found.multiAz,
      };
      kernel.store.transaction(() => {
        if (input.MasterUserPassword !== undefined) {
          setLogin(kernel.store, found.masterUser, { password: input.MasterUserPassword });
        }
        if (id !== found.id) clusters(call.region).delete(found.id);
        clusters(call.region).put(id, changed);
      });
      return { Cluster: describeCluster(changed, call, kernel.warehouse.login) };
    }),

    DeleteCluster: redshiftOperation(
      z.object({
        ClusterIdentifier: z.string(),
        SkipFinalClusterSnapshot: flag.optional(),
        FinalClusterSnapshotIdentifier: z.string().optional(),
      }),
      (input, call) => {
        const found = needCluster(kernel, call.region, input.ClusterIdentifier);
        refuseSnapshot(input.SkipFinalClusterSnapshot ?? false, input.FinalClusterSnapshotIdentifier);
        kernel.store.transaction(() => {
          clusters(call.region).delete(found.id);
          const left = kernel.store
            .regionsOf('redshift.cluster')
            .flatMap((region) => [...clusters(region).all()].map(({ value }) => value.masterUser));
          forgetMasterUser(kernel.store, found.masterUser, left);
        });
        return { Cluster: { ...describeCluster(found, call, kernel.warehouse.login), ClusterStatus: 'deleting' } };
      },
    ),
  };
}

/** @throws Fault InvalidParameterCombination */
function nodesOf(type: 'single-node' | 'multi-node' | undefined, nodes: number | undefined): number {
  const combination = (message: string) => new Fault('InvalidParameterCombination', message);
  if (type === 'single-node') {
    if (nodes !== undefined && nodes !== 1)
      throw combination('Number of nodes for cluster type single-node must be 1.');
    return 1;
  }
  if (type === 'multi-node' && (nodes === undefined || nodes < 2)) {
    throw combination('Number of nodes for cluster type multi-node must be greater than or equal to 2.');
  }
  return nodes ?? 1;
}

function refuseSnapshot(skip: boolean, name: string | undefined): void {
  if (skip && name !== undefined) {
    throw new Fault(
      'InvalidParameterCombination',
      'FinalClusterSnapshotIdentifier cannot be specified when SkipFinalClusterSnapshot is true.',
    );
  }
  if (!skip && name === undefined) {
    throw new Fault(
      'InvalidParameterCombination',
      'FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is specified.',
    );
  }
  if (name !== undefined) {
    throw invalidParameter(
      'The local endpoint takes no snapshots: the data stay in its warehouse. Set SkipFinalClusterSnapshot.',
    );
  }
}
