/** What runs and crawls say, as CloudWatch Logs keeps it. */
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from './kernel.ts';
import { LineSplitter } from './lineSplitter.ts';
import { Fault } from './server/fault.ts';

/** Under CloudWatch's limits: 1 MB and 10,000 events a call, 256 KB an event. */
const mostEventBytes = 250_000;
const mostBatchBytes = 700_000;
const mostBatchEvents = 5000;
/** CloudWatch counts so many bytes for each event beside its text. */
const eventOverhead = 26;
const flushMs = 100;
const attempts = 4;

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** One stream of one group, made when its first line comes. */
export class RunLog implements AsyncDisposable {
  readonly #kernel: Kernel;
  readonly #place: { readonly region: string; readonly group: string; readonly stream: string };
  #pending: LogEvent[] = [];
  #pendingBytes = 0;
  #lastTime = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Puts follow each other, so that lines stay in their order. */
  #last: Promise<void> = Promise.resolve();
  #created = false;

  constructor(kernel: Kernel, place: { region: string; group: string; stream: string }) {
    this.#kernel = kernel;
    this.#place = place;
  }

  /** Takes a line; it is in the log within 200 ms. */
  line(text: string): void {
    // CloudWatch takes no empty events.
    const message = text === '' ? ' ' : text;
    // A batch must be in the order of its times, whatever happens to the clock.
    this.#lastTime = Math.max(this.#lastTime, Date.now());
    this.#pending.push({ timestamp: this.#lastTime, message });
    this.#pendingBytes += Buffer.byteLength(message) + eventOverhead;
    this.#timer ??= setTimeout(() => this.#send(), flushMs);
  }

  /**
   * Follows what a process writes until it ends; a process that writes faster than the log takes has to wait.
   * @param onLine sees each line as well
   */
  async follow(stream: Readable, onLine?: (line: string) => void): Promise<void> {
    const splitter = new LineSplitter(mostEventBytes);
    const take = (lines: readonly string[]) => {
      for (const line of lines) {
        this.line(line);
        onLine?.(line);
      }
    };
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        take(splitter.push(chunk));
        if (this.#pendingBytes > mostBatchBytes) await this.flush();
      }
    } finally {
      take(splitter.end());
      await this.flush();
    }
  }

  /** Resolves when all lines so far are in the log. */
  async flush(): Promise<void> {
    this.#send();
    await this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#last = this.#last.then(async () => {
      for (const batch of batchesOf(events)) await this.#put(batch);
    });
  }

  async #put(logEvents: readonly LogEvent[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!this.#created) await this.#create();
        this.#created = true;
        const { group: logGroupName, stream: logStreamName } = this.#place;
        await this.#call('PutLogEvents', { logGroupName, logStreamName, logEvents });
        return;
      } catch (error) {
        // The group may have been deleted meanwhile.
        this.#created = false;
        if (attempt === attempts) {
          this.#kernel.log.error(`${logEvents.length} log lines of ${this.#place.stream} could not be kept`, error);
          return;
        }
        await sleep(50 * attempt);
      }
    }
  }

  async #create(): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = this.#place;
    await this.#call('CreateLogGroup', { logGroupName }).catch(ignoreExisting);
    await this.#call('CreateLogStream', { logGroupName, logStreamName }).catch(ignoreExisting);
  }

  #call(operation: string, input: unknown): Promise<unknown> {
    // A stopped run still says its last words, so no signal of the run's reaches here.
    const signal = new AbortController().signal;
    return this.#kernel.call('logs', operation, input, { region: this.#place.region, signal });
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Fault && error.code === 'ResourceAlreadyExistsException')) throw error;
}

function* batchesOf(events: readonly LogEvent[]): Generator<readonly LogEvent[]> {
  let batch: LogEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + eventOverhead;
    if (batch.length === mostBatchEvents || (batch.length > 0 && bytes + size > mostBatchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
