/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_PauseCluster.html and its kin */

import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Operation, Operations } from '../../server/operation.ts';
import { named } from '../../server/queryInput.ts';
import { type Cluster, clustersIn, describeCluster, needCluster } from './cluster.ts';
import { redshiftOperation } from './query.ts';

const target = z.object({ ClusterIdentifier: z.string() });

/** A paused cluster takes no statements by its name; the warehouse and its port go on for the others. */
export function clusterStateOperations(kernel: Kernel): Operations {
  const turn = (from: Cluster['status'], to: Cluster['status'], what: string): Operation =>
    redshiftOperation(target, (input, call) => {
      const found = needCluster(kernel, call.region, input.ClusterIdentifier);
      if (found.status !== from) {
        throw new Fault(
          'InvalidClusterState',
          `You can't ${what} cluster ${found.id} because its status is ${found.status}. It must be ${from}.`,
        );
      }
      const turned: Cluster = { ...found, status: to };
      clustersIn(kernel, call.region).put(found.id, turned);
      return { Cluster: describeCluster(turned, call, kernel.warehouse.login) };
    });

  return {
    PauseCluster: turn('available', 'paused', 'pause'),
    ResumeCluster: turn('paused', 'available', 'resume'),

    ModifyClusterIamRoles: redshiftOperation(
      z.object({
        ClusterIdentifier: z.string(),
        AddIamRoles: named('IamRoleArn', z.string()).default([]),
        RemoveIamRoles: named('IamRoleArn', z.string()).default([]),
        DefaultIamRoleArn: z.string().optional(),
      }),
      (input, call) => {
        const found = needCluster(kernel, call.region, input.ClusterIdentifier);
        const roles = new Set([...found.iamRoles, ...input.AddIamRoles]);
        for (const role of input.RemoveIamRoles) roles.delete(role);
        const changed: Cluster = {
          ...found,
          iamRoles: [...roles],
          defaultRole: input.DefaultIamRoleArn ?? found.defaultRole,
        };
        clustersIn(kernel, call.region).put(found.id, changed);
        return { Cluster: describeCluster(changed, call, kernel.warehouse.login) };
      },
    ),
  };
}
