import path from 'node:path';
import * as vscode from 'vscode';
import type { RelationSource } from '../../../core/action.ts';
import { AppError, isCancellation } from '../../../core/appError.ts';
import { type ConnectionHome, homeOf } from '../../../core/connection.ts';
import { pivotWindow } from '../../../core/cube/assemblePivot.ts';
import type { CubeHost, CubePage, CubePanelState, ShownCube, ShownPivot } from '../../../protocol/cubeProtocol.ts';
import type { OpenCube, PivotAnswer } from '../../../services/cubes/openCube.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showingErrors } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { awayText } from './awayText.ts';
import { copyText } from './copyText.ts';
import { type ExportPlace, exportImage, exportPivot } from './cubeExports.ts';
import { cubeHostInputs } from './cubeMessages.ts';
import { checked } from './pageMessages.ts';
import type { RunEvents } from './refreshCube.ts';
import { switchHome } from './switchHome.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** Members that a picker shows at once; it searches for others. */
const shownMembers = 200;

export interface CubePanelEvents extends RunEvents {
  readonly showRelation: (source: RelationSource) => Promise<void>;
}

type PivotQuestion = Parameters<CubeHost['pivot']>[0];

interface NumberedAnswer {
  readonly number: number;
  readonly pivot: PivotAnswer;
}

