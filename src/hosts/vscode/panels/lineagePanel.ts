import * as vscode from 'vscode';
import { isCancellation, toAppError } from '../../../core/appError.ts';
import type { ColumnGraph } from '../../../core/columnGraph.ts';
import type { NodeAddress } from '../../../core/node.ts';
import type { LineageHost, LineagePage, LineagePanelState, LineageView } from '../../../protocol/lineageProtocol.ts';
import { showingErrors } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { lineageHostInputs } from './lineageMessages.ts';
import { checked } from './pageMessages.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** The panel of a column: what it comes from and what is made of it. */
export class LineagePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #closing = new AbortController();
  #loading = new AbortController();
  #page: PanelPage<LineagePage> | undefined;
  #of: NodeAddress;
  #column: string;
  #view: LineageView;

  /** @param graph where it was traced already; a restored panel has none */
  constructor(
    workbench: Workbench,
    of: NodeAddress,
    column: string,
    graph: ColumnGraph | undefined,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#of = of;
    this.#column = column;
    this.#view = graph ? { kind: 'shown', graph } : { kind: 'waiting' };
    this.panel = restored ?? createPanel('lineage', column);
    this.panel.onDidDispose(() => this.dispose());
  }

  async open(): Promise<void> {
    const state: LineagePanelState = { kind: 'lineage', of: this.#of, column: this.#column };
    this.#page = fillPanel<LineagePage>(
      this.#workbench.context,
      this.panel,
      'lineage',
      state,
      checked(lineageHostInputs, this.#host(), this.#workbench.log),
      () => void this.#show(this.#view),
    );
    if (this.#view.kind === 'waiting') await this.#load();
    else await this.#show(this.#view);
  }

  #host(): LineageHost {
    const { log } = this.#workbench;
    return {
      trace: showingErrors(log, async ({ node, column }) => {
        this.#of = this.#address(node);
        this.#column = column;
        await this.#load();
      }),
      open: showingErrors(log, async ({ node }) => {
        await vscode.commands.executeCommand('strata.dbt.openFile', this.#address(node));
      }),
      refresh: showingErrors(log, async () => this.#load()),
    };
  }

  /** A node of the same project: `model.shop.orders` is of the kind `dbt.model`. */
  #address(node: string): NodeAddress {
    const type = node.split('.')[0] ?? 'model';
    return { kind: `dbt.${type}`, path: [this.#of.path[0] ?? '.', node] };
  }

  async #load(): Promise<void> {
    this.#loading.abort();
    this.#loading = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, this.#loading.signal]);
    try {
      await this.#show({ kind: 'waiting' });
      const { showColumn } = await import('../../../services/dbt/actions.ts');
      const ctx = await this.#workbench.connections.ctx(signal);
      const outcome = await showColumn(ctx, this.#of, this.#column, signal);
      if (outcome.kind === 'columns') await this.#show({ kind: 'shown', graph: outcome.graph });
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      const { message, hint } = toAppError(error);
      await this.#show({ kind: 'failed', message, hint: hint ?? null });
    }
  }

  async #show(view: LineageView): Promise<void> {
    this.#view = view;
    if (view.kind === 'shown') {
      const { name, column } = view.graph.start;
      this.panel.title = `${name}.${column}`;
    }
    try {
      await this.#page?.rpc.call('show', { view });
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.error('showing a column', error);
    }
  }

  dispose(): void {
    this.#closing.abort();
    this.#page?.dispose();
  }
}
