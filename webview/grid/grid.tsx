import HighTable, { type CellContentProps, type OrderBy, type Selection } from 'hightable';
import 'hightable/src/HighTable.css';
import './grid.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { AppError, isCancellation } from '../../src/core/appError.ts';
import { formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { Cell, Column } from '../../src/core/relation.ts';
import type { Filter, RelationQuery } from '../../src/protocol/engineProtocol.ts';
import { PaneState } from '../kit/states.tsx';
import { type CopyFormat, formatRows } from './copyFormats.ts';
import { FilterBar } from './filterBar.tsx';
import { translateGridWords } from './gridWords.ts';
import { createRelationFrame, type RelationFrame, type RowSource, sortOf } from './relationFrame.ts';

translateGridWords();

export interface GridSource extends RowSource {
  count(filter: readonly Filter[], signal: AbortSignal): Promise<number>;
}

export interface GridProps {
  readonly source: GridSource;
  readonly columns: readonly Column[];
  /** Told when sort or filter change, so that an export writes what is shown. */
  readonly onQuery: (query: RelationQuery) => void;
  readonly onCopy: (text: string) => void;
  /** A long or nested value, shown whole. */
  readonly onOpenCell: (column: string, text: string) => void;
}

/** The most rows that a copy takes along; more is an export. */
const copyLimit = 100_000;

/**
 * The one grid: any number of rows, read by windows. Sorting and filtering are asked of whoever holds the rows; the
 * page never sorts what it happens to have.
 */
export function Grid(props: GridProps) {
  const { source, columns } = props;
  const [filter, setFilter] = useState<readonly Filter[]>([]);
  const [orderBy, setOrderBy] = useState<OrderBy>([]);
  const [selection, setSelection] = useState<Selection>({ ranges: [] });
  const [count, setCount] = useState<number | undefined>();
  const [failure, setFailure] = useState<AppError | undefined>();
  const area = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const abort = new AbortController();
    setFailure(undefined);
    source.count(filter, abort.signal).then(setCount, (error: unknown) => {
      if (!isCancellation(error)) setFailure(error as AppError);
    });
    setSelection({ ranges: [] });
    return () => abort.abort();
  }, [source, filter]);

  useEffect(() => props.onQuery({ sort: sortOf(orderBy), filter }), [orderBy, filter]);

  const frame = useMemo(
    () => (count === undefined ? undefined : createRelationFrame(source, columns, count, filter)),
    [source, columns, count, filter],
  );

  const copy = async (format: CopyFormat) => {
    if (!frame) return;
    try {
      props.onCopy(
        formatRows(
          format,
          columns.map(({ name }) => name),
          await selectedRows(frame, selection, orderBy),
        ),
      );
    } catch (error) {
      setFailure(error as AppError);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && !window.getSelection()?.toString()) {
      event.preventDefault();
      void copy('tsv');
    }
  };

  const selected = selection.ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  const configuration = Object.fromEntries(
    columns.map((column) => [
      column.name,
      { headerComponent: <Header column={column} />, className: `kind-${column.kind}`, minWidth: 60 },
    ]),
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the grid inside; they are heard here as they bubble
    <div class="grid" ref={area} onKeyDown={onKeyDown}>
      <FilterBar columns={columns} filter={filter} onChange={setFilter} />
      {failure ? (
        <PaneState icon="error" tone="error" text={failure.message} detail={failure.hint ?? null}>
          <button type="button" class="primary" onClick={() => setFilter([])}>
            {t('Show all rows')}
          </button>
        </PaneState>
      ) : !frame ? (
        <PaneState icon="loading" tone="busy" text={t('Counting rows…')} />
      ) : count === 0 ? (
        <PaneState icon="inbox" text={filter.length > 0 ? t('No row passes the filter.') : t('There are no rows.')} />
      ) : (
        <HighTable
          className="rows"
          styled={false}
          data={frame}
          orderBy={orderBy}
          onOrderByChange={setOrderBy}
          selection={selection}
          onSelectionChange={setSelection}
          columnConfiguration={configuration}
          renderCellContent={(cell) => <CellContent {...cell} />}
          onDoubleClickCell={(_, column, row) => openCell(frame, orderBy, columns[column], row, props.onOpenCell)}
          onKeyDownCell={(event, column, row) => {
            if (event.key === 'Enter') openCell(frame, orderBy, columns[column], row, props.onOpenCell);
          }}
          onError={(error) => {
            if (!isCancellation(error)) setFailure(error as AppError);
          }}
        />
      )}
      <div class="status-line">
        <span role="status">
          {count === undefined ? '' : rowCount(count)}
          {selected > 0 ? ` · ${t('{0} selected', formatNumber(selected))}` : ''}
        </span>
        <span class="spring" />
        <span class="quiet">{selected > 0 ? t('Copy selection as') : t('Copy all as')}</span>
        {(['tsv', 'csv', 'json', 'markdown'] as const).map((format) => (
          <button key={format} type="button" disabled={!frame || count === 0} onClick={() => void copy(format)}>
            {{ tsv: 'TSV', csv: 'CSV', json: 'JSON', markdown: 'Markdown' }[format]}
          </button>
        ))}
      </div>
    </div>
  );
}

function rowCount(count: number): string {
  return count === 1 ? t('1 row') : t('{0} rows', formatNumber(count));
}

function Header({ column }: { readonly column: Column }) {
  return (
    <span class="column-head" title={`${column.name} ${column.type}`}>
      <span class="column-name">{column.name}</span>
      <span class="column-type">{column.type.toLowerCase()}</span>
    </span>
  );
}

function CellContent({ cell }: CellContentProps) {
  if (!cell) return <span class="pending" aria-hidden="true" />;
  const value = cell.value as Cell | undefined;
  if (value === null || value === undefined) return <span class="null">NULL</span>;
  const text = String(value);
  return <>{text.length > 500 ? `${text.slice(0, 500)}…` : text.replace(/\r?\n/g, ' ↵ ')}</>;
}

function openCell(
  frame: RelationFrame,
  orderBy: OrderBy,
  column: Column | undefined,
  row: number,
  open: (column: string, text: string) => void,
): void {
  if (!column) return;
  const value = frame.getCell({ row, column: column.name, orderBy })?.value as Cell | undefined;
  if (value === null || value === undefined) return;
  open(column.name, column.kind === 'nested' ? prettyJson(String(value)) : String(value));
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** The selected rows, or all when none is; what was not read yet is read first. */
async function selectedRows(
  frame: RelationFrame,
  selection: Selection,
  orderBy: OrderBy,
): Promise<(readonly Cell[])[]> {
  const ranges = selection.ranges.length > 0 ? selection.ranges : [{ start: 0, end: frame.numRows }];
  const total = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  if (total > copyLimit) {
    throw new AppError(
      'invalid-input',
      t('{0} rows are too many to copy; at most {1}.', formatNumber(total), formatNumber(copyLimit)),
      {
        hint: t('Export them to a file instead.'),
      },
    );
  }
  const rows: (readonly Cell[])[] = [];
  for (const { start, end } of ranges) {
    const step = 2000;
    for (let from = start; from < end; from += step) {
      const to = Math.min(end, from + step);
      await frame.fetch?.({ rowStart: from, rowEnd: to, orderBy });
      for (let row = from; row < to; row++) {
        const cells = frame.rowAt(row, orderBy);
        if (cells) rows.push(cells);
      }
    }
  }
  return rows;
}
