/**
 * Amazon RDS for PostgreSQL: each instance is a real server on this machine, with its files in the endpoint's state.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { engineOperations } from './engineVersions.ts';
import { eventOperations } from './events.ts';
import { instanceOperations } from './instanceOperations.ts';
import { parameterGroupOperations } from './parameterGroups.ts';
import { rdsNamespace } from './query.ts';
import { InstanceServers } from './server/instanceServers.ts';
import { stateOperations } from './stateOperations.ts';
import { subnetGroupOperations } from './subnetGroups.ts';
import { tagOperations } from './tagOperations.ts';

export function createRds(kernel: Kernel): LocalService {
  const servers = new InstanceServers(kernel);
  return {
    name: 'rds',
    protocol: { kind: 'query', xmlns: rdsNamespace },
    operations: {
      ...engineOperations(),
      ...eventOperations(kernel),
      ...instanceOperations(kernel, servers),
      ...stateOperations(kernel, servers),
      ...subnetGroupOperations(kernel),
      ...parameterGroupOperations(kernel),
      ...tagOperations(kernel),
    },
    start: () => servers.recover(),
    stop: () => servers.close(),
  };
}
