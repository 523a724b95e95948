import type { Signal } from '@preact/signals';
import { useLayoutEffect, useState } from 'preact/hooks';
import { formatNumber, formatTime } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { LogEvent, LogLevel } from '../../src/core/logEvent.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { useHeight, visibleRows } from '../kit/visibleRows.ts';
import { everyLine, type LogFilter, type LogLines } from './logLines.ts';
import { partsOf } from './logLinks.ts';

export interface LogPaneProps {
  readonly lines: LogLines;
  /** Changes whenever lines were appended; the lines themselves are not copied for it. */
  readonly version: Signal<number>;
  /** What is chosen beside it writes to this stream: only its lines are shown, until something else is chosen. */
  readonly stream: string | undefined;
  /** Why no more lines come; undefined while they may. */
  readonly ended: string | null | undefined;
  readonly onOpenSource: (file: string, line: number) => void;
  readonly onCopy: (text: string) => void;
  readonly onOpenText: (text: string) => void;
}

const rowHeight = 20;

/** A log followed live: only the lines on screen are in the page, whatever its length. */
export function LogPane(props: LogPaneProps) {
  const { lines, version } = props;
  const [filter, setFilter] = useState<LogFilter>(everyLine);
  const [fault, setFault] = useState<string | undefined>();
  const [following, setFollowing] = useState(true);
  const [top, setTop] = useState(0);
  const { element: viewport, height } = useHeight<HTMLDivElement>();

  // Read, so that new lines draw the pane anew.
  void version.value;
  const shown = lines.shown;

  useLayoutEffect(() => {
    const element = viewport.current;
    if (following && element) element.scrollTop = element.scrollHeight;
  });

  const change = (next: LogFilter) => {
    setFilter(next);
    try {
      lines.setFilter(next);
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
    version.value++;
  };

  const [chosen, setChosen] = useState<string | undefined>();
  if (chosen !== props.stream) {
    setChosen(props.stream);
    change({ ...filter, stream: props.stream ?? 'all' });
  }

  const onScroll = () => {
    const element = viewport.current;
    if (!element) return;
    setTop(element.scrollTop);
    setFollowing(element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight);
  };

  const { first, last } = visibleRows(top, height, rowHeight, shown.length);
  const visible = shown.slice(first, last);

  return (
    <section class="log-pane" aria-label={t('Log')}>
      <div class="log-bar">
        <input
          class="log-search"
          type="search"
          placeholder={t('Search the log')}
          aria-label={t('Search the log')}
          aria-invalid={fault !== undefined}
          value={filter.text}
          onInput={(event) => change({ ...filter, text: event.currentTarget.value })}
        />
        <button
          type="button"
          aria-pressed={filter.regex}
          title={t('Regular expression')}
          aria-label={t('Regular expression')}
          onClick={() => change({ ...filter, regex: !filter.regex })}
        >
          <Icon name="regex" />
        </button>
        <select
          aria-label={t('Level')}
          value={filter.level}
          onChange={(event) => change({ ...filter, level: event.currentTarget.value as LogLevel | 'all' })}
        >
          <option value="all">{t('All levels')}</option>
          <option value="info">{t('Info and worse')}</option>
          <option value="warn">{t('Warnings and worse')}</option>
          <option value="error">{t('Errors')}</option>
        </select>
        {lines.streams.length > 1 || filter.stream !== 'all' ? (
          <select
            aria-label={t('Stream')}
            value={filter.stream}
            onChange={(event) => change({ ...filter, stream: event.currentTarget.value })}
          >
            <option value="all">{t('All streams')}</option>
            {[...new Set([...lines.streams, ...(filter.stream === 'all' ? [] : [filter.stream])])].map((stream) => (
              <option key={stream} value={stream}>
                {stream}
              </option>
            ))}
          </select>
        ) : null}
        <span class="quiet log-count" role="status">
          {fault === undefined ? '' : `${t('This is no regular expression: {0}', fault)} · `}
          {shown.length === lines.total
            ? lineCount(lines.total)
            : t('{0} of {1} lines', formatNumber(shown.length), formatNumber(lines.total))}
          {lines.dropped > 0 ? ` · ${t('the oldest {0} were dropped', formatNumber(lines.dropped))}` : ''}
        </span>
        <span class="spring" />
        <button
          type="button"
          aria-pressed={following}
          title={t('Follow the end')}
          onClick={() => setFollowing(!following)}
        >
          <Icon name="fold-down" />
          {t('Follow')}
        </button>
        <button type="button" title={t('Copy')} aria-label={t('Copy')} onClick={() => props.onCopy(textOf(shown))}>
          <Icon name="copy" />
        </button>
        <button
          type="button"
          title={t('Open in an editor')}
          aria-label={t('Open in an editor')}
          onClick={() => props.onOpenText(textOf(shown))}
        >
          <Icon name="go-to-file" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must take focus, or the keyboard cannot scroll it */}
      <div class="log-view" ref={viewport} onScroll={onScroll} tabIndex={0} role="log" aria-live="off">
        {shown.length === 0 ? (
          <Empty total={lines.total} ended={props.ended} />
        ) : (
          <div class="log-space" style={{ height: `${shown.length * rowHeight}px` }}>
            {visible.map((line, i) => (
              <Line key={first + i} line={line} at={first + i} onOpenSource={props.onOpenSource} />
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

function lineCount(count: number): string {
  return count === 1 ? t('1 line') : t('{0} lines', formatNumber(count));
}

function Empty({ total, ended }: { readonly total: number; readonly ended: string | null | undefined }) {
  if (total > 0) return <PaneState icon="search" text={t('No line matches.')} />;
  if (ended === undefined) return <PaneState icon="loading" tone="busy" text={t('Waiting for the first log line…')} />;
  return <PaneState icon="output" text={ended ?? t('It wrote no log.')} />;
}

function Line(props: {
  readonly line: LogEvent;
  readonly at: number;
  readonly onOpenSource: (file: string, line: number) => void;
}) {
  const { line, at } = props;
  return (
    <div class={`log-line level-${line.level ?? 'none'}`} style={{ top: `${at * rowHeight}px` }}>
      <time>{formatTime(line.timestamp)}</time>
      <span class="log-text">
        {partsOf(line.message).map((part, i) =>
          part.kind === 'text' ? (
            part.text
          ) : (
            <button
              key={i}
              type="button"
              class="link"
              title={part.file}
              onClick={() => props.onOpenSource(part.file, part.line)}
            >
              {part.label}
            </button>
          ),
        )}
      </span>
    </div>
  );
}

function textOf(lines: readonly LogEvent[]): string {
  return lines.map(({ message }) => message).join('\n');
}
