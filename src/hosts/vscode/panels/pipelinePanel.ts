import * as vscode from 'vscode';
import { isCancellation, toAppError } from '../../../core/appError.ts';
import type { ConnectionHome } from '../../../core/connection.ts';
import { hitNodes } from '../../../core/pipeline-map/hits.ts';
import type { MapNode, NodeState, PipelineMap } from '../../../core/pipeline-map/pipelineMap.ts';
import { partOf } from '../../../core/pipeline-map/reach.ts';
import type { RunRef } from '../../../core/run.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type {
  PipelineHost,
  PipelinePage,
  PipelinePanelState,
  PipelineView,
} from '../../../protocol/pipelineProtocol.ts';
import { showingErrors } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { checked } from './pageMessages.ts';
import { pipelineHostInputs } from './pipelineMessages.ts';
import { actionsOf, addressFor, exportMap, openFile, openingCommand } from './pipelineNodes.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** States travel in batches: a page is not drawn anew for each of thousands. */
const batchMs = 120;
/** A run that ended is soon followed by others. */
const settleMs = 1500;

/** The panel of the pipeline map: what makes what, with the state of each. */
export class PipelinePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #showRun: (run: RunRef) => Promise<void>;
  readonly #closing = new AbortController();
  readonly #subscriptions: vscode.Disposable[] = [];
  #loading = new AbortController();
  #page: PanelPage<PipelinePage> | undefined;
  #view: PipelineView = { kind: 'waiting' };
  #map: PipelineMap | undefined;
  #states = new Map<string, NodeState>();
  #pending = new Map<string, NodeState>();
  #visible: readonly string[] = [];
  #faults = new Set<string>();
  #busy = false;
  #sending: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  readonly #kept: PipelinePanelState;

  constructor(
    workbench: Workbench,
    home: ConnectionHome | undefined,
    showRun: (run: RunRef) => Promise<void>,
    onDidFinishRun: vscode.Event<RunRef>,
    kept: PipelinePanelState | undefined,
    restored?: vscode.WebviewPanel,
  ) {
    this.#workbench = workbench;
    this.#showRun = showRun;
    this.#kept = { ...kept, kind: 'pipeline', ...(home ? { home } : {}) };
    this.panel = restored ?? createPanel('pipeline', vscode.l10n.t('Pipeline Map'));
    this.panel.title = vscode.l10n.t('Pipeline Map');
    this.panel.onDidDispose(() => this.dispose());
    this.#subscriptions.push(
      onDidFinishRun(() => this.#askSoon()),
      // The map is that of what the window is connected to.
      workbench.connections.onDidChange(() => void this.#load()),
    );
  }

  open(): void {
    this.#page = fillPanel<PipelinePage>(
      this.#workbench.context,
      this.panel,
      'pipeline',
      this.#kept,
      checked(pipelineHostInputs, this.#host(), this.#workbench.log),
      () => void this.#showAll(),
    );
    // A restored panel has no page yet, and gets none before this has returned.
    void this.#load();
  }

  #host(): PipelineHost {
    const { log } = this.#workbench;
    return {
      refresh: showingErrors(log, async () => this.#load()),
      visible: async ({ ids }) => {
        this.#visible = ids;
        return null;
      },
      open: showingErrors(log, async ({ node }) => this.#open(this.#node(node))),
      openEvidence: showingErrors(log, async ({ file, line }) => {
        await openFile(this.#workbench.connections.root ?? '', file, line);
      }),
      openRun: showingErrors(log, async ({ node }) => {
        const run = this.#states.get(node)?.run;
        if (run) await this.#showRun(run);
      }),
      actions: async ({ node }) => {
        const { signal } = this.#closing;
        const known = this.#node(node);
        const ctx = await this.#ctx(signal);
        return known && ctx ? await actionsOf(ctx, known, signal) : [];
      },
      act: showingErrors(log, async ({ node, action }) => {
        const known = this.#node(node);
        const address = known && (await addressFor(known, action));
        if (address) await vscode.commands.executeCommand(`strata.${action}`, address);
        this.#askSoon();
      }),
      exportAs: showingErrors(log, async ({ format, only }) => {
        if (!this.#map) return;
        const map = only ? partOf(this.#map, new Set(only)) : this.#map;
        const now = { states: this.#states, hits: hitNodes(this.#map, this.#states), now: Date.now() };
        const { root, current } = this.#workbench.connections;
        await exportMap(root, map, now, format, current?.region);
      }),
    };
  }

  #node(id: string): MapNode | undefined {
    return this.#map?.nodes.find((node) => node.id === id);
  }

  async #open(node: MapNode | undefined): Promise<void> {
    if (!node) return;
    const command = await openingCommand(node);
    if (command && node.address) {
      await vscode.commands.executeCommand(command, node.address);
      return;
    }
    const run = this.#states.get(node.id)?.run;
    if (run) return await this.#showRun(run);
    const file = node.evidence.find((each) => each.kind === 'file');
    if (file?.kind === 'file') await openFile(this.#workbench.connections.root ?? '', file.file, file.line);
  }

  /** The context of the window's connection; undefined while there is none: then the files speak alone. */
  async #ctx(signal: AbortSignal): Promise<Ctx | undefined> {
    return this.#workbench.connections.current ? await this.#workbench.connections.ctx(signal) : undefined;
  }

  async #load(): Promise<void> {
    this.#loading.abort();
    this.#loading = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, this.#loading.signal]);
    const root = this.#workbench.connections.root;
    try {
      if (root === undefined)
        throw toAppError(new Error(vscode.l10n.t('Open a folder first: the map is drawn from its files.')));
      if (!this.#map) await this.#show({ kind: 'waiting' });
      const { readReportedMap } = await import('../../../platform/lineage/readPipelineMap.ts');
      const { reportedEvents } = await import('../../../platform/lineage/openLineageEvents.ts');
      const ctx = await this.#ctx(signal);
      const place = ctx ? await this.#place(ctx, signal) : {};
      const events = ctx ? await reportedEvents(ctx, signal) : [];
      const { map, states } = await readReportedMap(root, place, events, signal);
      this.#map = map;
      await this.#show({ kind: 'shown', map });
      await this.#ask(map, states, ctx, signal);
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      const { message, hint } = toAppError(error);
      await this.#show({ kind: 'failed', message, hint: hint ?? null });
    }
  }

  async #place(ctx: Ctx, signal: AbortSignal): Promise<{ readonly account?: string; readonly region: string }> {
    const { region } = ctx.connection;
    try {
      const { accountOf } = await import('../../../platform/connections/account.ts');
      return { account: await accountOf(ctx, signal), region };
    } catch (error) {
      signal.throwIfAborted();
      this.#faults.add(toAppError(error).message);
      return { region };
    }
  }

  /** Asks for all states, those of the nodes on screen first. */
  async #ask(
    map: PipelineMap,
    reported: ReadonlyMap<string, NodeState>,
    ctx: Ctx | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    this.#states = new Map(reported);
    this.#pending = new Map(reported);
    this.#faults = new Set();
    await this.#send(true);
    if (!ctx) return;
    const { liveStates } = await import('../../../platform/lineage/liveStates.ts');
    const { serviceOf } = await import('../../../services/index.ts');
    this.#busy = true;
    await this.#sendAsking();
    const seen = new Set(this.#visible);
    const nodes = [...map.nodes.filter(({ id }) => seen.has(id)), ...map.nodes.filter(({ id }) => !seen.has(id))];
    try {
      await liveStates(
        ctx,
        serviceOf,
        nodes,
        {
          onState: (id, state) => {
            const known = { ...this.#states.get(id), ...state };
            this.#states.set(id, known);
            this.#pending.set(id, known);
            this.#sending ??= setTimeout(() => void this.#send(false), batchMs);
          },
          onFault: (service, message) => this.#faults.add(`${service}: ${message}`),
        },
        signal,
      );
    } finally {
      if (!signal.aborted) {
        this.#busy = false;
        await this.#send(false);
        await this.#sendAsking();
      }
    }
  }

  /** Runs have changed something: asked again once they have settled. */
  #askSoon(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#load(), settleMs);
  }

  async #send(reset: boolean): Promise<void> {
    clearTimeout(this.#sending);
    this.#sending = undefined;
    const states = [...this.#pending];
    this.#pending = new Map();
    if (states.length > 0 || reset) await this.#tell('states', { reset, states });
  }

  async #sendAsking(): Promise<void> {
    await this.#tell('asking', { busy: this.#busy, faults: [...this.#faults] });
  }

  /** To a page that was loaded anew. */
  async #showAll(): Promise<void> {
    await this.#show(this.#view);
    await this.#tell('states', { reset: true, states: [...this.#states] });
    await this.#sendAsking();
  }

  async #show(view: PipelineView): Promise<void> {
    this.#view = view;
    await this.#tell('show', { view });
  }

  async #tell<M extends 'show' | 'states' | 'asking'>(method: M, input: Parameters<PipelinePage[M]>[0]): Promise<void> {
    try {
      await this.#page?.rpc.call(method, input as never);
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.error('showing the pipeline map', error);
    }
  }

  dispose(): void {
    this.#closing.abort();
    clearTimeout(this.#sending);
    clearTimeout(this.#settling);
    for (const each of this.#subscriptions.splice(0)) each.dispose();
    this.#page?.dispose();
  }
}
