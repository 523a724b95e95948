/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
import { isObject, type Json } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';

export const events: Optimized = (kernel, resource, execution) => {
  if (resource.action !== 'putEvents' || resource.pattern.startsWith('sync')) return undefined;
  const service = {
    name: 'events',
    errorPrefix: 'EventBridge',
    region: resource.region,
    dates: 'milliseconds' as const,
  };
  return {
    async request(parameters, signal) {
      const given = isObject(parameters) ? parameters : {};
      const entries = Array.isArray(given.Entries) ? given.Entries : [];
      const Entries = entries.map((entry) => detailed(entry, [execution.arn, execution.machineArn]));
      const output = await callService(kernel, service, 'PutEvents', { ...given, Entries }, signal);
      if (isObject(output) && Number(output.FailedEntryCount) > 0) {
        throw new StatesError('EventBridge.FailedEntry', JSON.stringify(output));
      }
      return output;
    },
  };
};

/** The detail as text, and the execution among the event's resources. */
function detailed(entry: Json, own: readonly string[]): Json {
  if (!isObject(entry)) return entry;
  const Detail = typeof entry.Detail === 'string' ? entry.Detail : JSON.stringify(entry.Detail ?? {});
  const Resources = Array.isArray(entry.Resources) ? entry.Resources : [];
  return { ...entry, Detail, Resources: [...Resources, ...own] };
}
