/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
import { operationOf } from '../../../sdkServices.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';

const actions = new Set(['getItem', 'putItem', 'updateItem', 'deleteItem']);

export const dynamodb: Optimized = (kernel, resource) => {
  if (!actions.has(resource.action) || resource.pattern !== 'request') return undefined;
  const service = {
    name: 'dynamodb',
    errorPrefix: 'DynamoDB',
    region: resource.region,
    dates: 'milliseconds' as const,
  };
  return {
    request: (parameters, signal) => callService(kernel, service, operationOf(resource.action), parameters, signal),
  };
};
