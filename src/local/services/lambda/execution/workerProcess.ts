/** One process that runs a function's handler, for one event after another: Lambda's execution environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WorkerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface HandlerMessage {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
  readonly event: unknown;
  readonly clientContext?: unknown;
}

export interface HandlerError {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly [member: string]: unknown;
}

/** What a handler came to; `payload` is JSON text. */
export interface HandlerResult {
  readonly payload?: string;
  readonly error?: HandlerError;
  readonly memoryMb: number;
}

interface Answer extends HandlerResult {
  readonly type: 'ready' | 'initError' | 'result';
  readonly requestId?: string;
}

const marker = '\0strata-end ';
/** Output that a child of the handler keeps open is not waited for longer than this. */
const drainMs = 1000;

/** The process ended before it answered. */
export class WorkerExit extends Error {
  readonly code: number | null;
  readonly killedBy: string | null;

  constructor(code: number | null, killedBy: string | null) {
    super(killedBy === null ? `exit status ${code}` : `signal: ${killedBy}`);
    this.code = code;
    this.killedBy = killedBy;
  }
}

/** The handler could not be loaded. */
export class InitError extends Error {
  readonly payload: HandlerError;

  constructor(payload: HandlerError) {
    super(payload.errorMessage ?? 'The function did not start.');
    this.payload = payload;
  }
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<WorkerExit>;
  readonly #ready: Promise<void>;
  #onAnswer: ((answer: Answer) => void) | undefined;
  #onMarker: ((requestId: string) => void) | undefined;
  #hasEnded = false;
  /** Takes each line that the function prints. */
  onLine: (line: string) => void = () => {};

  constructor(command: WorkerCommand) {
    this.#child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A process group of its own, so that what the handler started ends with it.
      detached: process.platform !== 'win32',
    });
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    this.#ready = ready;
    ready.catch(() => {});
    this.#exited = new Promise((done) => {
      const end = (exit: WorkerExit) => {
        this.#hasEnded = true;
        reject(exit);
        done(exit);
      };
      this.#child.once('error', () => end(new WorkerExit(null, null)));
      this.#child.once('exit', (code, signal) => end(new WorkerExit(code, signal)));
    });
    // A write to a process that has just ended is told by its exit.
    (this.#child.stdin as Writable).on('error', () => {});
    createInterface({ input: this.#child.stdio[3] as Readable }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.type === 'ready') resolve();
      else if (answer.type === 'initError') reject(new InitError(answer.error ?? {}));
      else this.#onAnswer?.(answer);
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#readLines(stream as Readable);
  }

  get ended(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when the handler is loaded. @throws InitError, WorkerExit */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * Has the handler take one event. Resolves when it has answered and all it printed was read.
   * @throws WorkerExit when the process ended instead
   */
  async invoke(message: HandlerMessage): Promise<HandlerResult> {
    const answered = new Promise<Answer>((resolve) => {
      this.#onAnswer = resolve;
    });
    const drained = this.#drained(message.requestId);
    (this.#child.stdin as Writable).write(`${JSON.stringify(message)}\n`);
    const first = await Promise.race([answered, this.#exited]);
    if (first instanceof WorkerExit) throw first;
    await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
    return first;
  }

  /** Ends the process and what it started, at once. */
  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    const { pid } = this.#child;
    try {
      if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
      else this.#child.kill('SIGKILL');
    } catch {
      // It ended by itself just now.
    }
    await this.#exited;
  }

  /** Resolves when both streams have said that the invocation is over. */
  #drained(requestId: string): Promise<void> {
    return new Promise((resolve) => {
      let open = 2;
      this.#onMarker = (id) => {
        if (id === requestId && --open === 0) resolve();
      };
    });
  }

  #readLines(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => {
      const at = line.indexOf(marker);
      const text = at < 0 ? line : line.slice(0, at);
      if (at < 0 || text !== '') this.onLine(text);
      if (at >= 0) this.#onMarker?.(line.slice(at + marker.length));
    });
  }
}
