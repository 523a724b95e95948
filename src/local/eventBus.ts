import type { Log } from '../core/log.ts';

/** An event as EventBridge carries it; https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html. */
export interface AwsEvent {
  readonly id: string;
  /** Such as `aws.glue`. */
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** The bus it was put on; `default` for events of AWS services. */
  readonly busName?: string;
}

/** Hands events from the services that emit them to the ones that listen; a listener's failure stays its own. */
export class EventBus {
  readonly #listeners = new Set<(event: AwsEvent) => void | Promise<void>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  subscribe(listener: (event: AwsEvent) => void | Promise<void>): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  emit(event: AwsEvent): void {
    for (const listener of this.#listeners) {
      Promise.resolve()
        .then(() => listener(event))
        .catch((error: unknown) =>
          this.#log.error(`listener of ${event.source} ${event['detail-type']} failed`, error),
        );
    }
  }
}
