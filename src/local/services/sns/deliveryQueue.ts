import type { Log } from '../../../core/log.ts';
import type { Store } from '../../state/store.ts';
import type { PublishedMessage } from './message.ts';

/** One message on its way to one subscription. */
export interface Delivery {
  readonly subscriptionArn: string;
  /**
   * `confirmation` asks an http endpoint to confirm; it ignores `message`. `keep` is to the endpoint's own folder, under
   * the topic's ARN.
   */
  readonly kind: 'notification' | 'confirmation' | 'keep';
  readonly message: PublishedMessage;
}

/** A delivery that failed; `permanent` when trying again cannot help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}

export interface RetryPolicy {
  readonly retries: number;
  readonly delaySeconds: number;
}

export interface DeliveryQueueOptions {
  readonly store: Store;
  readonly log: Log;
  /** @throws DeliveryError */
  readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<void>;
  readonly retryPolicy: (delivery: Delivery) => RetryPolicy;
}

const maxInFlight = 20;

/**
 * Messages that were accepted and are not delivered yet, in the database: a killed endpoint goes on with them when it
 * starts again. As with SNS itself a delivery may then happen twice, but never not at all.
 */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Map<number, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
    options.store.sql.exec(`
      CREATE TABLE IF NOT EXISTS sns_delivery (
        id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        due INTEGER NOT NULL
      );
      CREATE INDEX IF NOT EXISTS sns_delivery_due ON sns_delivery (due, id);
    `);
  }

  /** On disk when this returns; delivered soon after. */
  add(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    const { store } = this.#options;
    store.transaction(() => {
      const insert = store.sql.prepare('INSERT INTO sns_delivery (body, due) VALUES (?, ?)');
      for (const delivery of deliveries) insert.run(JSON.stringify(delivery), Date.now());
    });
    this.wake();
  }

  /** Takes up what is due, now and whenever something becomes due later. */
  wake(delay = 0): void {
    if (this.#stopping.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#takeDue(), delay);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await Promise.all(this.#inFlight.values());
  }

  #takeDue(): void {
    const rows = this.#options.store.sql
      .prepare('SELECT * FROM sns_delivery ORDER BY due, id LIMIT ?')
      .all(maxInFlight + this.#inFlight.size);
    const now = Date.now();
    for (const row of rows) {
      const id = Number(row.id);
      if (this.#inFlight.has(id)) continue;
      if (this.#inFlight.size >= maxInFlight) return;
      if (Number(row.due) > now) {
        this.wake(Number(row.due) - now);
        return;
      }
      const delivery = JSON.parse(String(row.body)) as Delivery;
      const done = this.#attempt(id, delivery, Number(row.attempts)).finally(() => {
        this.#inFlight.delete(id);
        this.wake();
      });
      this.#inFlight.set(id, done);
    }
  }

  async #attempt(id: number, delivery: Delivery, attempts: number): Promise<void> {
    const { store, log } = this.#options;
    const what = `SNS ${delivery.kind} ${delivery.message.id} to ${delivery.subscriptionArn}`;
    try {
      await this.#options.deliver(delivery, this.#stopping.signal);
      store.sql.prepare('DELETE FROM sns_delivery WHERE id = ?').run(id);
      log.info(`${what} delivered`);
    } catch (error) {
      // What the endpoint's own end interrupted stays for the next start.
      if (this.#stopping.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      const { retries, delaySeconds } = this.#options.retryPolicy(delivery);
      if ((error instanceof DeliveryError && error.permanent) || attempts >= retries) {
        store.sql.prepare('DELETE FROM sns_delivery WHERE id = ?').run(id);
        log.warn(`${what} failed for good after ${attempts + 1} attempts: ${reason}`);
        return;
      }
      store.sql
        .prepare('UPDATE sns_delivery SET attempts = attempts + 1, due = ? WHERE id = ?')
        .run(Date.now() + delaySeconds * 1000, id);
      log.warn(`${what} failed, to be tried again in ${delaySeconds} s: ${reason}`);
    }
  }
}
