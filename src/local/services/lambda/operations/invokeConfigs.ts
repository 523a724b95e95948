import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { collectionsOf, type EventInvokeConfig, readFunctionName, resolveFunction } from '../functionStore.ts';

const destination = z.object({ Destination: z.string().optional() }).optional();
const settings = z.object({
  FunctionName: z.string(),
  Qualifier: z.string().optional(),
  MaximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).optional(),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).optional(),
});
const named = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() });

/** How asynchronous invocations of a function are retried, and where their outcomes go. */
export function invokeConfigOperations(kernel: Kernel): Operations {
  const place = (call: Call, input: z.infer<typeof named>) => {
    const { invokedArn } = resolveFunction(kernel, call, input.FunctionName, input.Qualifier);
    const { name, qualifier } = readFunctionName(input.FunctionName, input.Qualifier);
    const configs = collectionsOf(kernel, call.region).invokeConfigs;
    const id = `${name}:${qualifier ?? '$LATEST'}`;
    return { configs, id, arn: qualifier === undefined ? `${invokedArn}:$LATEST` : invokedArn, known: configs.get(id) };
  };
  const put = (input: z.infer<typeof settings>, call: Call, before: EventInvokeConfig | undefined) => {
    const { configs, id, arn } = place(call, input);
    const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
    const config: EventInvokeConfig = {
      ...before,
      ...(input.MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: input.MaximumRetryAttempts }),
      ...(input.MaximumEventAgeInSeconds === undefined
        ? {}
        : { maximumEventAgeInSeconds: input.MaximumEventAgeInSeconds }),
      ...(OnSuccess?.Destination ? { onSuccess: OnSuccess.Destination } : {}),
      ...(OnFailure?.Destination ? { onFailure: OnFailure.Destination } : {}),
      lastModified: Date.now(),
    };
    configs.put(id, config);
    return shape(arn, config);
  };
  const required = (call: Call, input: z.infer<typeof named>) => {
    const found = place(call, input);
    if (found.known) return { ...found, known: found.known };
    throw new Fault('ResourceNotFoundException', `The function ${found.arn} doesn't have an EventInvokeConfig`, 404, {
      Type: 'User',
    });
  };

  return {
    PutFunctionEventInvokeConfig: operation(settings, (input, call) => put(input, call, undefined)),
    UpdateFunctionEventInvokeConfig: operation(settings, (input, call) =>
      put(input, call, required(call, input).known),
    ),
    GetFunctionEventInvokeConfig: operation(named, (input, call) => {
      const { arn, known } = required(call, input);
      return shape(arn, known);
    }),
    DeleteFunctionEventInvokeConfig: operation(named, (input, call) => {
      const { configs, id } = required(call, input);
      configs.delete(id);
      return {};
    }),
  };
}

function shape(arn: string, config: EventInvokeConfig): Record<string, unknown> {
  return {
    LastModified: new Date(config.lastModified),
    FunctionArn: arn,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeInSeconds,
    DestinationConfig: {
      OnSuccess: config.onSuccess ? { Destination: config.onSuccess } : {},
      OnFailure: config.onFailure ? { Destination: config.onFailure } : {},
    },
  };
}
