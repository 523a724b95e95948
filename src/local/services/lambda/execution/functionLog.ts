/** A function's log stream in CloudWatch Logs, filled as lines come. */
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';

const flushAfterMs = 50;

export class FunctionLog {
  readonly #kernel: Kernel;
  readonly #caller: { readonly region: string; readonly signal: AbortSignal };
  readonly #group: string;
  readonly stream: string;
  #waiting: { timestamp: number; message: string }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #created = false;

  constructor(kernel: Kernel, region: string, group: string, stream: string) {
    this.#kernel = kernel;
    this.#caller = { region, signal: new AbortController().signal };
    this.#group = group;
    this.stream = stream;
  }

  add(message: string): void {
    if (message === '') return;
    this.#waiting.push({ timestamp: Date.now(), message });
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => this.#kernel.log.error('log delivery failed', error));
    }, flushAfterMs);
  }

  /** Resolves when everything so far is delivered. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One delivery after another: lines keep their order.
    this.#sending = this.#sending.then(() => this.#send());
    await this.#sending;
  }

  async #send(): Promise<void> {
    const place = { logGroupName: this.#group, logStreamName: this.stream };
    try {
      if (!this.#created) {
        await this.#create('CreateLogGroup', { logGroupName: this.#group });
        await this.#create('CreateLogStream', place);
        this.#created = true;
      }
      while (this.#waiting.length > 0) {
        const logEvents = this.#waiting.splice(0, 1000);
        await this.#kernel.call('logs', 'PutLogEvents', { ...place, logEvents }, this.#caller);
      }
    } catch (error) {
      this.#waiting = [];
      this.#kernel.log.error(`log lines did not reach ${this.#group}`, error);
    }
  }

  async #create(operation: string, input: unknown): Promise<void> {
    try {
      await this.#kernel.call('logs', operation, input, this.#caller);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'ResourceAlreadyExistsException')) throw error;
    }
  }
}
