import path from 'node:path';
import * as vscode from 'vscode';
import type { RelationSource } from '../../../core/action.ts';
import type { ColumnGraph } from '../../../core/columnGraph.ts';
import { type ConnectionHome, homeOf } from '../../../core/connection.ts';
import { idOf, type NodeAddress } from '../../../core/node.ts';
import type { Run, RunRef } from '../../../core/run.ts';
import type { ResultEngine } from '../../../platform/results/resultEngine.ts';
import type { CubePanelState } from '../../../protocol/cubeProtocol.ts';
import type { DashboardPanelState } from '../../../protocol/dashboardProtocol.ts';
import type { PipelinePanelState } from '../../../protocol/pipelineProtocol.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import type { CubePanel } from './cubePanel.ts';
import type { DashboardPanel } from './dashboardPanel.ts';
import type { PipelinePanel } from './pipelinePanel.ts';
import type { ResultsPanel, SourcePlace } from './resultsPanel.ts';
import type { RunPanel } from './runPanel.ts';

/** The panels of the workbench, for everything that starts or finds something to show. */
export interface Panels {
  /** @param at where it belongs, if not to what the window is connected to, and the step that is looked at first */
  showRun(run: RunRef, at?: { readonly home?: ConnectionHome; readonly step?: string | undefined }): Promise<void>;
  /** Whether its panel can be seen in this window. */
  isRunVisible(run: RunRef): boolean;
  showRelation(source: RelationSource, place?: SourcePlace): Promise<void>;
  /** @param cube its name */
  showCube(cube: string): Promise<void>;
  /** @param file absolute */
  showDashboard(file: string): Promise<void>;
  /** @param of what has the column, such as a model */
  showColumn(of: NodeAddress, column: string, graph?: ColumnGraph): Promise<void>;
  readonly onDidOpenRun: vscode.Event<RunRef>;
  readonly onDidFinishRun: vscode.Event<RunRef>;
}

