import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { isFinal, type Run, type Step } from '../../src/core/run.ts';
import { stateTexts } from '../../src/core/stateText.ts';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';
import { itemFor } from '../kit/rovingFocus.ts';
import { looks } from '../kit/stateBadge.tsx';
import { scrollTo, useHeight, visibleRows } from '../kit/visibleRows.ts';

/** As in run.css. */
const rowHeight = 24;

/**
 * Each entry of each state as a bar on one time line; Tab leads to one, the arrow keys to the others. Only what is on
 * screen is in the page: a Map makes thousands of entries, and those that run are drawn anew each second.
 */
export function Timeline(props: {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly selected: string | undefined;
  readonly onSelect: (step: Step) => void;
}) {
  const { run, steps } = props;
  const { element: viewport, height } = useHeight<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | undefined>();
  /** The row that a key leads to, until it is drawn. */
  const wanted = useRef<number | undefined>(undefined);
  const start = run.startedAt ?? steps[0]?.startedAt ?? now.value;
  const end = Math.max(isFinal(run.state) ? (run.endedAt ?? now.value) : now.value, start + 1);

  const { first, last } = visibleRows(top, height, rowHeight, steps.length);
  const rows = Array.from({ length: last - first }, (_, i) => first + i);
  // Scrolled out of sight, the one with the focus keeps it.
  if (focused !== undefined && focused < first) rows.unshift(focused);
  if (focused !== undefined && focused >= last && focused < steps.length) rows.push(focused);
  const selected = steps.findIndex(({ id }) => id === props.selected);
  const tabbable = [focused, selected, 0].find((row) => row !== undefined && rows.includes(row)) ?? rows[0];

  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as Element).getAttribute('data-row'));
    const to = itemFor(event.key, at, steps.length);
    if (to === undefined || !viewport.current) return;
    event.preventDefault();
    wanted.current = to;
    viewport.current.scrollTop = scrollTo(to, viewport.current.scrollTop, viewport.current.clientHeight, rowHeight);
    setTop(viewport.current.scrollTop);
    setFocused(to);
  };
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    viewport.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)?.focus({ preventScroll: true });
    wanted.current = undefined;
  });

  return (
    <div class="timeline" ref={viewport} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <Axis span={end - start} />
      <ol aria-label={t('Steps')} style={{ height: `${steps.length * rowHeight}px` }} onKeyDown={onKeyDown}>
        {rows.map((row) => {
          const step = steps[row];
          return step ? (
            <li
              key={step.id}
              style={{ top: `${row * rowHeight}px` }}
              aria-setsize={steps.length}
              aria-posinset={row + 1}
              onFocusIn={() => setFocused(row)}
              onFocusOut={() => setFocused((old) => (old === row ? undefined : old))}
            >
              <StepRow
                step={step}
                row={row}
                start={start}
                end={end}
                selected={row === selected}
                tabbable={row === tabbable}
                onSelect={props.onSelect}
              />
            </li>
          ) : null;
        })}
      </ol>
    </div>
  );
}

/** How long after the run's beginning the line reaches; what stands above the bars. */
function Axis({ span }: { readonly span: number }) {
  return (
    <div class="step step-axis" aria-hidden="true">
      <span />
      <span class="step-ticks">
        {[0, 0.5, 1].map((part) => (
          <span key={part}>{part === 0 ? '0' : formatDuration(span * part)}</span>
        ))}
      </span>
      <span />
    </div>
  );
}

function StepRow(props: {
  readonly step: Step;
  readonly row: number;
  /** Of the whole line, in milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly selected: boolean;
  readonly tabbable: boolean;
  readonly onSelect: (step: Step) => void;
}) {
  const { step, start, end } = props;
  const percent = (time: number) => ((time - start) / (end - start)) * 100;
  const look = looks[step.state];
  const from = step.startedAt ?? start;
  const to = step.endedAt ?? (step.state === 'running' || step.state === 'retrying' ? end : from);
  const queued = Math.max(step.queuedAt ?? from, start);
  return (
    <button
      type="button"
      class={`step ${props.selected ? 'selected' : ''}`}
      aria-pressed={props.selected}
      tabIndex={props.tabbable ? 0 : -1}
      data-row={props.row}
      onClick={() => props.onSelect(step)}
    >
      <span class={`step-name tone-${look.tone}`} title={step.stateLabel ?? stateTexts[step.state]()}>
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
        {queued < from ? (
          <span
            class="step-bar step-queued"
            title={t('Waited {0} for room', formatDuration(from - queued))}
            style={{ left: `${percent(queued)}%`, width: `${percent(from) - percent(queued)}%` }}
          />
        ) : null}
        <span
          class={`step-bar tone-${look.tone}`}
          style={{ left: `${percent(from)}%`, width: `max(3px, ${percent(to) - percent(from)}%)` }}
        />
      </span>
      <span class="step-time">{formatDuration(to - from)}</span>
    </button>
  );
}
