import type { PivotHeader } from '../../src/core/cube/assemblePivot.ts';
import type { CellDifference } from '../../src/core/cube/comparePivots.ts';
import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import { type MemberPath, pathKey } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { isBlank, memberText } from './memberText.ts';
import { briefChange, numberText } from './numberText.ts';
import type { ColumnRange, PivotGridProps } from './pivotProps.ts';
import { Twisty } from './twisty.tsx';

export interface PivotRowProps extends PivotGridProps {
  readonly at: number;
  readonly headRows: number;
  readonly columnsDrawn: ColumnRange;
  readonly cells: (row: number, column: number) => readonly (string | null)[] | undefined;
  readonly changed: ReadonlyMap<string, CellDifference>;
  /** The tabindex of a cell; -1 for the label. */
  readonly tab: (leaf: number) => number;
  readonly onFocus: (leaf: number) => void;
}

/** Of a cell that differs, where it is found again. */
export function changeKey(row: MemberPath, column: MemberPath, measure: string): string {
  return `${pathKey(row)}|${pathKey(column)}|${measure}`;
}

/** A member with its cells. */
export function PivotRow(props: PivotRowProps) {
  const { request, levels, at, columnsDrawn: drawn } = props;
  const { table } = props.pivot;
  const row = table.rows[at];
  if (!row) return null;
  const shown = request.measures.length;
  const level = levels.get(request.rows.levels[row.path.length - 1] ?? '');
  const total = row.path.length === 0;
  const text = total ? t('Total') : memberText(level, row.path.at(-1) ?? null);
  const spacer = (count: number) => (count > 0 ? <td colSpan={count} aria-hidden="true" /> : null);
  return (
    <tr
      class={total ? 'total' : ''}
      aria-rowindex={at + props.headRows + 1}
      aria-level={Math.max(1, row.path.length)}
      aria-expanded={row.expandable ? row.expanded : undefined}
    >
      <Label {...props} row={row} text={text} />
      {spacer(drawn.first * shown)}
      {table.columns.slice(drawn.first, drawn.last).flatMap((column, j) => {
        const values = props.cells(at, drawn.first + j);
        return request.measures.map((_, k) => (
          <ValueCell
            key={`${drawn.first + j} ${k}`}
            {...props}
            row={row}
            column={column}
            index={k}
            leaf={(drawn.first + j) * shown + k}
            value={values === undefined ? undefined : (values[k] ?? null)}
          />
        ));
      })}
      {spacer((table.columns.length - drawn.last) * shown)}
    </tr>
  );
}

function Label(props: PivotRowProps & { readonly row: PivotHeader; readonly text: string }) {
  const { row, text } = props;
  const toggle = () => props.onToggle('rows', row.path, !row.expanded);
  return (
    <th
      class={`label ${isBlank(row.path.at(-1)) ? 'blank' : ''}`}
      scope="row"
      aria-colindex={1}
      tabIndex={props.tab(-1)}
      title={text}
      style={{ paddingLeft: `${6 + Math.max(0, row.path.length - 1) * 16}px` }}
      onFocus={() => props.onFocus(-1)}
      onDblClick={() => (row.expandable ? toggle() : undefined)}
    >
      <span class="cell-text">
        {row.expandable ? (
          <Twisty open={row.expanded} label={text} stop={false} onToggle={toggle} />
        ) : (
          <span class="twisty-space" />
        )}
        {text}
      </span>
    </th>
  );
}

interface ValueCellProps extends PivotRowProps {
  readonly row: PivotHeader;
  readonly column: PivotHeader;
  readonly index: number;
  readonly leaf: number;
  /** Undefined until it was read. */
  readonly value: string | null | undefined;
}

function ValueCell({ request, measures, row, column, index, leaf, value, ...props }: ValueCellProps) {
  const { measure, show } = request.measures[index]!;
  const change = props.changed.get(changeKey(row.path, column.path, `${measure} ${show}`));
  const classes = [column.path.length === 0 ? 'total' : '', change ? 'changed' : '', toneOf(value, show)];
  return (
    <td
      class={classes.filter(Boolean).join(' ')}
      aria-colindex={leaf + 2}
      tabIndex={props.tab(leaf)}
      title={change ? t('It was {0}.', textOf(change.before, measures.get(measure), show)) : undefined}
      onFocus={() => props.onFocus(leaf)}
      onDblClick={() => props.onDrill(row.path, column.path)}
    >
      {value === undefined ? (
        <span class="pending" aria-hidden="true" />
      ) : (
        textOf(value, measures.get(measure), show, '')
      )}
      {change ? <span class="was">{change.change === null ? '●' : briefChange(change.change)}</span> : null}
    </td>
  );
}

function textOf(
  value: string | null,
  measure: CubeMeasure | undefined,
  show: Parameters<typeof numberText>[2],
  nothing = '–',
): string {
  return value === null ? nothing : numberText(value, measure, show);
}

function toneOf(value: string | null | undefined, show: string): string {
  if (!show.startsWith('change') || !value) return '';
  return value.startsWith('-') ? 'less' : /[1-9]/.test(value) ? 'more' : '';
}
