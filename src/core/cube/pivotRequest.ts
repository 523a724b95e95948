/** What is asked of a cube: plain data, so that it is saved, sent and undone as it is. */

/** A member of a level as text, exactly as the engine prints it; null is SQL's NULL, which is no empty text. */
export type Member = string | null;

/** Members from the coarsest level downwards; empty for the total. */
export type MemberPath = readonly Member[];

export interface PivotAxis {
  /** Names of levels, the outermost first. */
  readonly levels: readonly string[];
  /** So many levels are open everywhere; the first one always is. */
  readonly depth: number;
  /** Members whose children are shown, beyond `depth`. */
  readonly expanded: readonly MemberPath[];
  /** Members whose children are hidden, within `depth`. */
  readonly collapsed: readonly MemberPath[];
}

/**
 * A measure's value; its share of the whole row, of the whole column, of the row above it in the tree, of everything;
 * its change on the period before, as a difference and as a share of what it was.
 */
export const measureShows = [
  'value',
  'share-of-row',
  'share-of-column',
  'share-of-parent',
  'share-of-total',
  'change',
  'change-percent',
] as const;

export type MeasureShow = (typeof measureShows)[number];

export interface ShownMeasure {
  readonly measure: string;
  readonly show: MeasureShow;
}

/** Only rows whose level has one of these members, or none of them. */
export interface Slice {
  readonly level: string;
  readonly members: readonly Member[];
  readonly exclude?: boolean;
}

/** The order of members below each parent. Without one: dates and numbers upwards, texts by the alphabet, NULL last. */
export type PivotSort =
  | { readonly by: 'label'; readonly descending: boolean }
  /** By a measure of `measures`, at one place of the other axis. */
  | { readonly by: 'measure'; readonly index: number; readonly at: MemberPath; readonly descending: boolean };

/** Only the first members of each row level below each parent, by the value of a measure over all columns. */
export interface TopMembers {
  readonly count: number;
  readonly measure: string;
  /** The smallest instead of the largest. */
  readonly bottom?: boolean;
}

export interface PivotRequest {
  readonly rows: PivotAxis;
  readonly columns: PivotAxis;
  readonly measures: readonly ShownMeasure[];
  readonly slices: readonly Slice[];
  /** Whether a row and a column of totals are shown. */
  readonly totals: { readonly rows: boolean; readonly columns: boolean };
  readonly sort: { readonly rows: PivotSort | null; readonly columns: PivotSort | null };
  readonly top: TopMembers | null;
}

export const emptyAxis: PivotAxis = { levels: [], depth: 1, expanded: [], collapsed: [] };

export const emptyPivot: PivotRequest = {
  rows: emptyAxis,
  columns: emptyAxis,
  measures: [],
  slices: [],
  totals: { rows: true, columns: true },
  sort: { rows: null, columns: null },
  top: null,
};

/** A path as one string, different for every path: NULL is told from any text. */
export function pathKey(path: MemberPath): string {
  let key = '';
  for (const member of path) key += member === null ? 'n' : `t${member.length}:${member}`;
  return key;
}

/** Whether the children of the member at this path are shown. The total's always are. */
export function isOpen(axis: PivotAxis, path: MemberPath): boolean {
  if (path.length === 0) return axis.levels.length > 0;
  if (path.length >= axis.levels.length) return false;
  const key = pathKey(path);
  const within = (paths: readonly MemberPath[]) => paths.some((each) => pathKey(each) === key);
  return path.length < axis.depth ? !within(axis.collapsed) : within(axis.expanded);
}

/** The axis with a member's children shown or hidden. */
export function withOpen(axis: PivotAxis, path: MemberPath, open: boolean): PivotAxis {
  const key = pathKey(path);
  const without = (paths: readonly MemberPath[]) => paths.filter((each) => pathKey(each) !== key);
  if (path.length < axis.depth) {
    return { ...axis, collapsed: open ? without(axis.collapsed) : [...without(axis.collapsed), path] };
  }
  return { ...axis, expanded: open ? [...without(axis.expanded), path] : without(axis.expanded) };
}
