import { timestamp } from '../choiceRules.ts';
import { sleepUntil } from '../clock.ts';
import { effectiveInput, jsonataOutcome, jsonPathOutcome, numberField, textOf } from '../dataFlow.ts';
import { emit, type Outcome, type Stay } from '../scope.ts';
import { runtimeError } from '../statesError.ts';

/** Waits for some seconds or until a time. */
export async function runWait(stay: Stay): Promise<Outcome> {
  const { state, scope } = stay;
  const seconds = await numberField(stay, 'Seconds');
  const until = await textOf(stay, state.Timestamp, state.TimestampPath, 'Timestamp');
  try {
    if (seconds !== undefined) await sleepUntil(scope.host.now() + seconds * 1000, scope.signal);
    else await sleepUntil(momentOf(until), scope.signal);
  } catch (error) {
    if (scope.signal.aborted && scope.outer) emit(scope, 'WaitStateAborted');
    throw error;
  }
  if (stay.language === 'JSONata') {
    return await jsonataOutcome(stay, {}, state.Output, state.Assign, stay.input, state.Next);
  }
  return jsonPathOutcome(stay, effectiveInput(stay), '$', stay.input);
}

function momentOf(until: string | undefined): number {
  const moment = timestamp(until ?? null);
  if (moment !== undefined) return moment;
  throw runtimeError(
    `The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: ${until}`,
  );
}
