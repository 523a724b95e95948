import type { ConnectionHome } from '../core/connection.ts';
import type { PivotTable, PivotWindow } from '../core/cube/assemblePivot.ts';
import type { CubeView } from '../core/cube/cubeView.ts';
import type { Member, PivotRequest, Slice } from '../core/cube/pivotRequest.ts';
import type { Dashboard } from '../core/dashboard/dashboard.ts';
import type { CubeAge, ShownCube } from './cubeProtocol.ts';
import type { Api } from './rpc.ts';

/** A board as its page knows it. */
export interface ShownDashboard {
  readonly dashboard: Dashboard;
  readonly cube: ShownCube['cube'];
  /** The levels by which it is filtered, as the cube calls them. */
  readonly filters: readonly string[];
  /** What executes its SQL, always shown. */
  readonly engine: string;
  readonly refreshable: boolean;
  readonly views: readonly CubeView[];
}

/** What a tile shows. */
export interface TileAnswer {
  readonly table: PivotTable;
  readonly window: PivotWindow;
  /** There is more than is shown. */
  readonly more: boolean;
}

/** What the host tells the page of a board. */
export interface DashboardPage extends Api {
  show(input: {
    /** Where the window is not connected to where this belongs: what to say. */
    away: string | null;
    /** The definition or the cube has changed: everything is asked for anew. */
    reload: boolean;
    home: ConnectionHome | null;
  }): Promise<null>;
}

/** What the page asks of the host. Errors of the first four are shown in the page itself. */
export interface DashboardHost extends Api {
  open(input: null, signal: AbortSignal): Promise<ShownDashboard>;
  tile(input: { request: PivotRequest }, signal: AbortSignal): Promise<TileAnswer>;
  members(
    input: { level: string; search: string },
    signal: AbortSignal,
  ): Promise<readonly { readonly member: Member; readonly count: number }[]>;
  age(input: null, signal: AbortSignal): Promise<CubeAge>;
  /** Brings the cube itself up to date. */
  refresh(input: null): Promise<null>;
  /** Writes the definition into its file; null where that did not work, which the host has said. */
  save(input: { dashboard: Dashboard }): Promise<Dashboard | null>;
  openFile(input: null): Promise<null>;
  openCube(input: null): Promise<null>;
  switchHome(input: null): Promise<null>;
}

/** What a panel keeps over a reload of the window. */
export interface DashboardPanelState {
  readonly kind: 'dashboard';
  /** From the top of the workspace. */
  readonly file: string;
  readonly home?: ConnectionHome;
  readonly filters?: readonly Slice[];
}
