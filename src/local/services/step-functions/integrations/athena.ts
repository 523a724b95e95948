/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html */
import { operationOf } from '../../../sdkServices.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';
import { waitForJob } from './waitForJob.ts';

const actions = new Set(['startQueryExecution', 'stopQueryExecution', 'getQueryExecution', 'getQueryResults']);

export const athena: Optimized = (kernel, resource) => {
  const sync = resource.pattern === 'sync' && resource.action === 'startQueryExecution';
  if (!actions.has(resource.action) || (resource.pattern !== 'request' && !sync)) return undefined;
  const service = { name: 'athena', errorPrefix: 'Athena', region: resource.region, dates: 'milliseconds' as const };
  const idOf = (submitted: Json) => (isObject(submitted) ? (submitted.QueryExecutionId ?? null) : null);
  return {
    request: (parameters, signal) => callService(kernel, service, operationOf(resource.action), parameters, signal),
    ...(sync
      ? {
          complete: (submitted: Json, signal: AbortSignal) =>
            waitForJob(async () => {
              const query = { QueryExecutionId: idOf(submitted) };
              const answer = await callService(kernel, service, 'GetQueryExecution', query, signal);
              const state = stateOf(answer);
              if (state === 'FAILED' || state === 'CANCELLED') {
                throw new StatesError('States.TaskFailed', JSON.stringify(answer));
              }
              return state === 'SUCCEEDED' ? answer : undefined;
            }, signal),
          async cancel(submitted: Json) {
            const query = { QueryExecutionId: idOf(submitted) };
            await callService(kernel, service, 'StopQueryExecution', query, new AbortController().signal);
          },
        }
      : {}),
  };
};

function stateOf(answer: Json): string {
  const query = isObject(answer) ? answer.QueryExecution : undefined;
  const status = isObject(query) ? query.Status : undefined;
  return isObject(status) ? String(status.State) : '';
}
