import path from 'node:path';
import * as vscode from 'vscode';
import { AppError, isCancellation } from '../../../core/appError.ts';
import { type ConnectionHome, homeOf } from '../../../core/connection.ts';
import { pivotWindow } from '../../../core/cube/assemblePivot.ts';
import { levelsNamed } from '../../../core/cube/declaredCube.ts';
import type { Dashboard } from '../../../core/dashboard/dashboard.ts';
import type {
  DashboardHost,
  DashboardPage,
  DashboardPanelState,
  ShownDashboard,
} from '../../../protocol/dashboardProtocol.ts';
import type { OpenCube } from '../../../services/cubes/openCube.ts';
import { showingErrors } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { awayText } from './awayText.ts';
import { dashboardHostInputs } from './dashboardMessages.ts';
import { checked } from './pageMessages.ts';
import type { RunEvents } from './refreshCube.ts';
import { switchHome } from './switchHome.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** Members that a filter shows at once; it searches for others. */
const shownMembers = 200;
/** As much as a tile has room for; the cube's own panel shows everything. */
const tilePart = { rowOffset: 0, rows: 500, columnOffset: 0, columns: 60 };

export interface DashboardEvents extends RunEvents {
  readonly showCube: (cube: string) => Promise<void>;
}

/** The panel of one board. The page says what each tile asks; here are its file and the session with the engine. */
export class DashboardPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #file: string;
  readonly #events: DashboardEvents;
  readonly #state: Pick<DashboardPanelState, 'filters'>;
  readonly #closing = new AbortController();
  readonly #watched: vscode.Disposable;
  #home: ConnectionHome | undefined;
  #page: PanelPage<DashboardPage> | undefined;
  #cube: { readonly name: string; readonly opened: Promise<OpenCube> } | undefined;

  /** @param file absolute */
  constructor(
    workbench: Workbench,
    file: string,
    home: ConnectionHome | undefined,
    state: Pick<DashboardPanelState, 'filters'>,
    events: DashboardEvents,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#file = file;
    this.#home = home;
    this.#state = state;
    this.#events = events;
    this.panel = restored ?? createPanel('dashboard', path.basename(file, '.dashboard.yaml'));
    this.panel.onDidDispose(() => this.dispose());
    const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    this.#watched = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(() => void this.#show(true)),
      watcher.onDidCreate(() => void this.#show(true)),
      workbench.connections.onDidChange(() => {
        this.#release();
        void this.#show(true);
      }),
    );
  }

  open(): void {
    const state: DashboardPanelState = {
      ...this.#state,
      kind: 'dashboard',
      file: path.relative(this.#workbench.connections.root ?? '', this.#file),
      ...(this.#home ? { home: this.#home } : {}),
    };
    this.#page = fillPanel<DashboardPage>(
      this.#workbench.context,
      this.panel,
      'dashboard',
      state,
      checked(dashboardHostInputs, this.#host(), this.#workbench.log),
      () => void this.#show(false),
    );
  }

  async #show(reload: boolean): Promise<void> {
    const away = awayText(this.#home, this.#workbench.connections.current) ?? null;
    try {
      await this.#page?.rpc.call('show', { away, reload, home: this.#home ?? null });
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.error('showing a dashboard', error);
    }
  }

  #host(): DashboardHost {
    const { log } = this.#workbench;
    return {
      // The page shows the errors of these itself, in their place.
      open: async (_, signal) => this.#describe(signal),
      tile: async ({ request }, signal) => {
        const { table, cells, more } = await (await this.#opened(signal)).pivot(request, signal);
        const cut = table.rows.length > tilePart.rows || table.columns.length > tilePart.columns;
        const part = {
          rows: table.rows.slice(0, tilePart.rows),
          columns: table.columns.slice(0, tilePart.columns),
        };
        return { table: part, window: pivotWindow(part, request, cells, tilePart), more: more || cut };
      },
      members: async ({ level, search }, signal) =>
        (await this.#opened(signal)).members(level, search, shownMembers, signal),
      age: async (_, signal) => {
        const { freshnessOf } = await import('../../../services/cubes/freshness.ts');
        const { serviceNamed } = await import('../../../services/index.ts');
        const { declared } = await this.#opened(signal);
        const ctx = await this.#workbench.connections.ctx(signal);
        const { at, stale } = await freshnessOf(ctx, serviceNamed, declared, signal);
        return { at: at ?? null, stale: stale ?? null };
      },
      refresh: showingErrors(log, async () => {
        const { cube } = await this.#opened(this.#closing.signal);
        const { refreshCube } = await import('./refreshCube.ts');
        if (await refreshCube(this.#workbench, cube.name, cube.title, this.#events, this.#closing.signal)) {
          await this.#show(true);
        }
      }),
      save: async ({ dashboard }) => {
        let saved: Dashboard | null = null;
        await showingErrors(log, async () => {
          await (await files()).writeDashboard(this.#file, dashboard);
          saved = await (await files()).readDashboard(this.#file);
        })(null);
        return saved;
      },
      openFile: showingErrors(log, async () => {
        await vscode.window.showTextDocument(vscode.Uri.file(this.#file));
      }),
      openCube: showingErrors(log, async () => {
        await this.#events.showCube((await (await files()).readDashboard(this.#file)).cube);
      }),
      switchHome: showingErrors(log, async () => switchHome(this.#workbench, this.#home)),
    };
  }

  async #describe(signal: AbortSignal): Promise<ShownDashboard> {
    const dashboard = await (await files()).readDashboard(this.#file);
    this.panel.title = dashboard.title;
    const { cube, declared } = await this.#opened(signal);
    const ctx = await this.#workbench.connections.ctx(signal);
    const { engineName } = await import('../../../services/cubes/engineName.ts');
    const { readViews, viewsFile } = await import('../../../platform/workspace/cubeViews.ts');
    const folder = declared.place.folder ?? this.#workbench.connections.root;
    void this.#show(false);
    const { name, title, engine, levels, hierarchies, measures } = cube;
    return {
      dashboard,
      cube: { name, title, engine, levels, hierarchies, measures },
      // The finest level of a hierarchy says the most.
      filters: dashboard.filters.flatMap((filter) => levelsNamed(cube, filter).slice(-1)),
      engine: engineName(ctx, engine),
      refreshable: cube.refresh.kind !== 'none',
      views: folder === undefined ? [] : await readViews(viewsFile(folder, name)),
    };
  }

  /** Opened once, however many tiles ask; whoever gives up leaves it to the others. */
  async #opened(signal: AbortSignal): Promise<OpenCube> {
    const { cube: name } = await (await files()).readDashboard(this.#file);
    if (this.#cube?.name !== name) {
      this.#release();
      this.#cube = { name, opened: this.#openNow(name) };
    }
    const opening = this.#cube;
    opening.opened.catch(() => {
      if (this.#cube === opening) this.#cube = undefined;
    });
    const cube = await opening.opened;
    signal.throwIfAborted();
    return cube;
  }

  async #openNow(name: string): Promise<OpenCube> {
    const { connections } = this.#workbench;
    const { signal } = this.#closing;
    await connections.open(signal);
    const away = awayText(this.#home, connections.current);
    if (away !== undefined) throw new AppError('conflict', away);
    const ctx = await connections.ctx(signal);
    this.#home ??= homeOf(ctx.connection);
    const { declaredCubeNamed } = await import('../../../services/cubes/declaredCubes.ts');
    const { openCube } = await import('../../../services/cubes/openCube.ts');
    const { serviceNamed } = await import('../../../services/index.ts');
    return await openCube(ctx, serviceNamed, await declaredCubeNamed(ctx, name), signal);
  }

  /** What is open belongs to what the window was connected to. */
  #release(): void {
    const opened = this.#cube?.opened;
    this.#cube = undefined;
    opened?.then((cube) => cube[Symbol.asyncDispose]()).catch(() => {});
  }

  dispose(): void {
    this.#closing.abort();
    this.#watched.dispose();
    this.#page?.dispose();
    this.#release();
  }
}

const files = () => import('../../../platform/workspace/dashboards.ts');
