/**
 * AWS Database Migration Service from PostgreSQL to S3: full loads and changes, really read and really written.
 * https://docs.aws.amazon.com/dms/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { connectionOperations } from './endpoints/connections.ts';
import { needEndpoint } from './endpoints/endpoint.ts';
import { endpointOperations } from './endpoints/endpointOperations.ts';
import { schemaOperations } from './endpoints/schemas.ts';
import { eventOperations } from './events.ts';
import { instanceOperations } from './instanceOperations.ts';
import { needInstance } from './replicationInstance.ts';
import { needSubnetGroup, subnetGroupOperations } from './subnetGroups.ts';
import { tagOperations } from './tags.ts';
import { runOperations } from './tasks/runOperations.ts';
import { needTask } from './tasks/task.ts';
import { taskOperations } from './tasks/taskOperations.ts';
import { TaskRunner } from './tasks/taskRunner.ts';

export function createDms(kernel: Kernel): LocalService {
  const runner = new TaskRunner(kernel);
  const stopping = new AbortController();
  return {
    name: 'dms',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...instanceOperations(kernel),
      ...subnetGroupOperations(kernel),
      ...endpointOperations(kernel),
      ...connectionOperations(kernel, stopping.signal),
      ...schemaOperations(kernel, stopping.signal),
      ...taskOperations(kernel, runner),
      ...runOperations(kernel, runner),
      ...eventOperations(kernel),
      ...tagOperations(kernel, (region, arn) => checkArn(kernel, region, arn)),
    },
    start: () => runner.recover(),
    async stop() {
      stopping.abort();
      await runner.close();
    },
  };
}

/** @throws Fault ResourceNotFoundFault */
function checkArn(kernel: Kernel, region: string, arn: string): void {
  const kind = arn.split(':')[5];
  if (kind === 'rep') needInstance(kernel, region, arn);
  else if (kind === 'task') needTask(kernel, region, arn);
  else if (kind === 'subgrp') needSubnetGroup(kernel, region, arn.split(':').at(-1) ?? '');
  else needEndpoint(kernel, region, arn);
}
