/**
 * Amazon Redshift's clusters. Every cluster of the endpoint is another name for its one warehouse: what is created here
 * is a record with the warehouse's address, and its data stay when it goes.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { clusterOperations } from './clusterOperations.ts';
import { clusterStateOperations } from './clusterStateOperations.ts';
import { credentialOperations } from './credentialOperations.ts';
import { groupOperations } from './groupOperations.ts';
import { redshiftNamespace } from './query.ts';
import { tagOperations } from './tagOperations.ts';

export function createRedshift(kernel: Kernel): LocalService {
  return {
    name: 'redshift',
    protocol: { kind: 'query', xmlns: redshiftNamespace },
    operations: {
      ...clusterOperations(kernel),
      ...clusterStateOperations(kernel),
      ...credentialOperations(kernel),
      ...groupOperations(kernel),
      ...tagOperations(kernel),
    },
  };
}
