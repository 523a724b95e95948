import * as vscode from 'vscode';
import type { Alert } from '../../../core/alert.ts';
import { isCancellation, toAppError } from '../../../core/appError.ts';
import type { AlertRounds } from '../../../platform/alerts/alertRounds.ts';
import type { AlertStore } from '../../../platform/alerts/alertStore.ts';
import type { Workbench } from '../workbench.ts';
import type { AlertBell } from './alertBell.ts';
import { alertSettings } from './alertSettings.ts';

/** Between two looks. An account is asked rarely, as its APIs are throttled and others share them. */
const pauseMs = { local: 3000, aws: 60_000, failing: 60_000 };

export interface AlertTelling {
  /** Whether the user looks at it anyway. */
  readonly isSeen: (alert: Alert) => boolean;
  readonly tellOne: (alert: Alert) => void;
  readonly tellMany: (alerts: readonly Alert[]) => void;
}

/**
 * Looks for failures as long as the window is connected, and tells of each once. All windows of a workspace look; the
 * store says which of them tells.
 */
export class AlertWatch implements vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #bell: AlertBell;
  readonly #telling: AlertTelling;
  readonly #openedAt = Date.now();
  readonly #subscriptions: vscode.Disposable;
  #quietUntil = 0;
  #toldFault: string | undefined;
  #store: AlertStore | undefined;
  #watching = new AbortController();

  constructor(workbench: Workbench, bell: AlertBell, telling: AlertTelling) {
    this.#workbench = workbench;
    this.#bell = bell;
    this.#telling = telling;
    this.#subscriptions = vscode.Disposable.from(
      workbench.connections.onDidChange(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('strata.alerts')) this.restart();
      }),
    );
  }

  /** The alerts of the workspace; loaded when first asked for. */
  async store(): Promise<AlertStore> {
    const { AlertStore } = await import('../../../platform/alerts/alertStore.ts');
    this.#store ??= new AlertStore(this.#workbench.connections.root);
    return this.#store;
  }

  /** Begins anew with the connection and the settings as they are now. */
  restart(): void {
    this.#watching.abort();
    this.#watching = new AbortController();
    const { current } = this.#workbench.connections;
    if (!current || !vscode.workspace.isTrusted || !alertSettings().enabled) {
      this.#bell.hide();
      return;
    }
    void this.#watch(this.#watching.signal);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { setTimeout: sleep } = await import('node:timers/promises');
    const [store, { AlertRounds }, { services }] = await Promise.all([
      this.store(),
      import('../../../platform/alerts/alertRounds.ts'),
      import('../../../services/index.ts'),
    ]);
    const rounds = new AlertRounds(services, store);
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.#round(rounds, signal);
        failing = false;
      } catch (error) {
        if (isCancellation(error)) return;
        if (!failing) this.#workbench.log.warn(`looking for failures failed: ${toAppError(error).message}`);
        failing = true;
      }
      const { current } = this.#workbench.connections;
      const pause = failing ? pauseMs.failing : pauseMs[current?.kind ?? 'local'];
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }

  async #round(rounds: AlertRounds, signal: AbortSignal): Promise<void> {
    const settings = alertSettings();
    const ctx = await this.#workbench.connections.ctx(signal);
    await rounds.look(ctx, settings, signal);
    await this.tell();
    if (settings.fault !== undefined && settings.fault !== this.#toldFault) {
      this.#workbench.log.warn(`strata.alerts.quietHours is not understood: ${settings.fault}`);
    }
    this.#toldFault = settings.fault;
  }

  /** Tells of what is due, and shows how many are unread. */
  async tell(): Promise<void> {
    const { isQuiet } = await import('../../../platform/alerts/quietHours.ts');
    const { dueAlerts } = await import('../../../platform/alerts/dueAlerts.ts');
    const { quiet } = alertSettings();
    const store = await this.store();
    const before = await store.all();
    const seen = before.filter((alert) => !alert.told && this.#telling.isSeen(alert));
    for (const { id } of seen) if (await store.claimTelling(id)) await store.markRead([id]);
    const alerts = seen.length > 0 ? await store.all() : before;
    const now = Date.now();
    const isQuietNow = quiet !== undefined && isQuiet(quiet, now);
    this.#bell.show(alerts.filter(({ read }) => !read).length, isQuietNow);
    if (isQuietNow) {
      this.#quietUntil = now;
      return;
    }
    const { single, summary } = dueAlerts(alerts, this.#openedAt, this.#quietUntil);
    for (const alert of single) if (await store.claimTelling(alert.id)) this.#telling.tellOne(alert);
    const claimed: Alert[] = [];
    for (const alert of summary) if (await store.claimTelling(alert.id)) claimed.push(alert);
    const [only] = claimed;
    if (only && claimed.length === 1) this.#telling.tellOne(only);
    else if (only) this.#telling.tellMany(claimed);
  }

  dispose(): void {
    this.#watching.abort();
    this.#subscriptions.dispose();
  }
}
