import type { Kernel } from '../../../kernel.ts';
import type { TaskIntegration } from '../interpreter/host.ts';
import { callFunction } from './callFunction.ts';

/** A Task whose Resource is a function's ARN: the input is the event, the function's answer the result. */
export function bareFunction(kernel: Kernel, region: string, arn: string): TaskIntegration {
  return {
    events: 'LambdaFunction',
    resourceType: 'lambda',
    resource: arn,
    region,
    async request(input, signal) {
      return (await callFunction(kernel, region, { FunctionName: arn, Payload: input }, signal)).payload;
    },
  };
}
