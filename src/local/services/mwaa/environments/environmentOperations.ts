import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { validationFault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { isString, readPageToken, takePage } from '../../../server/pageToken.ts';
import type { EnvironmentHosts } from '../hosting/environmentHosts.ts';
import { checkSettings } from './checkSettings.ts';
import {
  describeEnvironment,
  type Environment,
  environmentArn,
  environmentsIn,
  needEnvironment,
} from './environment.ts';
import { createInput, type EnvironmentSettings, environmentName, updateInput } from './environmentInput.ts';

const mostListed = 25;

export function environmentOperations(kernel: Kernel, hosts: EnvironmentHosts): Operations {
  return {
    CreateEnvironment: operation(createInput, (input, call) => {
      const { Name, EndpointManagement, KmsKey, Tags, ...settings } = input;
      if (settings.NetworkConfiguration?.SubnetIds == null) {
        throw validationFault('NetworkConfiguration must name two subnets.');
      }
      checkSettings(kernel, settings);
      const environment: Environment = {
        name: Name,
        status: 'CREATING',
        created: Date.now(),
        port: 0,
        settings: withoutNulls(settings),
        fixed: { ...(EndpointManagement ? { EndpointManagement } : {}), ...(KmsKey ? { KmsKey } : {}) },
        tags: Tags ?? {},
        lastUpdate: { status: 'PENDING', at: Date.now() },
      };
      if (!environmentsIn(kernel, call.region).insert(Name, environment)) {
        throw validationFault(`An environment with the name ${Name} already exists.`);
      }
      hosts.create({ region: call.region, name: Name });
      return { Arn: environmentArn(call, Name) };
    }),

    GetEnvironment: operation(z.object({ Name: environmentName }), ({ Name }, call) => ({
      Environment: {
        ...describeEnvironment(needEnvironment(kernel, call.region, Name), call),
        // No member of AWS's, and SDKs leave it out: the workbench lists no runs of an Airflow that it would have to start.
        StrataAirflow: hosts.stateOf({ region: call.region, name: Name }),
      },
    })),

    ListEnvironments: operation(
      z.object({
        MaxResults: z.coerce.number().int().min(1).max(mostListed).nullish(),
        NextToken: z.string().nullish(),
      }),
      ({ MaxResults, NextToken }, call) => {
        const after = readPageToken(NextToken, isString, () => validationFault('The NextToken is not valid.'));
        const names = [...environmentsIn(kernel, call.region).all()].map(({ id }) => id);
        const left = after === undefined ? names : names.filter((name) => name > after);
        const { items, ...next } = takePage(left, (name) => name, MaxResults ?? mostListed);
        return { Environments: items, ...next };
      },
    ),

    UpdateEnvironment: operation(updateInput, (input, call) => {
      const { Name, WorkerReplacementStrategy: _, ...changes } = input;
      const environment = needEnvironment(kernel, call.region, Name);
      if (!['AVAILABLE', 'UPDATE_FAILED', 'UNAVAILABLE'].includes(environment.status)) {
        throw validationFault(`Environment ${Name} cannot be updated while its status is ${environment.status}.`);
      }
      const before = environment.settings;
      const settings = {
        ...before,
        ...withoutNulls(changes),
        NetworkConfiguration: { ...before.NetworkConfiguration, ...changes.NetworkConfiguration },
      };
      refuseDowngrade(before, settings);
      checkSettings(kernel, settings);
      environmentsIn(kernel, call.region).put(Name, {
        ...environment,
        status: 'UPDATING',
        settings,
        previous: before,
        lastUpdate: { status: 'PENDING', at: Date.now() },
      });
      hosts.update({ region: call.region, name: Name });
      return { Arn: environmentArn(call, Name) };
    }),

    DeleteEnvironment: operation(z.object({ Name: environmentName }), ({ Name }, call) => {
      const environment = needEnvironment(kernel, call.region, Name);
      environmentsIn(kernel, call.region).put(Name, { ...environment, status: 'DELETING' });
      hosts.delete({ region: call.region, name: Name });
      return {};
    }),
  };
}

/** The database of an Airflow 3 is nothing that Airflow 2 can read. */
function refuseDowngrade(before: EnvironmentSettings, after: EnvironmentSettings): void {
  if (before.AirflowVersion === after.AirflowVersion) return;
  const major = ({ AirflowVersion }: EnvironmentSettings) => Number((AirflowVersion ?? '3').split('.')[0]);
  if (major(after) < major(before)) {
    throw validationFault(
      `An environment of Airflow ${before.AirflowVersion ?? 3} cannot go back to ${after.AirflowVersion}; create another one.`,
    );
  }
}

function withoutNulls<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null)) as T;
}
