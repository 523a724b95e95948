import type { ConnectionHome } from '../core/connection.ts';
import type { PivotTable, PivotWindow } from '../core/cube/assemblePivot.ts';
import type { CellDifference } from '../core/cube/comparePivots.ts';
import type { Cube } from '../core/cube/cube.ts';
import type { CubeView } from '../core/cube/cubeView.ts';
import type { Member, MemberPath, PivotRequest } from '../core/cube/pivotRequest.ts';
import type { Api } from './rpc.ts';

/** A cube as its page knows it. */
export interface ShownCube {
  readonly cube: Pick<Cube, 'name' | 'title' | 'engine' | 'levels' | 'hierarchies' | 'measures'>;
  /** What executes its SQL, always shown. */
  readonly engine: string;
  readonly refreshable: boolean;
  /** Nobody wrote a definition yet. */
  readonly definable: boolean;
  readonly views: readonly CubeView[];
}

/**
 * What has to be done for a pivot, given the answer before: everything anew; only another order of what is there; only
 * the children of one member, which was expanded.
 */
export type PivotStep =
  | { readonly kind: 'all' }
  | { readonly kind: 'arrange' }
  | { readonly kind: 'expand'; readonly axis: 'rows' | 'columns'; readonly path: MemberPath };

/** A pivot that was answered; its cells are asked for by windows, under its number. */
export interface ShownPivot {
  readonly number: number;
  readonly table: PivotTable;
  readonly sql: string;
  readonly milliseconds: number;
  /** There are more cells than were read. */
  readonly more: boolean;
  /** The cells of the part that was asked for with it. */
  readonly window: PivotWindow;
}

/** A part of a pivot's table. */
export interface PivotPart {
  readonly rowOffset: number;
  readonly rows: number;
  readonly columnOffset: number;
  readonly columns: number;
}

/** What differs from the last time that the same was asked. */
export interface PivotChanges {
  readonly since: number;
  readonly cells: readonly CellDifference[];
}

export interface CubeAge {
  /** Milliseconds since the epoch; null where it is not known. */
  readonly at: number | null;
  readonly stale: boolean | null;
}

/** What the host tells the page of a cube. */
export interface CubePage extends Api {
  show(input: {
    /** Where the window is not connected to where this belongs: what to say. */
    away: string | null;
    /** The cube was brought up to date, or the window is connected again: what is shown is asked for anew. */
    reload: boolean;
    home: ConnectionHome | null;
  }): Promise<null>;
}

/** What the page asks of the host. Errors of the first six are shown in the page itself. */
export interface CubeHost extends Api {
  open(input: null, signal: AbortSignal): Promise<ShownCube>;
  /** @param input `part`: of which cells the page is in need first */
  pivot(input: { request: PivotRequest; how: PivotStep; part: PivotPart }, signal: AbortSignal): Promise<ShownPivot>;
  cells(input: PivotPart & { number: number }, signal: AbortSignal): Promise<PivotWindow>;
  /** Of the answer with this number, if everything of it was asked anew; null where the same was never asked before. */
  changes(input: { number: number }, signal: AbortSignal): Promise<PivotChanges | null>;
  members(
    input: { level: string; search: string },
    signal: AbortSignal,
  ): Promise<readonly { readonly member: Member; readonly count: number }[]>;
  age(input: null, signal: AbortSignal): Promise<CubeAge>;
  /** Opens the rows behind a cell in the results panel. */
  drill(input: { row: MemberPath; column: MemberPath }): Promise<null>;
  /** Brings the cube itself up to date. */
  refresh(input: null): Promise<null>;
  define(input: null): Promise<null>;
  saveView(input: { view: CubeView }): Promise<readonly CubeView[] | null>;
  deleteView(input: { name: string }): Promise<readonly CubeView[] | null>;
  export(input: { format: 'csv' | 'xlsx' }): Promise<null>;
  /** A picture as base64. */
  exportImage(input: { png: string }): Promise<null>;
  copy(input: { text: string }): Promise<null>;
  showSql(input: null): Promise<null>;
  switchHome(input: null): Promise<null>;
}

/** How far a table is scrolled, in pixels. */
export interface ScrollPlace {
  readonly top: number;
  readonly left: number;
}

/** What a panel keeps over a reload of the window. */
export interface CubePanelState {
  readonly kind: 'cube';
  readonly cube: string;
  readonly home?: ConnectionHome;
  /** What was shown last; of a panel that has just opened nothing. */
  readonly view?: CubeView;
  readonly scroll?: ScrollPlace;
}
