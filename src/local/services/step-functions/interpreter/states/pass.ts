import { effectiveInput, jsonataOutcome, jsonPathOutcome, payloadOf } from '../dataFlow.ts';
import type { Outcome, Stay } from '../scope.ts';

/** Passes on its input, its Parameters, or a fixed Result. */
export async function runPass(stay: Stay): Promise<Outcome> {
  const { state } = stay;
  if (stay.language === 'JSONata') {
    return await jsonataOutcome(stay, {}, state.Output, state.Assign, stay.input, state.Next);
  }
  const result = state.Result ?? (state.Parameters === undefined ? effectiveInput(stay) : await payloadOf(stay));
  return jsonPathOutcome(stay, result, state.ResultPath, stay.input);
}
