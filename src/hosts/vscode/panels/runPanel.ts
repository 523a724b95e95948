import * as vscode from 'vscode';
import { AppError, isCancellation, toAppError } from '../../../core/appError.ts';
import { type ConnectionHome, homeOf } from '../../../core/connection.ts';
import type { Log } from '../../../core/log.ts';
import type { LogBatch, LogEvent } from '../../../core/logEvent.ts';
import { idOf } from '../../../core/node.ts';
import { isFinal, type Run, type RunGraph, type RunRef, type Step } from '../../../core/run.ts';
import { firstChange } from '../../../core/stepChanges.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { RunLogs } from '../../../platform/runs/runLogs.ts';
import type { RunSource } from '../../../platform/service.ts';
import type { RunAction, RunHost, RunPage, RunPanelState } from '../../../protocol/runProtocol.ts';
import { showingErrors } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { awayText } from './awayText.ts';
import { copyText } from './copyText.ts';
import { openSource } from './openSource.ts';
import { checked, runHostInputs } from './pageMessages.ts';
import { openEngineUi, startRunAgain, stopRun } from './runActions.ts';
import { actOnStep, stepMore } from './stepMore.ts';
import { switchHome } from './switchHome.ts';
import { createPanel, fillPanel, type PanelPage } from './webviewPanel.ts';

/** Lines that travel in one message; more would stall the page. */
const linesAMessage = 2000;

export interface RunPanelEvents {
  readonly onOpen: (run: RunRef) => void;
  readonly onFinish: (run: Run) => void;
  readonly showRun: (run: RunRef) => Promise<void>;
}

/**
 * The panel of one run. It only watches: the run belongs to its service, so closing the panel, or the window, stops
 * nothing, and a reloaded window finds the run again.
 */
