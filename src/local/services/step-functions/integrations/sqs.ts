/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
import { isObject } from '../interpreter/json.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';

export const sqs: Optimized = (kernel, resource) => {
  if (resource.action !== 'sendMessage' || resource.pattern.startsWith('sync')) return undefined;
  const service = { name: 'sqs', errorPrefix: 'SQS', region: resource.region, dates: 'milliseconds' as const };
  return {
    request(parameters, signal) {
      const given = isObject(parameters) ? parameters : {};
      const body = given.MessageBody ?? null;
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      return callService(kernel, service, 'SendMessage', { ...given, MessageBody }, signal);
    },
  };
};
