/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstance.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Operation, Operations } from '../../server/operation.ts';
import { type DbInstance, describeInstance, type InstanceStatus, instancesIn, needInstance } from './instance.ts';
import { notAvailable } from './instanceOperations.ts';
import { rdsOperation } from './query.ts';
import type { InstancePlace, InstanceServers } from './server/instanceServers.ts';

const target = z.object({ DBInstanceIdentifier: z.string() });

export function stateOperations(kernel: Kernel, servers: InstanceServers): Operations {
  const turn = (
    from: readonly InstanceStatus[],
    through: InstanceStatus,
    refused: (instance: DbInstance) => Fault,
    begin: (place: InstancePlace) => void,
  ): Operation =>
    rdsOperation(target, (input, call) => {
      const found = needInstance(kernel, call.region, input.DBInstanceIdentifier);
      if (!from.includes(found.status)) throw refused(found);
      const turned: DbInstance = { ...found, status: through };
      instancesIn(kernel, call.region).put(found.id, turned);
      begin({ region: call.region, id: found.id });
      return { DBInstance: describeInstance(turned, call) };
    });
  const notStopped = ({ id }: DbInstance) =>
    new Fault(
      'InvalidDBInstanceState',
      `Instance ${id} is not stopped or it is in a state in which it cannot be started.`,
    );

  return {
    StopDBInstance: turn(['available'], 'stopping', notAvailable, (place) => servers.stop(place)),
    StartDBInstance: turn(['stopped'], 'starting', notStopped, (place) => servers.start(place)),
    RebootDBInstance: turn(['available'], 'rebooting', notAvailable, (place) => servers.reboot(place)),
  };
}
