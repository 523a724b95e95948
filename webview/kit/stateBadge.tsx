import type { RunState, StepState } from '../../src/core/run.ts';
import { stateTexts } from '../../src/core/stateText.ts';
import { Icon } from './icon.tsx';

export type Tone = 'running' | 'good' | 'bad' | 'warn' | 'still';

interface Look {
  readonly icon: string;
  readonly tone: Tone;
  readonly spin?: boolean;
}

/** The one look of every state: colour and icon beside its word, so that no one has to tell colours apart. */
export const looks: Readonly<Record<RunState | StepState, Look>> = {
  queued: { icon: 'clock', tone: 'still' },
  waiting: { icon: 'circle-large-outline', tone: 'still' },
  running: { icon: 'sync', tone: 'running', spin: true },
  retrying: { icon: 'sync', tone: 'warn', spin: true },
  stopping: { icon: 'sync', tone: 'warn', spin: true },
  succeeded: { icon: 'pass', tone: 'good' },
  caught: { icon: 'warning', tone: 'warn' },
  failed: { icon: 'error', tone: 'bad' },
  'timed-out': { icon: 'watch', tone: 'bad' },
  stopped: { icon: 'circle-slash', tone: 'still' },
  interrupted: { icon: 'debug-disconnect', tone: 'bad' },
  skipped: { icon: 'debug-step-over', tone: 'still' },
};

/** A state as its icon and its word, or the service's own word for it. */
export function StateBadge({ state, label }: { readonly state: RunState | StepState; readonly label?: string }) {
  const look = looks[state];
  return (
    <span class={`badge tone-${look.tone}`}>
      <Icon name={look.icon} spin={look.spin ?? false} />
      {label ?? stateTexts[state]()}
    </span>
  );
}
