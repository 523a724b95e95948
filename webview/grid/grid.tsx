import HighTable, { type CellContentProps, type OrderBy, type Selection } from 'hightable';
import 'hightable/src/HighTable.css';
import './grid.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type AppError, isCancellation, toAppError } from '../../src/core/appError.ts';
import { formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { prettyJson } from '../../src/core/prettyJson.ts';
import type { Cell, Column } from '../../src/core/relation.ts';
import type { Filter, RelationQuery } from '../../src/protocol/engineProtocol.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { type CopyFormat, formatRows } from './copyFormats.ts';
import { FilterBar } from './filterBar.tsx';
import { translateGridWords } from './gridWords.ts';
import { createRelationFrame, type RelationFrame, type RowSource, sortOf } from './relationFrame.ts';
import { selectedRows } from './selectedRows.ts';

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

/** How many rows pass a filter, and of which source: rows are never shown with the count of others. */
interface Counted {
  readonly source: GridSource;
  readonly filter: readonly Filter[];
  readonly count: number;
}

/**
 * The one grid: any number of rows, read by windows. Sorting and filtering are asked of whoever holds the rows; the
 * page never sorts what it happens to have.
 */
export function Grid(props: GridProps) {
  const { source, columns } = props;
  const [filter, setFilter] = useState<readonly Filter[]>([]);
  const [orderBy, setOrderBy] = useState<OrderBy>([]);
  const [selection, setSelection] = useState<Selection>({ ranges: [] });
  const [counted, setCounted] = useState<Counted | undefined>();
  const [failure, setFailure] = useState<AppError | undefined>();
  /** Why rows could not be copied; they are still there to look at. */
  const [notice, setNotice] = useState<AppError | undefined>();
  const copying = useRef(new AbortController());

  useEffect(() => {
    const abort = new AbortController();
    setFailure(undefined);
    setNotice(undefined);
    source.count(filter, abort.signal).then(
      (count) => {
        setCounted({ source, filter, count });
        setSelection({ ranges: [] });
      },
      (error: unknown) => {
        if (!isCancellation(error)) setFailure(toAppError(error));
      },
    );
    return () => {
      abort.abort();
      copying.current.abort();
    };
  }, [source, filter]);

  useEffect(() => props.onQuery({ sort: sortOf(orderBy), filter }), [orderBy, filter]);

  // Until a new filter's count is there, what is shown stays as it is.
  const frame = useMemo(
    () => counted && createRelationFrame(counted.source, columns, counted.count, counted.filter),
    [counted, columns],
  );
  const count = counted?.count;

  const copy = async (format: CopyFormat) => {
    if (!frame) return;
    copying.current.abort();
    copying.current = new AbortController();
    const { signal } = copying.current;
    const names = columns.map(({ name }) => name);
    try {
      setNotice(undefined);
      props.onCopy(formatRows(format, names, await selectedRows(frame, selection, orderBy, signal)));
    } catch (error) {
      if (!isCancellation(error)) setNotice(toAppError(error));
    }
  };

  /** Rows where some are selected; else the cell that has the focus. */
  const onKeyDownCell = (event: PressedKey, columnIndex: number, row: number) => {
    const column = columns[columnIndex];
    if (!frame || !column) return;
    if (event.key === 'Enter') openCell(frame, orderBy, column, row, props.onOpenCell);
    if (isCopy(event) && selection.ranges.length === 0) {
      event.preventDefault();
      const value = frame.getCell({ row, column: column.name, orderBy })?.value as Cell | undefined;
      if (value !== undefined) props.onCopy(value === null ? '' : String(value));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || selection.ranges.length === 0 || !isCopy(event)) return;
    event.preventDefault();
    void copy('tsv');
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
    <div class="grid" onKeyDown={onKeyDown}>
      <FilterBar columns={columns} filter={filter} onChange={setFilter} />
      {failure ? (
        <PaneState icon="error" tone="error" text={failure.message} detail={failure.hint ?? null}>
          <button type="button" class="primary" onClick={() => setFilter([...filter])}>
            {t('Try again')}
          </button>
          {filter.length > 0 ? (
            <button type="button" onClick={() => setFilter([])}>
              {t('Show all rows')}
            </button>
          ) : null}
        </PaneState>
      ) : !frame ? (
        <PaneState icon="loading" tone="busy" text={t('Counting rows…')} />
      ) : count === 0 ? (
        <PaneState
          icon="inbox"
          text={counted?.filter.length ? t('No row passes the filter.') : t('There are no rows.')}
        />
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
          onKeyDownCell={onKeyDownCell}
          onError={(error) => {
            if (!isCancellation(error)) setFailure(toAppError(error));
          }}
        />
      )}
      {notice ? (
        <div class="bar notice" role="alert">
          <Icon name="warning" />
          {[notice.message, notice.hint].filter(Boolean).join(' ')}
        </div>
      ) : null}
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

/** What is looked at of a key, whoever reports it. */
type PressedKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'preventDefault'>;

function isCopy(event: PressedKey): boolean {
  return (event.ctrlKey || event.metaKey) && event.key === 'c' && !window.getSelection()?.toString();
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
