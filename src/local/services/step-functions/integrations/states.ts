/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';
import { waitForJob } from './waitForJob.ts';

export const states: Optimized = (kernel, resource) => {
  if (resource.action !== 'startExecution') return undefined;
  const service = {
    name: 'states',
    errorPrefix: 'StepFunctions',
    region: resource.region,
    dates: 'milliseconds' as const,
  };
  const arnOf = (submitted: Json) => (isObject(submitted) ? (submitted.ExecutionArn ?? null) : null);
  return {
    request(parameters, signal) {
      const given = isObject(parameters) ? parameters : {};
      const Input = typeof given.Input === 'string' ? given.Input : JSON.stringify(given.Input ?? {});
      return callService(kernel, service, 'StartExecution', { ...given, Input }, signal);
    },
    ...(resource.pattern.startsWith('sync')
      ? {
          complete: (submitted: Json, signal: AbortSignal) =>
            waitForJob(async () => {
              const of = { ExecutionArn: arnOf(submitted) };
              const answer = await callService(kernel, service, 'DescribeExecution', of, signal);
              const child = isObject(answer) ? answer : {};
              if (child.Status === 'RUNNING') return undefined;
              if (child.Status !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(child));
              return resource.pattern === 'sync:2' ? parsedData(child) : child;
            }, signal),
          async cancel(submitted: Json) {
            const of = { ExecutionArn: arnOf(submitted) };
            await callService(kernel, service, 'StopExecution', of, new AbortController().signal);
          },
        }
      : {}),
  };
};

/** `.sync:2` gives input and output as JSON, `.sync` as text. */
function parsedData(child: JsonObject): JsonObject {
  const parse = (value: Json | undefined) =>
    typeof value === 'string' ? (JSON.parse(value) as Json) : (value ?? null);
  return { ...child, Input: parse(child.Input), Output: parse(child.Output) };
}
