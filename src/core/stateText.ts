import { t } from './l10n.ts';
import type { RunState, StepState } from './run.ts';

/** The word for a state of a run or of one of its steps, in the reader's language. */
export const stateTexts: Readonly<Record<RunState | StepState, () => string>> = {
  queued: () => t('Queued'),
  waiting: () => t('Not reached'),
  running: () => t('Running'),
  retrying: () => t('Retrying'),
  stopping: () => t('Stopping'),
  succeeded: () => t('Succeeded'),
  caught: () => t('Failed, and was caught'),
  failed: () => t('Failed'),
  'timed-out': () => t('Timed out'),
  stopped: () => t('Stopped'),
  interrupted: () => t('Interrupted'),
  skipped: () => t('Skipped'),
};

/** The same word for the middle of a line, such as a tree row's description. */
export function stateWord(state: RunState | StepState): string {
  return stateTexts[state]().toLowerCase();
}