export class RunPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #workbench: Workbench;
  readonly #ref: RunRef;
  readonly #events: RunPanelEvents;
  readonly #step: string | undefined;
  readonly #watching = new AbortController();
  readonly #connections: vscode.Disposable;
  #home: ConnectionHome | undefined;
  #page: PanelPage<RunPage> | undefined;
  /** What its steps have started. */
  #children: readonly RunRef[] = [];
  #again = new AbortController();
  #starting = false;
  /** It was over when it was last looked at. */
  #over = false;

  /**
   * @param home where the run belongs; absent: found out from what the window is connected to when it is first read
   * @param step the step that is looked at first
   */
  constructor(
    workbench: Workbench,
    ref: RunRef,
    home: ConnectionHome | undefined,
    events: RunPanelEvents,
    restored?: vscode.WebviewPanel,
    step?: string,
  ) {
    this.#workbench = workbench;
    this.#ref = ref;
    this.#home = home;
    this.#events = events;
    this.#step = step;
    const name = ref.of.path.at(-1)?.split(':').at(-1) ?? ref.id;
    this.panel = restored ?? createPanel('run', name);
    this.panel.onDidDispose(() => this.dispose());
    this.#connections = workbench.connections.onDidChange(() => void this.#watch());
  }

  async open(): Promise<void> {
    const state: RunPanelState = {
      kind: 'run',
      run: this.#ref,
      ...(this.#home ? { home: this.#home } : {}),
      ...(this.#step === undefined ? {} : { step: this.#step }),
    };
    this.#page = fillPanel<RunPage>(
      this.#workbench.context,
      this.panel,
      'run',
      state,
      checked(runHostInputs, this.#host(), this.#workbench.log),
      () => void this.#watch(),
    );
    this.#events.onOpen(this.#ref);
    void this.#watch();
  }

  /** Brings it to the front, at a step where one is named. */
  reveal(step: string | undefined): void {
    this.panel.reveal();
    // A page that is not there yet begins as it is.
    if (step !== undefined) void this.#page?.rpc.call('select', { step }).catch(() => {});
  }

  /** Follows the run, its picture and its log until it is over; begins anew after a redrive, a failure, a new page. */
  async #watch(): Promise<void> {
    this.#again.abort();
    this.#again = new AbortController();
    this.#over = false;
    const signal = AbortSignal.any([this.#watching.signal, this.#again.signal]);
    try {
      await this.#workbench.connections.open(signal);
      const away = awayText(this.#home, this.#workbench.connections.current);
      if (away !== undefined) {
        // What was read of the run before stays true.
        await this.#page?.rpc.call('fail', { message: away, hint: null, way: 'switch' }, signal);
        return;
      }
      await this.#page?.rpc.call('begin', null, signal);
      const { serviceNamed } = await import('../../../services/index.ts');
      const source = serviceNamed(this.#ref.service)?.runs;
      if (!source) throw new Error(`There are no runs of ${this.#ref.service}.`);
      const { followLogs } = await import('../../../platform/runs/runLogs.ts');
      const ctx = await this.#workbench.connections.ctx(signal);
      this.#home ??= homeOf(ctx.connection);
      const logs = followLogs(
        ctx,
        (name) => serviceNamed(name)?.runs,
        (lines) => this.#append(lines, signal),
        signal,
      );
      logs.follow(this.#ref);
      await this.#followState(ctx, source, logs, signal);
      await this.#page?.rpc.call('logsEnded', { reason: await endOf(logs, this.#workbench.log) }, signal);
    } catch (error) {
      await this.#fail(error, signal);
    }
  }

  async #followState(ctx: Ctx, source: RunSource, logs: RunLogs, signal: AbortSignal): Promise<void> {
    const { followRun } = await import('../../../platform/runs/followRun.ts');
    // A run may end between its start and the first look at it; clocks differ by seconds.
    const openedAt = Date.now() - 10_000;
    let wasLive = false;
    let told: readonly Step[] = [];
    let graph = await this.#graph(ctx, source, signal);
    for await (const { run, steps } of followRun(ctx, source, this.#ref, signal)) {
      this.panel.title = run.title;
      for (const { child, name } of steps) if (child) logs.follow(child, name);
      this.#children = steps.flatMap(({ child }) => child ?? []);
      // What runs may be known only once it has begun.
      if (!graph && steps.length !== told.length) graph = await this.#graph(ctx, source, signal);
      const from = firstChange(told, steps) ?? steps.length;
      const news = { run, from, steps: steps.slice(from), graph, actions: this.#actionsFor(source, run) };
      await this.#page?.rpc.call('show', news, signal);
      told = steps;
      // Of one that was over before, trees have known all along.
      if (isFinal(run.state) && (wasLive || (run.endedAt ?? 0) > openedAt)) this.#events.onFinish(run);
      wasLive = !isFinal(run.state);
      this.#over = !wasLive;
    }
  }

  /** Follows it anew where it had ended: what was cleared of it runs again. */
  lookAgain(): void {
    if (this.#over) void this.#watch();
  }

  /** The picture is a help; without it the steps and the log still tell what happens. */
  async #graph(ctx: Ctx, source: RunSource, signal: AbortSignal): Promise<RunGraph | null> {
    try {
      return (await source.graph?.(ctx, this.#ref, signal)) ?? null;
    } catch (error) {
      if (!isCancellation(error)) this.#workbench.log.warn(`no graph: ${String(error)}`);
      return null;
    }
  }

  /** AWS's own page of it; runs that are on this machine have none. */
  get #hasConsole(): boolean {
    return this.#workbench.connections.current?.kind === 'aws' && this.#ref.service !== 'dbt';
  }

  #actionsFor(source: RunSource, run: Run): RunAction[] {
    const over = isFinal(run.state);
    return [
      ...(!over && source.stop ? (['stop'] as const) : []),
      ...(run.redrivable && source.redrive ? (['redrive'] as const) : []),
      ...(over && source.rerun ? (['rerun'] as const) : []),
      ...(run.engineUi && source.engineUi ? (['engine-ui'] as const) : []),
      ...(this.#hasConsole ? (['console'] as const) : []),
      'copy-id',
    ];
  }

  async #append(lines: LogBatch, signal: AbortSignal): Promise<void> {
    for (const part of chunks(lines, linesAMessage)) await this.#page?.rpc.call('append', { lines: part }, signal);
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || isCancellation(error)) return;
    this.#workbench.log.error('following a run', error);
    const { message, hint } = toAppError(error);
    // A panel that was closed meanwhile needs no message.
    await this.#page?.rpc.call('fail', { message, hint: hint ?? null, way: 'watch' }).catch(() => {});
  }

  #host(): RunHost {
    const { log, documents } = this.#workbench;
    return {
      act: showingErrors(log, async ({ action }) => this.#act(action)),
      openRun: showingErrors(log, async ({ run }) => this.#events.showRun(run)),
      stepMore: async ({ step }, signal) => await stepMore(this.#workbench, this.#ref, step, signal),
      actOnStep: showingErrors(log, async ({ action, step }) => {
        this.#refuseAway();
        return await actOnStep(action, step);
      }),
      openSource: showingErrors(log, async ({ file, line }) => {
        this.#refuseAway();
        return await openSource(this.#workbench, [this.#ref, ...this.#children], file, line);
      }),
      copy: showingErrors(log, async ({ text }) => copyText(text)),
      openText: showingErrors(log, async ({ title, text }) => documents.open(title, 'log', text)),
    };
  }

  /** @throws AppError `conflict` while the window is connected to something else than where the run belongs */
  #refuseAway(): void {
    const away = awayText(this.#home, this.#workbench.connections.current);
    if (away !== undefined) throw new AppError('conflict', away);
  }

  async #act(action: RunAction): Promise<void> {
    if (action !== 'switch' && action !== 'watch' && action !== 'copy-id') this.#refuseAway();
    switch (action) {
      case 'stop':
        return await stopRun(this.#workbench, this.#ref);
      case 'redrive':
        return await this.#start('redrive', async (run) => {
          if (run.id === this.#ref.id) void this.#watch();
          else await this.#events.showRun(run);
        });
      case 'rerun':
        return await this.#start('rerun', (run) => this.#events.showRun(run));
      case 'engine-ui':
        return await openEngineUi(this.#workbench, this.#ref);
      case 'watch':
        return void this.#watch();
      case 'switch':
        return await switchHome(this.#workbench, this.#home);
      case 'console':
        await vscode.commands.executeCommand(`strata.${this.#ref.service}.openInConsole`, this.#ref.of);
        return;
      case 'copy-id':
        return await copyText(this.#ref.id);
    }
  }

  /** The second click of a double click starts nothing more. */
  async #start(how: 'redrive' | 'rerun', then: (run: RunRef) => Promise<void>): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    try {
      const run = await startRunAgain(this.#workbench, this.#ref, how);
      if (run) await then(run);
    } finally {
      this.#starting = false;
    }
  }

  get key(): string {
    return keyOf(this.#ref);
  }

  dispose(): void {
    this.#watching.abort();
    this.#again.abort();
    this.#connections.dispose();
    this.#page?.dispose();
  }
}

/** Why no more lines come: null when all were read. */
async function endOf(logs: RunLogs, log: Log): Promise<string | null> {
  try {
    await logs.ended();
    return null;
  } catch (error) {
    log.error('following a log', error);
    return toAppError(error).message;
  }
}

/** The same for every panel of one run, so that it is shown in one. */
export function keyOf(ref: RunRef): string {
  return `${idOf(ref.of)} ${ref.id}`;
}

function* chunks(lines: readonly LogEvent[], size: number): Generator<readonly LogEvent[]> {
  for (let i = 0; i < lines.length; i += size) yield lines.slice(i, i + size);
}
