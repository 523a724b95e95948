import { effectiveInput, jsonataOutcome, jsonPathOutcome } from '../dataFlow.ts';
import type { Outcome, Stay } from '../scope.ts';

/** Ends the machine, branch or iteration well. */
export async function runSucceed(stay: Stay): Promise<Outcome> {
  if (stay.language === 'JSONata')
    return await jsonataOutcome(stay, {}, stay.state.Output, undefined, stay.input, undefined);
  return jsonPathOutcome(stay, effectiveInput(stay), '$', stay.input);
}
