import { t } from '../../src/core/l10n.ts';
import type { RunState, StepState } from '../../src/core/run.ts';
import { Icon } from './icon.tsx';

export type Tone = 'running' | 'good' | 'bad' | 'warn' | 'still';

interface Look {
  readonly icon: string;
  readonly tone: Tone;
  readonly spin?: boolean;
  readonly text: () => string;
}

/** The one look of every state: colour, icon and word, so that no one has to tell colours apart. */
export const looks: Readonly<Record<RunState | StepState, Look>> = {
  queued: { icon: 'clock', tone: 'still', text: () => t('Queued') },
  waiting: { icon: 'circle-large-outline', tone: 'still', text: () => t('Not reached') },
  running: { icon: 'sync', tone: 'running', spin: true, text: () => t('Running') },
  retrying: { icon: 'sync', tone: 'warn', spin: true, text: () => t('Retrying') },
  stopping: { icon: 'sync', tone: 'warn', spin: true, text: () => t('Stopping') },
  succeeded: { icon: 'pass', tone: 'good', text: () => t('Succeeded') },
  caught: { icon: 'warning', tone: 'warn', text: () => t('Failed, and was caught') },
  failed: { icon: 'error', tone: 'bad', text: () => t('Failed') },
  'timed-out': { icon: 'watch', tone: 'bad', text: () => t('Timed out') },
  stopped: { icon: 'circle-slash', tone: 'still', text: () => t('Stopped') },
  interrupted: { icon: 'debug-disconnect', tone: 'bad', text: () => t('Interrupted') },
  skipped: { icon: 'debug-step-over', tone: 'still', text: () => t('Skipped') },
};

export function StateBadge({ state, label }: { readonly state: RunState | StepState; readonly label?: string }) {
  const look = looks[state];
  return (
    <span class={`badge tone-${look.tone}`}>
      <Icon name={look.icon} spin={look.spin ?? false} />
      {label ?? look.text()}
    </span>
  );
}
