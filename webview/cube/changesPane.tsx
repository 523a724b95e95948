import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { MemberPath, PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { formatDateTime, formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { PivotChanges } from '../../src/protocol/cubeProtocol.ts';
import { memberText } from './memberText.ts';
import { numberText } from './numberText.ts';

/** So many differences are listed; the others are marked in the table. */
const listed = 200;

export interface ChangesPaneProps {
  /** Null where this was never asked before, undefined until that is known. */
  readonly changes: PivotChanges | null | undefined;
  readonly request: PivotRequest;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
}

/** What differs from the last time that the same was asked. */
export function ChangesPane({ changes, request, levels, measures }: ChangesPaneProps) {
  if (changes === undefined) return null;
  if (changes === null) {
    return (
      <div class="bar quiet" role="status">
        {t('This was not asked before. From now on it is kept, to be compared with the next refresh.')}
      </div>
    );
  }
  const labelOf = (axis: 'rows' | 'columns', path: MemberPath) =>
    path.length === 0
      ? t('Total')
      : path.map((member, i) => memberText(levels.get(request[axis].levels[i] ?? ''), member)).join(' › ');
  const text = (value: string | null, measure: string) =>
    value === null ? '–' : numberText(value, measures.get(measure), 'value');
  const since = formatDateTime(changes.since);
  return (
    <section class="changes" aria-label={t('Changes')}>
      <div class="bar" role="status">
        {changes.cells.length === 0
          ? t('Nothing has changed since {0}.', since)
          : t('{0} cells differ from {1}.', formatNumber(changes.cells.length), since)}
      </div>
      {changes.cells.length > 0 ? (
        <div class="changes-list">
          <table>
            <thead>
              <tr>
                {[t('Row'), t('Column'), t('Measure'), t('Before'), t('Now'), t('Difference')].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changes.cells.slice(0, listed).map((each) => {
                const measure = each.measure.slice(0, each.measure.lastIndexOf(' '));
                return (
                  <tr key={JSON.stringify([each.row, each.column, each.measure])}>
                    <td>{labelOf('rows', each.row)}</td>
                    <td>{labelOf('columns', each.column)}</td>
                    <td>{measures.get(measure)?.title ?? measure}</td>
                    <td class="number">{text(each.before, measure)}</td>
                    <td class="number">{text(each.now, measure)}</td>
                    <td class="number">
                      {each.change === null ? '' : numberText(each.change, measures.get(measure), 'change')}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}
