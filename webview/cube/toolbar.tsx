import { useState } from 'preact/hooks';
import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import { type ChartType, chartTypes } from '../../src/core/cube/cubeView.ts';
import type { PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { formatAge, formatDuration } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';
import type { CubeState } from './cubeState.ts';
import { withTop } from './requestChanges.ts';
import { SavedViews } from './savedViews.tsx';

const chartWords: Readonly<Record<ChartType, () => string>> = {
  none: () => t('No chart'),
  auto: () => t('Chart that fits'),
  bar: () => t('Bars'),
  stacked: () => t('Stacked bars'),
  line: () => t('Lines'),
  heat: () => t('Heat map'),
};

interface ToolbarProps {
  readonly state: CubeState;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly onSaveChart: () => void;
}

/** The bars above a pivot: what it is and how old, steps back, views; totals, first members, chart, exports. */
export function Toolbar({ state, measures, onSaveChart }: ToolbarProps) {
  const cube = state.cube.value;
  const answered = state.answered.value;
  return (
    <>
      <header class="bar">
        <h1 title={cube?.cube.title ?? ''}>{cube?.cube.title ?? t('Cube')}</h1>
        <span class="facts">
          {[cube?.engine, answered ? formatDuration(answered.pivot.milliseconds) : '', ageText(state)]
            .filter(Boolean)
            .map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
        </span>
        <span class="spring" />
        {state.loading.value ? (
          <button type="button" onClick={() => state.cancel()}>
            <Icon name="loading" spin />
            {t('Cancel')}
          </button>
        ) : (
          <button type="button" onClick={() => state.reload()} title={t('Ask the engine again')}>
            <Icon name="refresh" />
            {t('Reload')}
          </button>
        )}
        {cube?.refreshable ? (
          <button
            type="button"
            aria-disabled={state.refreshing.value}
            title={t('Bring the cube itself up to date')}
            onClick={() => void state.refresh()}
          >
            <Icon name="sync" spin={state.refreshing.value} />
            {state.refreshing.value ? t('Refreshing…') : t('Refresh now')}
          </button>
        ) : null}
        {cube?.definable ? (
          <button type="button" onClick={() => void state.host.call('define', null)}>
            <Icon name="save-as" />
            {t('Define in strata.yaml…')}
          </button>
        ) : null}
        <SavedViews state={state} />
      </header>
      {cube ? (
        <PivotBar state={state} measures={measures} request={state.request.value} onSaveChart={onSaveChart} />
      ) : null}
    </>
  );
}

function ageText(state: CubeState): string {
  const age = state.age.value;
  if (!age) return '';
  const at = age.at === null ? '' : t('as of {0}', formatAge(age.at, now.value));
  return [at, age.stale ? t('stale') : ''].filter(Boolean).join(', ');
}

function PivotBar({ state, measures, request, onSaveChart }: ToolbarProps & { readonly request: PivotRequest }) {
  const { totals } = request;
  const swap = () =>
    state.change({ ...request, rows: request.columns, columns: request.rows, sort: { rows: null, columns: null } });
  return (
    <div class="bar tools" role="toolbar" aria-label={t('Pivot')}>
      <Tool
        icon="arrow-left"
        title={t('Back')}
        disabled={state.back.value.length === 0}
        onClick={() => state.step('back')}
      />
      <Tool
        icon="arrow-right"
        title={t('Forward')}
        disabled={state.forward.value.length === 0}
        onClick={() => state.step('forward')}
      />
      <Tool icon="arrow-swap" title={t('Swap rows and columns')} onClick={swap} />
      <Depth state={state} request={request} />
      <button
        type="button"
        aria-pressed={totals.rows}
        onClick={() => state.change({ ...request, totals: { ...totals, rows: !totals.rows } })}
      >
        {t('Total row')}
      </button>
      <button
        type="button"
        aria-pressed={totals.columns}
        onClick={() => state.change({ ...request, totals: { ...totals, columns: !totals.columns } })}
      >
        {t('Total column')}
      </button>
      <Top state={state} request={request} measures={measures} />
      <button
        type="button"
        aria-pressed={state.comparing.value}
        onClick={() => (state.comparing.value = !state.comparing.value)}
      >
        <Icon name="diff" />
        {t('Compare')}
      </button>
      <select
        aria-label={t('Chart')}
        value={state.chart.value}
        onChange={(event) => state.setChart(chartTypes.find((each) => each === event.currentTarget.value) ?? 'none')}
      >
        {chartTypes.map((type) => (
          <option key={type} value={type}>
            {chartWords[type]()}
          </option>
        ))}
      </select>
      <span class="spring" />
      <button type="button" disabled={!state.answered.value} onClick={() => void state.host.call('showSql', null)}>
        <Icon name="code" />
        {t('SQL')}
      </button>
      {(['csv', 'xlsx'] as const).map((format) => (
        <button
          key={format}
          type="button"
          disabled={!state.answered.value}
          title={format === 'csv' ? t('Export as CSV') : t('Export as Excel')}
          onClick={() => void state.host.call('export', { format })}
        >
          <Icon name="export" />
          {format === 'csv' ? 'CSV' : 'Excel'}
        </button>
      ))}
      {state.chart.value === 'none' ? null : (
        <button type="button" title={t('Export the chart as PNG')} onClick={onSaveChart}>
          <Icon name="export" />
          PNG
        </button>
      )}
    </div>
  );
}

function Tool(props: {
  readonly icon: string;
  readonly title: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      title={props.title}
      aria-label={props.title}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

/** All rows open down to their last level, or none. */
function Depth({ state, request }: { readonly state: CubeState; readonly request: PivotRequest }) {
  const { rows } = request;
  const set = (depth: number) => state.change({ ...request, rows: { ...rows, depth, expanded: [], collapsed: [] } });
  const nothing = rows.levels.length < 2;
  return (
    <>
      <Tool icon="expand-all" title={t('Expand all rows')} disabled={nothing} onClick={() => set(rows.levels.length)} />
      <Tool icon="collapse-all" title={t('Collapse all rows')} disabled={nothing} onClick={() => set(1)} />
    </>
  );
}

/** Only the first or the last members, by a measure. */
function Top({ state, request, measures }: Pick<ToolbarProps, 'state' | 'measures'> & { request: PivotRequest }) {
  const { top } = request;
  // Of a measure that is shown in two ways there is one order.
  const shown = [...new Set(request.measures.map(({ measure }) => measure))];
  const [first = ''] = shown;
  /** What is chosen before there is a count. */
  const [next, choose] = useState({ bottom: false, measure: first });
  const bottom = top ? (top.bottom ?? false) : next.bottom;
  const measure = top?.measure ?? (shown.includes(next.measure) ? next.measure : first);
  const set = (count: number | undefined, by: string, last: boolean) => {
    const counts = count !== undefined && Number.isSafeInteger(count) && count > 0;
    if (counts || top) state.change(withTop(request, counts ? { count, measure: by, bottom: last } : null));
  };
  return (
    <span class="top">
      <select
        aria-label={t('Which members')}
        value={bottom ? 'bottom' : 'top'}
        onChange={({ currentTarget: { value } }) => {
          choose({ measure, bottom: value === 'bottom' });
          set(top?.count, measure, value === 'bottom');
        }}
      >
        <option value="top">{t('Top')}</option>
        <option value="bottom">{t('Bottom')}</option>
      </select>
      <input
        type="number"
        min={1}
        aria-label={t('How many members')}
        placeholder={t('all')}
        value={top?.count ?? ''}
        onChange={(event) => set(Number(event.currentTarget.value), measure, bottom)}
      />
      {shown.length > 1 ? (
        <select
          aria-label={t('By which measure')}
          value={measure}
          onChange={({ currentTarget: { value } }) => {
            choose({ bottom, measure: value });
            set(top?.count, value, bottom);
          }}
        >
          {shown.map((name) => (
            <option key={name} value={name}>
              {measures.get(name)?.title ?? name}
            </option>
          ))}
        </select>
      ) : null}
    </span>
  );
}
