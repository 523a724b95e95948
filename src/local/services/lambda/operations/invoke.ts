import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { RestAnswer } from '../../../server/localService.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import type { AsyncQueue } from '../asyncQueue.ts';
import { runInvocation } from '../execution/runInvocation.ts';
import type { WorkerPool } from '../execution/workerPool.ts';
import { resolveFunction } from '../functionStore.ts';

/** Lambda's limits for a payload. */
const maxSyncBytes = 6_291_456;
const maxAsyncBytes = 1_048_576;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperations(kernel: Kernel, pool: WorkerPool, queue: AsyncQueue): Operations {
  return {
    Invoke: operation(
      z.object({
        FunctionName: z.string(),
        InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
        LogType: z.enum(['None', 'Tail']).default('None'),
        ClientContext: z.string().optional(),
        Payload: z.union([z.instanceof(Uint8Array), z.string()]).optional(),
        Qualifier: z.string().optional(),
      }),
      async (input, call) => {
        const { fn, invokedArn } = resolveFunction(kernel, call, input.FunctionName, input.Qualifier);
        const payload = Buffer.from(input.Payload ?? '');
        const most = input.InvocationType === 'Event' ? maxAsyncBytes : maxSyncBytes;
        if (payload.length > most) {
          throw new Fault(
            'RequestTooLargeException',
            `${payload.length} byte payload is too large for the ${input.InvocationType} invocation type (limit ${most} bytes)`,
            413,
          );
        }
        const event = parseEvent(payload);
        if (input.InvocationType === 'DryRun') return answer({ StatusCode: 204 });
        if (input.InvocationType === 'Event') {
          queue.add({
            region: call.region,
            name: fn.name,
            invokedArn,
            requestId: call.requestId,
            payload: payload.toString() || '{}',
          });
          return answer({ StatusCode: 202 });
        }
        const result = await runInvocation(
          pool,
          {
            requestId: call.requestId,
            region: call.region,
            fn,
            invokedArn,
            event,
            ...(input.ClientContext ? { clientContext: parseContext(input.ClientContext) } : {}),
          },
          call.signal,
        );
        return answer({
          StatusCode: 200,
          ExecutedVersion: fn.version,
          Payload: Buffer.from(result.payload),
          ...(result.failed ? { FunctionError: 'Unhandled' } : {}),
          ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(result.logTail).toString('base64') } : {}),
        });
      },
      'InvalidParameterValueException',
    ),
  };
}

interface InvokeOutput {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly Payload?: Buffer;
  readonly FunctionError?: string;
  readonly LogResult?: string;
}

/** The SDK's shape for the other local services, and beside it how the REST protocol carries it. */
function answer(output: InvokeOutput): InvokeOutput & RestAnswer {
  return {
    ...output,
    status: output.StatusCode,
    payload: output.Payload ?? '',
    headers: {
      ...(output.ExecutedVersion ? { 'x-amz-executed-version': output.ExecutedVersion } : {}),
      ...(output.FunctionError ? { 'x-amz-function-error': output.FunctionError } : {}),
      ...(output.LogResult ? { 'x-amz-log-result': output.LogResult } : {}),
    },
  };
}

function parseEvent(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (error) {
    throw new Fault(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      400,
      { Type: 'User' },
    );
  }
}

function parseContext(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    throw new Fault('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }
}
