import type { CubeLevel } from '../../src/core/cube/cube.ts';
import { type MemberPath, pathKey } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { isBlank, levelTitle, memberText } from '../cube/memberText.ts';
import { numberText } from '../cube/numberText.ts';
import { shownTitle } from '../cube/showWords.ts';
import type { TileProps } from './tilePane.tsx';

/** The rows of a pivot as a plain table; a member filters the board by itself. */
export function TableTile({ state, question, answer, levels, measures, label }: TileProps) {
  const { request } = question;
  const { rows, columns } = answer.table;
  const several = request.measures.length > 1;
  const titles = request.rows.levels.map((name) => {
    const level = levels.get(name);
    return level ? levelTitle(level) : name;
  });
  const columnText = (path: MemberPath) =>
    path.length === 0
      ? t('Total')
      : path.map((member, i) => memberText(levels.get(request.columns.levels[i] ?? ''), member)).join(' › ');
  return (
    <div class="table-tile">
      <table aria-label={label}>
        <thead>
          {request.columns.levels.length > 0 ? (
            <tr>
              <td />
              {columns.map(({ path }) => (
                <th key={pathKey(path)} scope="col" colSpan={request.measures.length}>
                  {columnText(path)}
                </th>
              ))}
            </tr>
          ) : null}
          {several || request.columns.levels.length === 0 ? (
            <tr>
              <th scope="col">{titles.join(' › ')}</th>
              {columns.flatMap(({ path }) =>
                request.measures.map((shown) => (
                  <th key={`${pathKey(path)} ${shown.measure} ${shown.show}`} scope="col" class="number">
                    {shownTitle(measures.get(shown.measure), shown)}
                  </th>
                )),
              )}
            </tr>
          ) : null}
        </thead>
        <tbody>
          {rows.map(({ path }, row) => (
            <tr key={pathKey(path)} class={path.length === 0 ? 'total' : ''}>
              <th scope="row" class={`depth-${Math.min(path.length, 5)}`}>
                <RowName
                  path={path}
                  levels={levels}
                  names={request.rows.levels}
                  onChoose={() => state.choose(request.rows.levels, path)}
                />
              </th>
              {columns.flatMap((column, i) =>
                request.measures.map((shown, m) => {
                  const value = answer.window.cells[row]?.[i]?.[m];
                  const text =
                    value === null || value === undefined
                      ? ''
                      : numberText(value, measures.get(shown.measure), shown.show);
                  return (
                    <td key={`${pathKey(column.path)} ${m}`} class="number">
                      {text}
                    </td>
                  );
                }),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RowName(props: {
  readonly path: MemberPath;
  readonly names: readonly string[];
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly onChoose: () => void;
}) {
  const { path, names, levels, onChoose } = props;
  const member = path.at(-1);
  if (path.length === 0 || member === undefined) return <>{t('Total')}</>;
  const text = memberText(levels.get(names[path.length - 1] ?? ''), member);
  return (
    <button type="button" class={isBlank(member) ? 'quiet' : ''} title={t('Show only {0}', text)} onClick={onChoose}>
      {text}
    </button>
  );
}
