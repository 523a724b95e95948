/** `aws-sdk:<service>:<action>` for every service of the endpoint. */
import type { Kernel } from '../../../kernel.ts';
import { operationOf, sdkService } from '../../../sdkServices.ts';
import type { TaskIntegration } from '../interpreter/host.ts';
import { StatesError } from '../interpreter/statesError.ts';
import type { Resource } from './resource.ts';
import { callService } from './serviceCall.ts';

export function awsSdk(kernel: Kernel, resource: Resource): TaskIntegration {
  const sdkName = resource.sdkService ?? '';
  if (resource.pattern === 'sync' || resource.pattern === 'sync:2') {
    throw new StatesError(
      'States.Runtime',
      `AWS SDK integrations do not support .sync: ${sdkName}:${resource.resource}`,
    );
  }
  const { name, errors } = sdkService(sdkName);
  const service = {
    name,
    errorPrefix: errors,
    region: resource.region,
    dates: 'iso' as const,
  };
  return {
    events: 'Task',
    resourceType: `aws-sdk:${sdkName}`,
    resource: resource.resource,
    region: resource.region,
    request: (parameters, signal) => callService(kernel, service, operationOf(resource.action), parameters, signal),
  };
}
