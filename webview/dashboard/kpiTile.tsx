import { numberText } from '../cube/numberText.ts';
import { shownTitle } from '../cube/showWords.ts';
import type { TileProps } from './tilePane.tsx';

/** The numbers of everything that passes the filters. */
export function KpiTile({ question, answer, measures }: TileProps) {
  const { request } = question;
  // The total stands behind whatever a saved view has on its axes.
  const row = answer.table.rows.findIndex(({ path }) => path.length === 0);
  const column = answer.table.columns.findIndex(({ path }) => path.length === 0);
  const values = answer.window.cells[Math.max(row, 0)]?.[Math.max(column, 0)] ?? [];
  return (
    <dl class="kpis">
      {request.measures.map((shown, i) => {
        const measure = measures.get(shown.measure);
        const value = values[i];
        return (
          <div key={`${shown.measure} ${shown.show}`}>
            <dt class={request.measures.length > 1 ? 'quiet' : 'visually-hidden'}>{shownTitle(measure, shown)}</dt>
            <dd>{value === null || value === undefined ? '–' : numberText(value, measure, shown.show)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
