import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import { chartData, mostSeries } from '../cube/chartData.ts';
import { PaneState } from '../kit/states.tsx';
import type { TileProps } from './tilePane.tsx';

/** Room for the legend, in pixels. */
const legendHeight = 30;

/** The first measure as a chart; a click on a bar or a point filters the board by its members. */
export function ChartTile({ state, question, answer, levels, measures, label }: TileProps) {
  const pane = useRef<HTMLDivElement>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const { request, chart } = question;
  const data = useMemo(
    () => chartData(request, answer.table, answer.window, levels, measures, chart),
    [request, answer, levels, measures, chart],
  );
  const many = data.series.length > 1 && data.type !== 'heat';
  useEffect(() => {
    const { current } = pane;
    if (!current) return;
    const observer = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (size.width === 0) return;
    let gone = false;
    void import('../cube/drawChart.ts').then(({ drawChart }) => {
      const height = Math.max(140, size.height - (many ? legendHeight : 0));
      if (!gone) drawing.current?.replaceChildren(drawChart(data, label, { width: Math.max(200, size.width), height }));
    });
    return () => {
      gone = true;
    };
  }, [data, size.width, size.height]);
  const choose = (event: MouseEvent) => {
    const mark = data.marks[markIndex(event.target)];
    if (!mark) return;
    const levelsOf = [
      ...request.rows.levels.slice(0, mark.row.length),
      ...request.columns.levels.slice(0, mark.column.length),
    ];
    state.choose(levelsOf, [...mark.row, ...mark.column]);
  };
  return (
    <div class="chart-tile" ref={pane}>
      {data.marks.length === 0 ? (
        <PaneState icon="graph" text={t('There is nothing to draw.')} />
      ) : (
        <>
          {many ? (
            <ul class="legend">
              {data.series.map((name, i) => (
                <li key={name}>
                  <span class={`swatch colour-${i % mostSeries}`} aria-hidden="true" />
                  {name}
                </li>
              ))}
            </ul>
          ) : null}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the same can be done with the keyboard by the filters above */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div class="drawing" ref={drawing} onClick={choose} />
        </>
      )}
    </div>
  );
}

/** Plot leaves with each of its marks the index of what it was drawn from. */
function markIndex(target: EventTarget | null): number {
  const index: unknown = target !== null && '__data__' in target ? target.__data__ : undefined;
  return typeof index === 'number' ? index : -1;
}
