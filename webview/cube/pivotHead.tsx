import { pathKey } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import { isBlank, levelTitle, memberText } from './memberText.ts';
import type { HeadSpan } from './pivotLayout.ts';
import type { ColumnRange, PivotGridProps } from './pivotProps.ts';
import { shownTitle } from './showWords.ts';
import { Twisty } from './twisty.tsx';

export interface PivotHeadProps extends PivotGridProps {
  readonly heads: readonly (readonly HeadSpan[])[];
  readonly columnsDrawn: ColumnRange;
  /** The tabindex of a head of a measure; -1 for the labels. */
  readonly tab: (leaf: number) => number;
  readonly onFocus: (leaf: number) => void;
}

/** The heads of a pivot: a row for each level of the columns, and one for the measures. */
export function PivotHead(props: PivotHeadProps) {
  const { request, heads, columnsDrawn: drawn, levels } = props;
  const { table } = props.pivot;
  const shown = request.measures.length;
  const behind = (table.columns.length - drawn.last) * shown;
  const spacer = (count: number) => (count > 0 ? <td colSpan={count} aria-hidden="true" /> : null);
  return (
    <thead>
      {heads.map((spans, d) => (
        <tr key={d} aria-rowindex={d + 1}>
          <th class="label corner" scope="col" aria-colindex={1}>
            {titleOf(levels.get(request.columns.levels[d] ?? ''))}
          </th>
          {spacer(drawn.first * shown)}
          {spans
            .filter(({ from, to }) => to > drawn.first && from < drawn.last)
            .map((span) => (
              <Head key={span.from} {...props} span={span} depth={d} />
            ))}
          {spacer(behind)}
        </tr>
      ))}
      <tr aria-rowindex={heads.length + 1}>
        <LabelHead {...props} />
        {spacer(drawn.first * shown)}
        {table.columns
          .slice(drawn.first, drawn.last)
          .flatMap((_, i) =>
            request.measures.map((_measure, k) => (
              <MeasureHead key={`${drawn.first + i} ${k}`} {...props} column={drawn.first + i} index={k} />
            )),
          )}
        {spacer(behind)}
      </tr>
    </thead>
  );
}

function titleOf(level: Parameters<typeof levelTitle>[0] | undefined): string {
  return level ? levelTitle(level) : '';
}

/** A member over its columns; of those that are not drawn it takes no place. */
function Head(props: PivotHeadProps & { readonly span: HeadSpan; readonly depth: number }) {
  const { span, columnsDrawn: drawn, request, levels, depth } = props;
  const shown = request.measures.length;
  const seen = Math.min(span.to, drawn.last) - Math.max(span.from, drawn.first);
  const level = levels.get(request.columns.levels[span.path.length - 1] ?? '');
  const text = memberText(level, span.path.at(-1) ?? null);
  // A total is named once: in the row below its member, or at the top where it is of everything.
  const totalText = span.path.length === depth && (depth === 0 || span.header?.expanded) ? t('Total') : '';
  const opens = !span.total && span.header?.expandable;
  return (
    <th
      class={`span ${span.total ? 'total' : isBlank(span.path.at(-1)) ? 'blank' : ''}`}
      scope="colgroup"
      colSpan={seen * shown}
      aria-colindex={span.from * shown + 2}
      aria-expanded={opens ? span.header?.expanded : undefined}
    >
      <span class="cell-text">
        {opens ? (
          <Twisty
            open={span.header?.expanded ?? false}
            label={text}
            stop
            onToggle={() => props.onToggle('columns', span.path, !span.header?.expanded)}
          />
        ) : null}
        {span.total ? totalText : text}
      </span>
    </th>
  );
}

function LabelHead({ request, levels, tab, onFocus, onSortLabels }: PivotHeadProps) {
  const sort = request.sort.rows;
  const sorted = sort?.by === 'label' ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th class="label corner" scope="col" aria-colindex={1} aria-sort={sorted}>
      <button type="button" class="head" tabIndex={tab(-1)} onClick={onSortLabels} onFocus={() => onFocus(-1)}>
        <span class="cell-text">{request.rows.levels.map((name) => titleOf(levels.get(name))).join(' › ')}</span>
        {sorted === 'none' ? null : <Icon name={sorted === 'descending' ? 'arrow-down' : 'arrow-up'} />}
      </button>
    </th>
  );
}

function MeasureHead(props: PivotHeadProps & { readonly column: number; readonly index: number }) {
  const { request, pivot, column, index, measures } = props;
  const path = pivot.table.columns[column]?.path ?? [];
  const measure = request.measures[index]!;
  const leaf = column * request.measures.length + index;
  const sort = request.sort.rows;
  const isSorted = sort?.by === 'measure' && sort.index === index && pathKey(sort.at) === pathKey(path);
  const sorted = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const title = shownTitle(measures.get(measure.measure), measure);
  return (
    <th class={`measure ${path.length === 0 ? 'total' : ''}`} scope="col" aria-colindex={leaf + 2} aria-sort={sorted}>
      <button
        type="button"
        class="head"
        tabIndex={props.tab(leaf)}
        title={`${title}\n${t('Sort by this column')}`}
        onClick={() => props.onSort(index, path)}
        onFocus={() => props.onFocus(leaf)}
      >
        <span class="cell-text">{title}</span>
        {isSorted ? <Icon name={sort.descending ? 'arrow-down' : 'arrow-up'} /> : null}
      </button>
    </th>
  );
}
