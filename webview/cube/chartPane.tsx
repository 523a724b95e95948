import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isCancellation, toAppError } from '../../src/core/appError.ts';
import type { PivotWindow } from '../../src/core/cube/assemblePivot.ts';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownPivot } from '../../src/protocol/cubeProtocol.ts';
import { PaneState } from '../kit/states.tsx';
import { type ChartData, chartData, mostSeries } from './chartData.ts';
import type { CubeState } from './cubeState.ts';
import { shownTitle } from './showWords.ts';

/** Cells that are read for a chart at most. */
const mostRows = 1000;
const mostColumns = 500;

export interface ChartPaneProps {
  readonly state: CubeState;
  readonly request: PivotRequest;
  readonly pivot: ShownPivot;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  /** The drawn SVG, for a picture of it. */
  readonly drawn: RefObject<HTMLDivElement | null>;
}

/** The first measure of the table as a chart beside it; what it shows in words is the table itself. */
export function ChartPane({ state, request, pivot, levels, measures, drawn }: ChartPaneProps) {
  const [window, setWindow] = useState<PivotWindow | undefined>();
  const [size, setSize] = useState({ width: 600, height: 320 });
  const [failure, setFailure] = useState<string | undefined>();
  const pane = useRef<HTMLElement>(null);
  const first = request.measures[0];
  const label = first ? shownTitle(measures.get(first.measure), first) : '';

  useEffect(() => {
    const abort = new AbortController();
    const part = { rowOffset: 0, rows: mostRows, columnOffset: 0, columns: mostColumns };
    state.host.call('cells', { number: pivot.number, ...part }, abort.signal).then(
      (cells) => {
        setFailure(undefined);
        setWindow(cells);
      },
      (error: unknown) => {
        if (!isCancellation(error)) setFailure(toAppError(error).message);
      },
    );
    return () => abort.abort();
  }, [pivot.number]);
  useEffect(() => {
    const { current } = pane;
    if (!current) return;
    const observer = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);

  const data = window && chartData(request, pivot.table, window, levels, measures, state.chart.value);
  return (
    <section class="chart" ref={pane} aria-label={t('Chart of {0}', label)}>
      {failure ? (
        <PaneState icon="error" tone="error" text={failure} />
      ) : !data ? (
        <PaneState icon="loading" tone="busy" text={t('Drawing…')} />
      ) : data.marks.length === 0 ? (
        <PaneState icon="graph" text={t('There is nothing to draw.')} />
      ) : (
        <>
          <div class="chart-title">
            {label}
            {data.cut ? <span class="quiet"> · {t('only the first members')}</span> : null}
          </div>
          {data.series.length > 1 && data.type !== 'heat' ? <Legend data={data} /> : null}
          <Drawing
            data={data}
            label={`${label}: ${data.xs.length} × ${data.series.length}`}
            size={size}
            drawn={drawn}
          />
        </>
      )}
    </section>
  );
}

function Legend({ data }: { readonly data: ChartData }) {
  return (
    <ul class="legend">
      {data.series.map((name, i) => (
        <li key={name}>
          <span class={`swatch colour-${i % mostSeries}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}

function Drawing(props: {
  readonly data: ChartData;
  readonly label: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly drawn: RefObject<HTMLDivElement | null>;
}) {
  const { data, label, size, drawn } = props;
  useEffect(() => {
    let gone = false;
    void import('./drawChart.ts').then(({ drawChart }) => {
      const used = data.series.length > 1 && data.type !== 'heat' ? 64 : 32;
      const space = { width: Math.max(240, size.width - 16), height: Math.max(160, size.height - used) };
      if (!gone) drawn.current?.replaceChildren(drawChart(data, label, space));
    });
    return () => {
      gone = true;
    };
  }, [JSON.stringify(data), size.width, size.height]);
  return <div class="drawing" ref={drawn} />;
}
