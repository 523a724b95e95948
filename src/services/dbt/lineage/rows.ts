/** What can be asked of the rows that a source gives: its columns by name, and which of them are there for certain. */
import { t } from '../../../core/l10n.ts';
import { joinOrigins, type Origin } from './origin.ts';

/** What is known of a name among the columns of a source. */
export type Found =
  /** `surely` is false where it can only be it: nothing says that the source has it, but it may. */
  | {
      readonly kind: 'one';
      readonly origin: Origin;
      readonly surely: boolean;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'none' }
  | Unclear;

interface Unclear {
  readonly kind: 'unclear';
  readonly why: string;
}

export interface RowColumn {
  readonly name: string;
  readonly origin: Origin;
  /** The expression that makes it, as it is written. */
  readonly text?: string | undefined;
}

export interface Rows {
  /** In order; not all of them where `open` says why. */
  readonly columns: readonly RowColumn[];
  /** Why there may be more columns than those, such as a star over a relation whose columns are not known. */
  readonly open: string | undefined;
  readonly find: (name: string) => Found;
  /** Relations whose rows these are. */
  readonly relations: readonly string[];
}

export const noRows: Rows = { columns: [], open: undefined, find: () => ({ kind: 'none' }), relations: [] };

/** Names are told apart without regard to case, as dbt's warehouses do unless told otherwise. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * @param more what is asked for a name that is not among the columns, where there may be more of them
 */
export function rowsOf(
  columns: readonly RowColumn[],
  open: string | undefined,
  relations: readonly string[],
  more: (name: string) => Found = () => ({ kind: 'none' }),
): Rows {
  const find = (name: string): Found => {
    const [first, ...others] = columns.filter((column) => sameName(column.name, name));
    if (first && others.length === 0) return { kind: 'one', origin: first.origin, surely: true, text: first.text };
    if (first) return { kind: 'unclear', why: t('several columns are called {0}', name) };
    return more(name);
  };
  return { columns, open, find, relations };
}

/** A name in one of several sources beside each other. As the query is valid, no two of them have it. */
export function findAmong(sources: readonly Rows[], name: string): Found {
  const found = sources.map((source) => source.find(name)).filter(({ kind }) => kind !== 'none');
  const sure = found.filter((each) => each.kind === 'one' && each.surely);
  if (sure.length === 1 && sure[0]) return sure[0];
  if (sure.length > 1) return { kind: 'unclear', why: t('several relations have a column {0}', name) };
  if (found.length > 1) return { kind: 'unclear', why: t('several relations may have a column {0}', name) };
  return found[0] ?? { kind: 'none' };
}

/** Columns under other names, from the first on. */
export function renamed(rows: Rows, names: readonly string[]): Rows {
  if (names.length === 0) return rows;
  const columns = rows.columns.map((column, i) => ({ ...column, name: names[i] ?? column.name }));
  // A list of names is complete where it is as long as the columns; of an open list only the known ones can be named.
  const open = rows.open !== undefined && names.length > rows.columns.length ? rows.open : undefined;
  const why = open;
  return rowsOf(columns, open, rows.relations, (name) =>
    why !== undefined && names.some((each) => sameName(each, name)) ? { kind: 'unclear', why } : { kind: 'none' },
  );
}

/** Rows of one after those of the other: columns belong together by their place. */
export function united(left: Rows, right: Rows, byName: boolean): Rows {
  // The left side says how many columns there are and what they are called.
  const why = left.open ?? (byName ? right.open : undefined);
  const columns = left.columns.map((column, i): RowColumn => {
    const other = byName ? right.columns.find(({ name }) => sameName(name, column.name)) : right.columns[i];
    const beyond: readonly Origin[] =
      right.open === undefined ? [] : [{ columns: [], rows: [], unknown: [right.open], asIs: false }];
    const origin = joinOrigins([column.origin, ...(other ? [other.origin] : beyond)]);
    return { ...column, origin };
  });
  const added = byName
    ? right.columns.filter(({ name }) => !left.columns.some((column) => sameName(column.name, name)))
    : [];
  const relations = [...new Set([...left.relations, ...right.relations])];
  return rowsOf([...columns, ...added], why, relations, () =>
    why === undefined ? { kind: 'none' } : { kind: 'unclear', why },
  );
}
