import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import { textOfBody } from './sdkShapes.ts';

export interface FunctionAnswer {
  readonly payload: Json;
  readonly statusCode: number;
  readonly executedVersion: string;
}

/**
 * Invokes a function.
 * @throws StatesError with the name of the function's own error, and its answer as the cause; `Lambda.<Error>` when
 * Lambda refused the call
 */
export async function callFunction(
  kernel: Kernel,
  region: string,
  parameters: JsonObject,
  signal: AbortSignal,
): Promise<FunctionAnswer> {
  const { Payload = {}, ...rest } = parameters;
  const input = { ...rest, Payload: Buffer.from(JSON.stringify(Payload)) };
  let answer: { StatusCode?: number; FunctionError?: string; Payload?: unknown; ExecutedVersion?: string };
  try {
    answer = await kernel.call('lambda', 'Invoke', input, { region, signal });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.status === 501) throw new StatesError('States.Runtime', error.message);
    throw new StatesError(
      `Lambda.${error.code}`,
      `${error.message} (Service: Lambda, Status Code: ${error.status}, Error Code: ${error.code})`,
    );
  }
  const text = await textOfBody(answer.Payload);
  if (answer.FunctionError) throw functionError(text);
  return {
    payload: text === '' ? {} : (JSON.parse(text) as Json),
    statusCode: answer.StatusCode ?? 200,
    executedVersion: answer.ExecutedVersion ?? '$LATEST',
  };
}

function functionError(payload: string): StatesError {
  const answer = JSON.parse(payload || '{}') as Json;
  const type = isObject(answer) && typeof answer.errorType === 'string' ? answer.errorType : 'Lambda.Unknown';
  return new StatesError(type, payload);
}
