import { textOf } from '../dataFlow.ts';
import type { Outcome, Stay } from '../scope.ts';
import { StatesError } from '../statesError.ts';

/** Ends the machine, branch or iteration with an error of the definition's own. */
export async function runFail(stay: Stay): Promise<Outcome> {
  const { state } = stay;
  const error = await textOf(stay, state.Error, state.ErrorPath, 'Error');
  const cause = await textOf(stay, state.Cause, state.CausePath, 'Cause');
  throw new StatesError(error ?? '', cause ?? '');
}
