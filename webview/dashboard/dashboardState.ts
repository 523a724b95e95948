import { signal } from '@preact/signals';
import { type AppError, isCancellation, toAppError } from '../../src/core/appError.ts';
import type { ConnectionHome } from '../../src/core/connection.ts';
import type { MemberPath, Slice } from '../../src/core/cube/pivotRequest.ts';
import type { Dashboard, Tile } from '../../src/core/dashboard/dashboard.ts';
import { crossFiltered } from '../../src/core/dashboard/tileRequest.ts';
import type { CubeAge } from '../../src/protocol/cubeProtocol.ts';
import type { DashboardHost, DashboardPanelState, ShownDashboard } from '../../src/protocol/dashboardProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';

type Kept = Omit<DashboardPanelState, 'kind' | 'file'>;

/** What a board shows and how it changes. */
export class DashboardState {
  readonly host: Rpc<DashboardHost>;
  readonly shown = signal<ShownDashboard | null>(null);
  readonly filters = signal<readonly Slice[]>([]);
  readonly failure = signal<AppError | null>(null);
  readonly away = signal<string | null>(null);
  readonly age = signal<CubeAge | null>(null);
  readonly refreshing = signal(false);
  readonly editing = signal(false);
  /** Counts how often everything was asked for anew. */
  readonly round = signal(0);
  readonly #keep: (kept: Kept) => void;
  #home: ConnectionHome | undefined;
  #asking = new AbortController();

  constructor(host: Rpc<DashboardHost>, keep: (kept: Kept) => void, { filters }: Kept) {
    this.host = host;
    this.#keep = keep;
    this.filters.value = filters ?? [];
  }

  set home(home: ConnectionHome | null) {
    this.#home = home ?? undefined;
    this.#remember();
  }

  /** Reads the definition, and lets every tile ask anew. */
  async open(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal: asking } = this.#asking;
    let shown: ShownDashboard;
    try {
      shown = await this.host.call('open', null, asking);
    } catch (error) {
      if (!isCancellation(error)) this.failure.value = toAppError(error);
      return;
    }
    const known = new Set(shown.cube.levels.map(({ name }) => name));
    // The cube may have lost a dimension since.
    this.filters.value = this.filters.value.filter(({ level }) => known.has(level));
    this.failure.value = null;
    this.shown.value = shown;
    this.round.value += 1;
    // Without its age the board is whole.
    this.age.value = await this.host.call('age', null, asking).catch(() => null);
  }

  filter(slices: readonly Slice[]): void {
    this.filters.value = slices.filter(({ members }) => members.length > 0);
    this.#remember();
  }

  /** A member was chosen in a tile. */
  choose(levels: readonly string[], path: MemberPath): void {
    if (path.length > 0) this.filter(crossFiltered(this.filters.value, levels, path));
  }

  async refresh(): Promise<void> {
    this.refreshing.value = true;
    try {
      await this.host.call('refresh', null);
    } finally {
      this.refreshing.value = false;
    }
  }

  changeTiles(change: (tiles: readonly Tile[]) => readonly Tile[]): void {
    const { shown } = this;
    if (shown.value) void this.save({ ...shown.value.dashboard, tiles: change(shown.value.dashboard.tiles) });
  }

  async save(dashboard: Dashboard): Promise<void> {
    const saved = await this.host.call('save', { dashboard });
    // The host sees its file change, and has the page ask for the rest.
    if (saved && this.shown.value) this.shown.value = { ...this.shown.value, dashboard: saved };
  }

  #remember(): void {
    this.#keep({ filters: this.filters.value, ...(this.#home ? { home: this.#home } : {}) });
  }
}