/** The panel of one cube. The page says what is asked; here are the session with the engine and the cells. */
export class CubePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #events: CubePanelEvents;
  readonly #closing = new AbortController();
  readonly #connections: vscode.Disposable;
  readonly #name: string;
  readonly #shown: Pick<CubePanelState, 'view' | 'scroll'>;
  #home: ConnectionHome | undefined;
  #page: PanelPage<CubePage> | undefined;
  #cube: Promise<OpenCube> | undefined;
  /** It was opened ahead of the page, which has not asked for it yet. */
  #ahead = false;
  #answer: NumberedAnswer | undefined;
  /** The last answer of which nothing was there before. */
  #whole: NumberedAnswer | undefined;

  /** @param shown what a restored panel showed */
  constructor(
    workbench: Workbench,
    name: string,
    home: ConnectionHome | undefined,
    shown: Pick<CubePanelState, 'view' | 'scroll'>,
    events: CubePanelEvents,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#name = name;
    this.#home = home;
    this.#shown = shown;
    this.#events = events;
    this.panel = restored ?? createPanel('cube', name);
    this.panel.onDidDispose(() => this.dispose());
    this.#connections = workbench.connections.onDidChange(() => void this.#show(true));
  }

  open(): void {
    const state: CubePanelState = {
      ...this.#shown,
      kind: 'cube',
      cube: this.#name,
      ...(this.#home ? { home: this.#home } : {}),
    };
    this.#ahead = true;
    // The page tells what went wrong, when it asks for the same.
    this.#opened(this.#closing.signal).catch(() => {});
    this.#page = fillPanel<CubePage>(
      this.#workbench.context,
      this.panel,
      'cube',
      state,
      checked(cubeHostInputs, this.#host(), this.#workbench.log),
      () => void this.#show(false),
    );
  }

  /** Says where the page stands; with `reload` it asks for everything anew. */
  async #show(reload: boolean): Promise<void> {
    const away = awayText(this.#home, this.#workbench.connections.current) ?? null;
    if (reload) this.#release();
    try {
      await this.#page?.rpc.call('show', { away, reload, home: this.#home ?? null });
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.error('showing a cube', error);
    }
  }

  #host(): CubeHost {
    const { log, documents } = this.#workbench;
    const shown = <I, O>(work: (input: I) => Promise<O>): ((input: I) => Promise<O | null>) => {
      return async (input) => {
        let done: O | null = null;
        await showingErrors(log, async () => {
          done = await work(input);
        })(null);
        return done;
      };
    };
    return {
      // The page shows the errors of these itself, in the table's place.
      open: async (_, signal) => this.#describe(signal),
      pivot: async (asked, signal) => this.#pivot(asked, signal),
      cells: async ({ number, ...part }) => {
        const { cells, table, request } = this.#answered(number);
        return pivotWindow(table, request, cells, part);
      },
      changes: async ({ number }) =>
        this.#whole?.number === number ? ((await this.#changes(this.#whole.pivot)) ?? null) : null,
      members: async ({ level, search }, signal) =>
        (await this.#opened(signal)).members(level, search, shownMembers, signal),
      age: async (_, signal) => {
        const { freshnessOf } = await import('../../../services/cubes/freshness.ts');
        const { serviceNamed } = await import('../../../services/index.ts');
        const cube = await this.#opened(signal);
        const ctx = await this.#workbench.connections.ctx(signal);
        const { at, stale } = await freshnessOf(ctx, serviceNamed, cube.declared, signal);
        return { at: at ?? null, stale: stale ?? null };
      },
      drill: shown(async (cell) => this.#drill(cell)),
      refresh: showingErrors(log, async () => {
        const { refreshCube } = await import('./refreshCube.ts');
        const { title } = this.panel;
        if (await refreshCube(this.#workbench, this.#name, title, this.#events, this.#closing.signal)) {
          await this.#show(true);
        }
      }),
      define: shown(async () => {
        await vscode.commands.executeCommand('strata.cubes.define', { kind: 'cubes.cube', path: [this.#name] });
        return null;
      }),
      saveView: shown(async ({ view }) => (await views()).saveView(await this.#viewsFile(), view)),
      deleteView: shown(async ({ name }) => (await views()).deleteView(await this.#viewsFile(), name)),
      export: shown(async ({ format }) => {
        const { cube } = await this.#opened(this.#closing.signal);
        return await exportPivot(this.#exportTo(), cube, this.#answered(), format);
      }),
      exportImage: shown(async ({ png }) => exportImage(this.#exportTo(), png)),
      copy: showingErrors(log, async ({ text }) => copyText(text)),
      showSql: showingErrors(log, async () => documents.open(`${this.#name}.sql`, 'sql', this.#answered().sql)),
      switchHome: showingErrors(log, async () => switchHome(this.#workbench, this.#home)),
    };
  }

  async #describe(signal: AbortSignal): Promise<ShownCube> {
    if (!this.#ahead) this.#release();
    this.#ahead = false;
    const { cube, declared } = await this.#opened(signal);
    const ctx = await this.#workbench.connections.ctx(signal);
    const { engineName } = await import('../../../services/cubes/engineName.ts');
    this.panel.title = cube.title;
    void this.#show(false);
    const { name, title, engine, levels, hierarchies, measures } = cube;
    return {
      cube: { name, title, engine, levels, hierarchies, measures },
      engine: engineName(ctx, engine),
      refreshable: cube.refresh.kind !== 'none',
      definable: declared.source.kind !== 'strata.yaml',
      views: await (await views()).readViews(await this.#viewsFile()),
    };
  }

  /** Opened once, however many ask; whoever gives up leaves it to the others. */
  async #opened(signal: AbortSignal): Promise<OpenCube> {
    this.#cube ??= this.#openNow();
    const opening = this.#cube;
    opening.catch(() => {
      if (this.#cube === opening) this.#cube = undefined;
    });
    const cube = await opening;
    signal.throwIfAborted();
    return cube;
  }

  async #openNow(): Promise<OpenCube> {
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
    return await openCube(ctx, serviceNamed, await declaredCubeNamed(ctx, this.#name), signal);
  }

  async #pivot({ request, how, part }: PivotQuestion, signal: AbortSignal): Promise<ShownPivot> {
    const cube = await this.#opened(signal);
    const before = this.#answer?.pivot;
    const whole = !before || how.kind === 'all';
    const pivot = whole
      ? await cube.pivot(request, signal)
      : how.kind === 'arrange'
        ? cube.arrange(before, request)
        : await cube.expand(before, request, how, signal);
    const number = (this.#answer?.number ?? 0) + 1;
    this.#answer = { number, pivot };
    if (whole) this.#whole = this.#answer;
    const { table, sql, milliseconds, more } = pivot;
    return { number, table, sql, milliseconds, more, window: pivotWindow(table, request, pivot.cells, part) };
  }

  async #changes(pivot: PivotAnswer) {
    const { storageUri } = this.#workbench.context;
    if (!storageUri) return undefined;
    const { changesSinceLast } = await import('../../../services/cubes/snapshots.ts');
    const key = JSON.stringify([this.#name, this.#home?.id, this.#home?.region]);
    try {
      return await changesSinceLast(path.join(storageUri.fsPath, 'cubes'), key, pivot, Date.now());
    } catch (error) {
      // A full disk takes the comparison away, not the table.
      this.#workbench.log.error('keeping a pivot to compare with', error);
      return undefined;
    }
  }

  #answered(number?: number): PivotAnswer {
    if (this.#answer && (number === undefined || number === this.#answer.number)) return this.#answer.pivot;
    throw new AppError('cancelled', vscode.l10n.t('The table is not open any more.'));
  }

  async #drill(cell: Parameters<CubeHost['drill']>[0]): Promise<null> {
    const { request } = this.#answered();
    const title = vscode.l10n.t('Fetching rows…');
    const source = await withProgress(title, async (signal) =>
      (await this.#opened(signal)).drill(request, cell, signal),
    );
    await this.#events.showRelation(source);
    return null;
  }

  #exportTo(): ExportPlace {
    return { root: this.#workbench.connections.root, name: this.#name };
  }

  async #viewsFile(): Promise<string> {
    const { declared } = await this.#opened(this.#closing.signal);
    const root = this.#workbench.connections.root;
    const folder = declared.source.kind === 'strata.yaml' ? declared.place.folder : root;
    if (!folder)
      throw new AppError('invalid-input', vscode.l10n.t('There is no folder open that could keep the view.'));
    return (await views()).viewsFile(folder, this.#name);
  }

  /** What is open belongs to what the window was connected to. */
  #release(): void {
    const opened = this.#cube;
    this.#cube = undefined;
    opened?.then((cube) => cube[Symbol.asyncDispose]()).catch(() => {});
  }

  dispose(): void {
    this.#closing.abort();
    this.#connections.dispose();
    this.#page?.dispose();
    this.#release();
  }
}

const views = () => import('../../../platform/workspace/cubeViews.ts');
