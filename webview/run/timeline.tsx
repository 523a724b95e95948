import { formatDuration } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { isFinal, type Run, type Step } from '../../src/core/run.ts';
import { stateTexts } from '../../src/core/stateText.ts';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';

import { moveFocus } from '../kit/rovingFocus.ts';
import { looks } from '../kit/stateBadge.tsx';

/** Each entry of each state as a bar on one time line; Tab leads to one, the arrow keys to the others. */
export function Timeline(props: {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly selected: string | undefined;
  readonly onSelect: (step: Step) => void;
}) {
  const { run, steps } = props;
  const start = run.startedAt ?? steps[0]?.startedAt ?? now.value;
  const end = Math.max(isFinal(run.state) ? (run.endedAt ?? now.value) : now.value, start + 1);
  const selectedIsShown = steps.some(({ id }) => id === props.selected);
  const percent = (time: number) => ((time - start) / (end - start)) * 100;
  return (
    <ol class="timeline" aria-label={t('Steps')} onKeyDown={moveFocus}>
      {steps.map((step, i) => {
        const look = looks[step.state];
        const from = step.startedAt ?? start;
        const to = step.endedAt ?? (step.state === 'running' || step.state === 'retrying' ? end : from);
        return (
          <li key={step.id}>
            <button
              type="button"
              class={`step ${props.selected === step.id ? 'selected' : ''}`}
              aria-pressed={props.selected === step.id}
              tabIndex={(selectedIsShown ? step.id === props.selected : i === 0) ? 0 : -1}
              onClick={() => props.onSelect(step)}
            >
              <span class={`step-name tone-${look.tone}`} title={stateTexts[step.state]()}>
                <Icon name={look.icon} spin={look.spin ?? false} />
                <span>{step.name}</span>
                {step.iteration === undefined ? null : <span class="quiet step-mark">#{step.iteration}</span>}
                {step.attempts > 1 ? (
                  <span class="quiet step-mark" title={t('{0} attempts', step.attempts)}>
                    ×{step.attempts}
                  </span>
                ) : null}
              </span>
              <span class="step-track">
                <span
                  class={`step-bar tone-${look.tone}`}
                  style={{ left: `${percent(from)}%`, width: `max(3px, ${percent(to) - percent(from)}%)` }}
                />
              </span>
              <span class="step-time">{formatDuration(to - from)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
