import * as vscode from 'vscode';
import type { RelationSource } from '../../../core/action.ts';
import { AppError, isCancellation, toAppError } from '../../../core/appError.ts';
import { formatNumber } from '../../../core/format.ts';
import type { Run } from '../../../core/run.ts';
import { openRelation, type ShownRelation } from '../../../platform/results/openRelation.ts';
import type { ResultEngine } from '../../../platform/results/resultEngine.ts';
import type { ExportFormat, RelationQuery } from '../../../protocol/engineProtocol.ts';
import type { ResultsHost, ResultsPage, ResultsPanelState, ResultsView } from '../../../protocol/resultsProtocol.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { stopRun } from './runActions.ts';
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
  #source: RelationSource;
  #page: PanelPage<ResultsPage> | undefined;
  #shown: ShownRelation | undefined;
  #run: Run | null = null;
  #lastMessage = '';

  constructor(
    workbench: Workbench,
    engine: ResultEngine,
    source: RelationSource,
    place: SourcePlace | null,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#engine = engine;
    this.#source = source;
    this.#place = place;
    this.panel = restored ?? createPanel('results', source.title);
    this.panel.onDidDispose(() => this.dispose());
  }

  async open(): Promise<void> {
    const state: ResultsPanelState = { kind: 'results', source: this.#source, place: this.#place };
    this.#page = fillPanel<ResultsPage>(this.#workbench.context, this.panel, 'results', state, this.#host());
    void this.#load();
  }

  async #load(): Promise<void> {
    const signal = this.#closing.signal;
    try {
      await this.#release();
      this.#run = null;
      await this.#show({ kind: 'waiting', run: null, message: vscode.l10n.t('Fetching rows…') });
      const ctx = await this.#workbench.connections.ctx(signal);
      const { serviceNamed } = await import('../../../services/index.ts');
      const runs = this.#source.kind === 'query' ? serviceNamed(this.#source.run.service)?.runs : undefined;
      this.#shown = await openRelation(ctx, this.#engine, this.#source, runs, signal, (run) => {
        this.#run = run;
        void this.#show({ kind: 'waiting', run, message: vscode.l10n.t('The query runs on {0}…', run.engine ?? '') });
      });
      const { columns, partial } = this.#shown;
      await this.#show({ kind: 'rows', run: this.#run, columns, partial: partial ?? null });
    } catch (error) {
      if (signal.aborted) return;
      this.#workbench.log.error('opening a result', error);
      const { message, hint } = isCancellation(error)
        ? { message: vscode.l10n.t('The query was cancelled.'), hint: undefined }
        : toAppError(error);
      this.#lastMessage = message;
      const hasPlace = this.#place !== null && positionIn(message) !== undefined;
      await this.#show({ kind: 'error', run: this.#run, message, hint: hint ?? null, hasPlace });
    }
  }

  async #show(view: ResultsView): Promise<void> {
    const sql = this.#source.kind === 'query' ? (this.#source.sql ?? null) : null;
    await this.#page?.rpc.call('show', { title: this.#source.title, sql, view });
  }

  #host(): ResultsHost {
    const handle = (): string => {
      if (!this.#shown) throw new AppError('not-found', vscode.l10n.t('The rows are not open yet.'));
      return this.#shown.handle;
    };
    return {
      rows: ({ query, offset, limit }, signal) =>
        this.#engine.ask('rows', { handle: handle(), query, offset, limit }, signal),
      count: ({ filter }, signal) => this.#engine.ask('count', { handle: handle(), filter }, signal),
      export: async ({ query, format }) => {
        await this.#export(handle(), query, format);
        return null;
      },
      rerun: async () => {
        await this.#rerun();
        return null;
      },
      cancel: async () => {
        if (this.#source.kind === 'query') await stopRun(this.#workbench, this.#source.run);
        return null;
      },
      openPlace: async () => {
        await this.#openPlace();
        return null;
      },
      copy: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Copied')}`, 3000);
        return null;
      },
      openText: async ({ title, text, language }) => {
        await this.#workbench.documents.open(title, language, text);
        return null;
      },
    };
  }

  async #rerun(): Promise<void> {
    const { sql } = this.#source.kind === 'query' ? this.#source : { sql: undefined };
    if (this.#source.kind === 'object' || sql === undefined) return await this.#load();
    try {
      const { actionWithId } = await import('../../../services/index.ts');
      const { invokeAction } = await import('../../../platform/invokeAction.ts');
      const { effectOfCommand } = await import('../../../platform/connections/commandEffect.ts');
      const reads = effectOfCommand('StartQueryExecution', { QueryString: sql }) === 'read';
      const action = actionWithId(reads ? 'athena.query' : 'athena.execute');
      const ctx = await this.#workbench.connections.ctx(this.#closing.signal);
      const { serviceNamed } = await import('../../../services/index.ts');
      const before = await serviceNamed(this.#source.run.service)?.runs?.describe(
        ctx,
        this.#source.run,
        this.#closing.signal,
      );
      const database = before?.facts?.find(({ label }) => label === vscode.l10n.t('Database'))?.value;
      const input = { sql, database, workgroup: this.#source.run.of.path[0] };
      const target = { kind: 'none.none', path: [] } as const;
      const outcome = action && (await invokeAction(action, ctx, { target, input }, this.#closing.signal));
      if (outcome?.kind === 'relation') this.#source = { ...outcome.relation, title: this.#source.title };
      await this.#load();
    } catch (error) {
      await showError(this.#workbench.log, error);
    }
  }

  async #export(handle: string, query: RelationQuery, format: ExportFormat): Promise<void> {
    const name = this.#source.title.replace(/[^\w.-]+/g, '_').slice(0, 60) || 'result';
    const root = this.#workbench.connections.root;
    const target = await vscode.window.showSaveDialog({
      ...(root ? { defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), `${name}.${format}`) } : {}),
      filters: { [format.toUpperCase()]: [format] },
    });
    if (!target) return;
    try {
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
    } catch (error) {
      await showError(this.#workbench.log, error);
    }
  }

  /** The position that an error names counts from the statement's first line; the place says where that is. */
  async #openPlace(): Promise<void> {
    const at = positionIn(this.#lastMessage);
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
    this.#page?.dispose();
    void this.#release();
  }
}

/** `line 3:12` of an error of Athena's, counted from one. */
export function positionIn(message: string): { readonly line: number; readonly column: number } | undefined {
  const match = /\bline (\d+):(\d+)/.exec(message);
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
}