/** What panels are made of is loaded when the first one opens. */
export function registerPanels(workbench: Workbench): Panels {
  const { context, log } = workbench;
  const opened = new vscode.EventEmitter<RunRef>();
  const finished = new vscode.EventEmitter<RunRef>();
  const runPanels = new Map<string, RunPanel>();
  const resultPanels = new Map<string, ResultsPanel>();
  const cubePanels = new Map<string, CubePanel>();
  const dashboardPanels = new Map<string, DashboardPanel>();
  let engine: ResultEngine | undefined;
  let pipelinePanel: PipelinePanel | undefined;

  /** What a window finds and starts belongs to what it is connected to. */
  const homeNow = (): ConnectionHome | undefined => {
    const { current } = workbench.connections;
    return current && homeOf(current);
  };

  const openRun = async (
    run: RunRef,
    home: ConnectionHome | undefined,
    restored?: vscode.WebviewPanel,
    step?: string,
  ): Promise<void> => {
    const { keyOf, RunPanel } = await import('./runPanel.ts');
    const known = runPanels.get(keyOf(run));
    if (known && !restored) {
      known.reveal(step);
      return known.lookAgain();
    }
    const panel = new RunPanel(
      workbench,
      run,
      home,
      {
        onOpen: (ref) => opened.fire(ref),
        onFinish: ({ ref }) => finished.fire(ref),
        showRun: (ref) => openRun(ref, home ?? homeNow()),
      },
      restored,
      step,
    );
    runPanels.set(panel.key, panel);
    panel.panel.onDidDispose(() => {
      if (runPanels.get(panel.key) === panel) runPanels.delete(panel.key);
    });
    await panel.open();
  };

  const openRelation = async (
    source: RelationSource,
    place: SourcePlace | null,
    home: ConnectionHome | undefined,
    restored?: vscode.WebviewPanel,
  ): Promise<void> => {
    const { ResultsPanel } = await import('./resultsPanel.ts');
    const { ResultEngine } = await import('../../../platform/results/resultEngine.ts');
    engine ??= new ResultEngine();
    // A query's run is shown in a panel of its own each time; the rows of one object need only one.
    const what = whatOf(source);
    // A bucket of the local endpoint may be called as one of an account.
    const key = JSON.stringify([what, home?.id, home?.region]);
    const known = resultPanels.get(key);
    if (known && !restored) return known.panel.reveal();
    const panel = new ResultsPanel(workbench, engine, source, place, home, restored);
    resultPanels.set(key, panel);
    panel.panel.onDidDispose(() => {
      if (resultPanels.get(key) === panel) resultPanels.delete(key);
    });
    await panel.open();
  };

  const openCube = async (
    cube: string,
    home: ConnectionHome | undefined,
    shown: Pick<CubePanelState, 'view' | 'scroll'>,
    restored?: vscode.WebviewPanel,
  ): Promise<void> => {
    const { CubePanel } = await import('./cubePanel.ts');
    const key = JSON.stringify([cube, home?.id, home?.region]);
    const known = cubePanels.get(key);
    if (known && !restored) return known.panel.reveal();
    const panel = new CubePanel(
      workbench,
      cube,
      home,
      shown,
      {
        showRelation: (source) => openRelation(source, null, home ?? homeNow()),
        showRun: (ref) => openRun(ref, home ?? homeNow()),
        onFinish: ({ ref }) => finished.fire(ref),
      },
      restored,
    );
    cubePanels.set(key, panel);
    panel.panel.onDidDispose(() => {
      if (cubePanels.get(key) === panel) cubePanels.delete(key);
    });
    panel.open();
  };

  const openDashboard = async (
    file: string,
    home: ConnectionHome | undefined,
    shown: Pick<DashboardPanelState, 'filters'>,
    restored?: vscode.WebviewPanel,
  ): Promise<void> => {
    const { DashboardPanel } = await import('./dashboardPanel.ts');
    const key = JSON.stringify([file, home?.id, home?.region]);
    const known = dashboardPanels.get(key);
    if (known && !restored) return known.panel.reveal();
    const events = {
      showCube: (cube: string) => openCube(cube, home ?? homeNow(), {}),
      showRun: (ref: RunRef) => openRun(ref, home ?? homeNow()),
      onFinish: ({ ref }: Run) => finished.fire(ref),
    };
    const panel = new DashboardPanel(workbench, file, home, shown, events, restored);
    dashboardPanels.set(key, panel);
    panel.panel.onDidDispose(() => {
      if (dashboardPanels.get(key) === panel) dashboardPanels.delete(key);
    });
    panel.open();
  };

  const openColumn = async (
    of: NodeAddress,
    column: string,
    graph: ColumnGraph | undefined,
    restored?: vscode.WebviewPanel,
  ): Promise<void> => {
    const { LineagePanel } = await import('./lineagePanel.ts');
    await new LineagePanel(workbench, of, column, graph, restored).open();
  };

  /** One map is enough: it is of the whole workspace. */
  const openPipeline = async (kept: PipelinePanelState | undefined, restored?: vscode.WebviewPanel): Promise<void> => {
    if (pipelinePanel && !restored) return pipelinePanel.panel.reveal();
    const { PipelinePanel } = await import('./pipelinePanel.ts');
    const home = kept?.home ?? homeNow();
    const showRun = (ref: RunRef) => openRun(ref, homeNow());
    const panel = new PipelinePanel(workbench, home, showRun, finished.event, kept, restored);
    pipelinePanel = panel;
    panel.panel.onDidDispose(() => {
      if (pipelinePanel === panel) pipelinePanel = undefined;
    });
    panel.open();
  };

  context.subscriptions.push(
    opened,
    finished,
    { dispose: () => engine?.[Symbol.dispose]() },
    vscode.window.registerWebviewPanelSerializer('strata.run', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./pageMessages.ts')).readRunState(state);
          return shown ? await openRun(shown.run, shown.home, panel) : panel.dispose();
        }),
    }),
    vscode.window.registerWebviewPanelSerializer('strata.results', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./pageMessages.ts')).readResultsState(state);
          return shown ? await openRelation(shown.source, shown.place, shown.home, panel) : panel.dispose();
        }),
    }),
    vscode.window.registerWebviewPanelSerializer('strata.cube', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./cubeMessages.ts')).readCubeState(state);
          return shown ? await openCube(shown.cube, shown.home, shown, panel) : panel.dispose();
        }),
    }),
    vscode.window.registerWebviewPanelSerializer('strata.dashboard', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./dashboardMessages.ts')).readDashboardState(state);
          const { root } = workbench.connections;
          const file = shown && root !== undefined ? path.resolve(root, shown.file) : undefined;
          if (!shown || !file?.startsWith(`${root}${path.sep}`)) return panel.dispose();
          await openDashboard(file, shown.home, shown, panel);
        }),
    }),
    vscode.commands.registerCommand('strata.pipelineMap', () => restore(() => openPipeline(undefined))),
    vscode.window.registerWebviewPanelSerializer('strata.pipeline', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./pipelineMessages.ts')).readPipelineState(state);
          return shown ? await openPipeline(shown, panel) : panel.dispose();
        }),
    }),
    vscode.window.registerWebviewPanelSerializer('strata.lineage', {
      deserializeWebviewPanel: (panel, state: unknown) =>
        restore(async () => {
          const shown = (await import('./lineageMessages.ts')).readLineageState(state);
          return shown ? await openColumn(shown.of, shown.column, undefined, panel) : panel.dispose();
        }),
    }),
  );

  async function restore(open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (error) {
      showError(log, error);
    }
  }

  return {
    onDidOpenRun: opened.event,
    onDidFinishRun: finished.event,
    isRunVisible: (run) => runPanels.get(`${idOf(run.of)} ${run.id}`)?.panel.visible ?? false,
    showRun: (run, at) => openRun(run, at?.home ?? homeNow(), undefined, at?.step),
    showCube: (cube) => openCube(cube, homeNow(), {}),
    showDashboard: (file) => openDashboard(file, homeNow(), {}),
    showColumn: (of, column, graph) => openColumn(of, column, graph),
    showRelation: (source, place) => openRelation(source, place ?? null, homeNow()),
  };
}

function whatOf(source: RelationSource): string {
  switch (source.kind) {
    case 'query':
      return source.run.id;
    case 'object':
      return source.uri;
    case 'statement':
      return source.sql;
  }
}
