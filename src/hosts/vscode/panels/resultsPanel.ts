import * as vscode from 'vscode';
import type { RelationSource } from '../../../core/action.ts';
import { AppError, isCancellation, toAppError } from '../../../core/appError.ts';
import { type ConnectionHome, homeOf } from '../../../core/connection.ts';
import { formatNumber } from '../../../core/format.ts';
import { isFinal, type Run, type RunRef } from '../../../core/run.ts';
import { openRelation, type ShownRelation } from '../../../platform/results/openRelation.ts';
import type { ResultEngine } from '../../../platform/results/resultEngine.ts';
import type { ExportFormat, RelationQuery } from '../../../protocol/engineProtocol.ts';
import type { ResultsHost, ResultsPage, ResultsPanelState, ResultsView } from '../../../protocol/resultsProtocol.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showingErrors } from '../showError.ts';
import { startStatement } from '../sql/startStatement.ts';
import type { StatementPlace } from '../sql/statementPlace.ts';
import type { Workbench } from '../workbench.ts';
import { awayText } from './awayText.ts';
import { copyText } from './copyText.ts';
import { checked, resultsHostInputs } from './pageMessages.ts';
import { stopRun } from './runActions.ts';
import { switchHome } from './switchHome.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** Where in the user's files a query came from, so that its errors can lead back there. */
export type SourcePlace = NonNullable<ResultsPanelState['place']>;

