/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
import { isObject } from '../interpreter/json.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';

export const sns: Optimized = (kernel, resource) => {
  if (resource.action !== 'publish' || resource.pattern.startsWith('sync')) return undefined;
  const service = { name: 'sns', errorPrefix: 'SNS', region: resource.region, dates: 'milliseconds' as const };
  return {
    request(parameters, signal) {
      const given = isObject(parameters) ? parameters : {};
      const Message = typeof given.Message === 'string' ? given.Message : JSON.stringify(given.Message ?? null);
      return callService(kernel, service, 'Publish', { ...given, Message }, signal);
    },
  };
};
