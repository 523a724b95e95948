import * as vscode from 'vscode';
import { type AppError, isCancellation, toAppError } from '../../../core/appError.ts';
import { formatAge, formatDuration } from '../../../core/format.ts';
import { isFinal, type Run } from '../../../core/run.ts';
import { stateWord } from '../../../core/stateText.ts';
import { stateIcons } from '../../../platform/runs/stateIcon.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { stopRun } from '../panels/runActions.ts';
import type { Workbench } from '../workbench.ts';

type RunRow = { readonly kind: 'run'; readonly run: Run } | { readonly kind: 'error'; readonly error: AppError };

const shownRuns = 200;

/** While something runs the list is asked for often; else now and then, for what schedules and other people start. */
const pauses = { local: { live: 1000, idle: 3000 }, aws: { live: 5000, idle: 30_000 } };

/** Runs of every service in one list, newest first, kept up to date while the view can be seen. */
export function registerRunsView(workbench: Workbench, panels: Panels): void {
  const { context, connections } = workbench;
  const provider = new RunsTree(workbench);
  const view = vscode.window.createTreeView('strata.runs', { treeDataProvider: provider });
  provider.attach(view);
  context.subscriptions.push(
    provider,
    view,
    connections.onDidChange(() => provider.refresh()),
    panels.onDidFinishRun(() => provider.refresh()),
    panels.onDidOpenRun(() => provider.refresh()),
    vscode.commands.registerCommand('strata.refreshRuns', () => provider.refresh()),
    vscode.commands.registerCommand('strata.openRun', async (row?: RunRow) => {
      const run = await runOf(row, provider);
      if (run) await panels.showRun(run.ref);
    }),
    vscode.commands.registerCommand('strata.copyRunId', async (row?: RunRow) => {
      const run = await runOf(row, provider);
      if (run) await vscode.env.clipboard.writeText(run.ref.id);
    }),
    vscode.commands.registerCommand('strata.stopRun', async (row?: RunRow) => {
      const run = await runOf(row, provider, (each) => !isFinal(each.state));
      if (!run) return;
      await stopRun(workbench, run.ref);
      provider.refresh();
    }),
  );
}

/** The run of a row; from the palette, where there is none, the one that is chosen. */
async function runOf(
  row: RunRow | undefined,
  provider: RunsTree,
  eligible: (run: Run) => boolean = () => true,
): Promise<Run | undefined> {
  if (row) return row.kind === 'run' ? row.run : undefined;
  const picks = provider.getChildren().then((rows) =>
    rows.flatMap((each) => {
      if (each.kind !== 'run' || !eligible(each.run)) return [];
      const { description } = runItem(each);
      const label = `$(${stateIcons[each.run.state].icon.replace('~spin', '')}) ${each.run.title}`;
      return { label, description: String(description ?? ''), run: each.run };
    }),
  );
  const none = (await picks).length === 0 ? { placeHolder: vscode.l10n.t('There is nothing to choose from yet.') } : {};
  const options = { title: vscode.l10n.t('Which run?'), matchOnDescription: true, ...none };
  return (await vscode.window.showQuickPick(picks, options))?.run;
}

class RunsTree implements vscode.TreeDataProvider<RunRow>, vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #rows: RunRow[] | undefined;
  #text = '';
  #timer: NodeJS.Timeout | undefined;
  #reading = new AbortController();
  #view: vscode.TreeView<RunRow> | undefined;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  attach(view: vscode.TreeView<RunRow>): void {
    this.#view = view;
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) this.refresh();
    });
  }

  refresh(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    clearTimeout(this.#timer);
    void this.#read(this.#reading.signal);
  }

  async getChildren(): Promise<RunRow[]> {
    if (!this.#rows) await this.#read(this.#reading.signal);
    return this.#rows ?? [];
  }

  getTreeItem(row: RunRow): vscode.TreeItem {
    if (row.kind === 'error') {
      const item = new vscode.TreeItem(row.error.message.replace(/\s+/g, ' '));
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = [row.error.message, row.error.hint].filter(Boolean).join('\n\n');
      item.command = { command: 'strata.refreshRuns', title: vscode.l10n.t('Try again') };
      return item;
    }
    return runItem(row);
  }

  async #read(signal: AbortSignal): Promise<void> {
    let live = false;
    try {
      const rows = await this.#runs(signal);
      if (signal.aborted) return;
      this.#show(rows ?? []);
      // Without a connection there is nothing to wait for; a new one refreshes.
      if (!rows) return;
      live = rows.some((row) => row.kind === 'run' && !isFinal(row.run.state));
    } catch (error) {
      if (signal.aborted) return;
      if (!isCancellation(error)) this.#show([{ kind: 'error', error: toAppError(error) }]);
    }
    // After a failure too: what failed once may come back.
    if (!this.#view?.visible) return;
    const kind = this.#workbench.connections.current?.kind ?? 'local';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(signal), pauses[kind][live ? 'live' : 'idle']);
  }

  /** Undefined without a connection. */
  async #runs(signal: AbortSignal): Promise<RunRow[] | undefined> {
    const { connections } = this.#workbench;
    if (!(await connections.open(signal))) return undefined;
    const ctx = await connections.ctx(signal);
    const { services } = await import('../../../services/index.ts');
    const { newestRuns } = await import('../../../platform/runs/newestRuns.ts');
    const { runs, failures } = await newestRuns(ctx, services, shownRuns, signal);
    return [
      ...failures.slice(0, 1).map((error): RunRow => ({ kind: 'error', error })),
      ...runs.map((run): RunRow => ({ kind: 'run', run })),
    ];
  }

  #show(rows: RunRow[]): void {
    // Ages change by themselves; redrawing for anything else that did not change would only flicker.
    const text = JSON.stringify(
      rows.map((row) =>
        row.kind === 'run' ? [runItem(row).description, row.run.ref, row.run.state] : row.error.message,
      ),
    );
    this.#rows = rows;
    void vscode.commands.executeCommand('setContext', 'strata.empty.runs', rows.length === 0);
    if (text === this.#text) return;
    this.#text = text;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#reading.abort();
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}

function runItem(row: RunRow & { kind: 'run' }): vscode.TreeItem {
  const { run } = row;
  const item = new vscode.TreeItem(run.title);
  const { icon, iconColor } = stateIcons[run.state];
  item.id = `${run.ref.service} ${run.ref.id}`;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(iconColor));
  const age = run.startedAt === undefined ? '' : formatAge(run.startedAt, Date.now());
  const took =
    run.startedAt !== undefined && run.endedAt !== undefined ? formatDuration(run.endedAt - run.startedAt) : '';
  item.description = [stateWord(run.state), took, age].filter(Boolean).join(' · ');
  item.tooltip = [run.title, run.engine, run.stateLabel, run.error?.message, run.ref.id].filter(Boolean).join('\n');
  item.contextValue = `run|${isFinal(run.state) ? 'final' : 'live'}|`;
  item.command = { command: 'strata.openRun', title: vscode.l10n.t('Open Run'), arguments: [row] };
  return item;
}