/** The panel of one result: a query that runs or has run, or the first rows of an object. */
export class ResultsPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #engine: ResultEngine;
  readonly #closing = new AbortController();
  readonly #place: SourcePlace | null;
  readonly #connections: vscode.Disposable;
  #home: ConnectionHome | undefined;
  /** What is said while the window is connected to something else. */
  #away: string | undefined;
  #source: RelationSource;
  #page: PanelPage<ResultsPage> | undefined;
  #shown: ShownRelation | undefined;
  #view: ResultsView = { kind: 'waiting', run: null, message: vscode.l10n.t('Fetching rows…') };
  #loading = new AbortController();
  #starting = false;

  /** @param home where the source lies; absent: found out from what the window is connected to when it is first read */
  constructor(
    workbench: Workbench,
    engine: ResultEngine,
    source: RelationSource,
    place: SourcePlace | null,
    home: ConnectionHome | undefined,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#engine = engine;
    this.#source = source;
    this.#place = place;
    this.#home = home;
    this.panel = restored ?? createPanel('results', source.title);
    this.panel.onDidDispose(() => this.dispose());
    this.#connections = workbench.connections.onDidChange(() => this.#followConnection());
  }

  async open(): Promise<void> {
    this.#page = fillPanel<ResultsPage>(
      this.#workbench.context,
      this.panel,
      'results',
      this.#state(),
      checked(resultsHostInputs, this.#host(), this.#workbench.log),
      () => void this.#show(this.#view),
    );
    void this.#load();
  }

  #state(): ResultsPanelState {
    return {
      kind: 'results',
      source: this.#source,
      place: this.#place,
      ...(this.#home ? { home: this.#home } : {}),
    };
  }

  /** Rows that are there stay, wherever the window is connected to; what is still to come is looked for at home only. */
  #followConnection(): void {
    this.#away = awayText(this.#home, this.#workbench.connections.current);
    if (this.#away === undefined && this.#view.kind !== 'rows') return void this.#load();
    if (this.#away !== undefined) this.#loading.abort();
    void this.#show(this.#view);
  }

  /** Fetches the rows and shows them; one that was still under way is given up for it. */
  async #load(): Promise<void> {
    this.#loading.abort();
    this.#loading = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, this.#loading.signal]);
    let run: Run | null = null;
    try {
      const { connections } = this.#workbench;
      await connections.open(signal);
      this.#away = awayText(this.#home, connections.current);
      if (this.#away !== undefined) return await this.#show(this.#view);
      void this.#show({ kind: 'waiting', run, message: vscode.l10n.t('Fetching rows…') });
      await this.#release();
      const ctx = await connections.ctx(signal);
      this.#home ??= homeOf(ctx.connection);
      const { serviceNamed } = await import('../../../services/index.ts');
      const runs = this.#source.kind === 'query' ? serviceNamed(this.#source.run.service)?.runs : undefined;
      const { reportingTo } = await import('../../../platform/createCtx.ts');
      const wait = (message: string) => {
        if (!signal.aborted) void this.#show({ kind: 'waiting', run, message });
      };
      const shown = await reportingTo(ctx, wait, (reporting) =>
        openRelation(reporting, this.#engine, this.#source, runs, signal, (now) => {
          run = now;
          wait(
            isFinal(now.state)
              ? vscode.l10n.t('Fetching rows…')
              : vscode.l10n.t('The query runs on {0}…', now.engine ?? ''),
          );
        }),
      );
      // Given up at the last moment: nobody else would close it.
      if (signal.aborted) return await shown[Symbol.asyncDispose]();
      this.#shown = shown;
      void this.#show({ kind: 'rows', run, columns: shown.columns, partial: shown.partial ?? null });
    } catch (error) {
      if (signal.aborted) return;
      this.#workbench.log.error('opening a result', error);
      const { message, hint } = isCancellation(error)
        ? { message: vscode.l10n.t('The query was cancelled.'), hint: undefined }
        : toAppError(error);
      const hasPlace = this.#place !== null && positionIn(message) !== undefined;
      void this.#show({ kind: 'error', run, message, hint: hint ?? null, hasPlace });
    }
  }

  /** What is shown is kept, for a page that is loaded anew; for one that is gone there is nothing to do. */
  async #show(view: ResultsView): Promise<void> {
    this.#view = view;
    const sql = this.#source.kind === 'object' ? null : (this.#source.sql ?? null);
    try {
      const told = { title: this.#source.title, sql, view, away: this.#away ?? null, state: this.#state() };
      await this.#page?.rpc.call('show', told);
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.error('showing a result', error);
    }
  }

  #host(): ResultsHost {
    const { log, documents } = this.#workbench;
    const handle = (): string => {
      if (!this.#shown) throw new AppError('not-found', vscode.l10n.t('The rows are not open yet.'));
      return this.#shown.handle;
    };
    return {
      // The grid shows these two errors itself, in the rows' place.
      rows: async ({ query, offset, limit }, signal) =>
        this.#engine.ask('rows', { handle: handle(), query, offset, limit }, signal),
      count: async ({ filter }, signal) => this.#engine.ask('count', { handle: handle(), filter }, signal),
      export: showingErrors(log, async ({ query }) => this.#export(handle(), query)),
      rerun: showingErrors(log, async () => this.#rerun()),
      cancel: showingErrors(log, async () => this.#cancel()),
      switchHome: showingErrors(log, async () => switchHome(this.#workbench, this.#home)),
      openPlace: showingErrors(log, async () => this.#openPlace()),
      copy: showingErrors(log, async ({ text }) => copyText(text)),
      openText: showingErrors(log, async ({ title, text, language }) => documents.open(title, language, text)),
    };
  }

  /** Stops a query that runs; of one that is over, and of an object, gives up fetching the rows. */
  async #cancel(): Promise<void> {
    if (this.#view.kind !== 'waiting') return;
    const { run } = this.#view;
    if (run && !isFinal(run.state)) return await stopRun(this.#workbench, run.ref);
    this.#loading.abort();
    const message = vscode.l10n.t('Fetching the rows was cancelled.');
    void this.#show({ kind: 'error', run, message, hint: null, hasPlace: false });
  }

  /** The second click of a double click starts nothing more. */
  async #rerun(): Promise<void> {
    if (this.#starting) return;
    if (this.#away !== undefined) throw new AppError('conflict', this.#away);
    this.#starting = true;
    try {
      const again = await this.#startAgain(this.#source);
      if (!again) return;
      this.#source = again;
      void this.#load();
    } finally {
      this.#starting = false;
    }
  }

  /** The source with its statement run again; as it is where there is none to run. Undefined when the user says no. */
  async #startAgain(source: RelationSource): Promise<RelationSource | undefined> {
    if (source.kind !== 'query' || source.sql === undefined) return source;
    const { serviceNamed } = await import('../../../services/index.ts');
    const ctx = await this.#workbench.connections.ctx(this.#closing.signal);
    const before = await serviceNamed(source.run.service)?.runs?.describe(ctx, source.run, this.#closing.signal);
    const again = await startStatement(this.#workbench, placeOfRun(source.run, before), source.sql);
    return again && { ...again, title: source.title };
  }

  async #export(handle: string, query: RelationQuery): Promise<void> {
    const formats = { CSV: 'csv', JSON: 'json', Parquet: 'parquet' } as const;
    const picked = await vscode.window.showQuickPick(Object.keys(formats), { title: vscode.l10n.t('Export as') });
    if (!picked) return;
    const format: ExportFormat = formats[picked as keyof typeof formats];
    const name = this.#source.title.replace(/[^\w.-]+/g, '_').slice(0, 60) || 'result';
    const root = this.#workbench.connections.root;
    const target = await vscode.window.showSaveDialog({
      ...(root ? { defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), `${name}.${format}`) } : {}),
      filters: { [format.toUpperCase()]: [format] },
    });
    if (!target) return;
    const file = target.fsPath;
    const { rows } = await withProgress(vscode.l10n.t('Exporting to {0}', file), (signal) =>
      this.#engine.ask('export', { handle, query, format, file }, signal),
    );
    const open = vscode.l10n.t('Open');
    const choice = await vscode.window.showInformationMessage(
      rows === 1
        ? vscode.l10n.t('1 row written to {0}.', file)
        : vscode.l10n.t('{0} rows written to {1}.', formatNumber(rows), file),
      open,
    );
    if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
  }

  /** The position that an error names counts from the statement's first line; the place says where that is. */
  async #openPlace(): Promise<void> {
    const at = this.#view.kind === 'error' ? positionIn(this.#view.message) : undefined;
    if (!this.#place || !at) return;
    const line = this.#place.line + at.line - 1;
    const column = at.line === 1 ? this.#place.column + at.column - 1 : at.column - 1;
    const position = new vscode.Position(line, column);
    await vscode.window.showTextDocument(vscode.Uri.parse(this.#place.uri), {
      selection: new vscode.Range(position, position),
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  async #release(): Promise<void> {
    const shown = this.#shown;
    this.#shown = undefined;
    await shown?.[Symbol.asyncDispose]();
  }

  dispose(): void {
    this.#closing.abort();
    this.#connections.dispose();
    this.#page?.dispose();
    this.#release().catch((error: unknown) => this.#workbench.log.warn(`closing a result: ${String(error)}`));
  }
}

/** Where a statement ran, for it to be run again. */
function placeOfRun(ref: RunRef, run: Run | undefined): StatementPlace {
  const fact = (name: string) => run?.facts?.find(({ label }) => label === name)?.value;
  const database = fact(vscode.l10n.t('Database'));
  const [name] = ref.of.path;
  if (ref.service === 'rds') return { engine: 'rds', database, place: `${ref.of.kind.slice('rds.'.length)}:${name}` };
  if (ref.service !== 'redshift') return { engine: 'athena', database, workgroup: name };
  const warehouse = name === undefined ? undefined : `${ref.of.kind.slice('redshift.'.length)}:${name}`;
  return { engine: 'redshift', database, warehouse, secret: fact(vscode.l10n.t('Secret')) };
}

/** `line 3:12` of an error, counted from one. */
function positionIn(message: string): { readonly line: number; readonly column: number } | undefined {
  const match = /\bline (\d+):(\d+)/.exec(message);
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
}
