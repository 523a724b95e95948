/** The warehouse's process: started with the first call or client, ended when idle, started again after a crash. */
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Log } from '../../core/log.ts';
import { type ForkedProgram, forkProgram } from '../processes/forkedProgram.ts';
import { answerCalls, type InputOf, type OutputOf } from '../processes/ipc.ts';
import type { WarehouseApi, WarehouseHostApi } from './warehouseApi.ts';

/** The first message to the process. */
export interface WarehouseStart {
  /** Where the databases' files lie. */
  readonly folder: string;
  readonly spill: string;
  /** Folders whose files statements may read and write. */
  readonly folders: readonly string[];
  readonly tls: { readonly key: string; readonly cert: string };
}

/** Comes with a socket. */
export interface SocketMessage {
  readonly kind: 'socket';
}

/** The process ended while it had work. */
export class WarehouseCrash extends Error {
  override readonly name = 'WarehouseCrash';
}

interface Running extends ForkedProgram<WarehouseApi> {
  readonly ready: Promise<void>;
}

/** How long an orderly end may take, in milliseconds; what is committed is on disk without it. */
const patienceMs = 10_000;

export class WarehouseProcess {
  readonly #start: () => WarehouseStart;
  readonly #host: WarehouseHostApi;
  readonly #log: Log;
  #running: Running | undefined;
  /** One that is ending holds the databases' files until it has gone. */
  #ending: Promise<void> = Promise.resolve();
  #busy = 0;
  #closed = false;

  /** @param start asked for when the process is needed first */
  constructor(start: () => WarehouseStart, host: Omit<WarehouseHostApi, 'idle'>, log: Log) {
    this.#start = start;
    this.#host = { ...host, idle: async () => this.#endWhenIdle() };
    this.#log = log;
  }

  /** @throws RemoteFailure, WarehouseCrash, or the signal's reason */
  async call<M extends keyof WarehouseApi & string>(
    method: M,
    input: InputOf<WarehouseApi[M]>,
    signal: AbortSignal,
  ): Promise<OutputOf<WarehouseApi[M]>> {
    this.#busy += 1;
    try {
      const running = await this.#need();
      return await running.caller.call(method, input, signal);
    } finally {
      this.#busy -= 1;
    }
  }

  /** Hands a client of the port over. */
  async serve(socket: Socket): Promise<void> {
    this.#busy += 1;
    try {
      const { child } = await this.#need();
      child.send({ kind: 'socket' } satisfies SocketMessage, socket);
    } catch (error) {
      socket.destroy();
      this.#log.error('a client of the warehouse was turned away', error);
    } finally {
      this.#busy -= 1;
    }
  }

  /** Ends the process; what runs in it fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #need(): Promise<Running> {
    if (this.#closed) throw new WarehouseCrash('The local endpoint is stopping.');
    await this.#ending;
    this.#running ??= this.#fork();
    const running = this.#running;
    await running.ready;
    return running;
  }

  #endWhenIdle(): void {
    if (this.#busy === 0) void this.#end();
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return await this.#ending;
    this.#ending = this.#ended(running);
    await this.#ending;
  }

  async #ended({ child, caller, ready, gone }: Running): Promise<void> {
    const late = AbortSignal.timeout(patienceMs);
    const patience = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve()));
    const orderly = ready.then(() => caller.call('checkpoint', {}, late)).catch(() => {});
    await Promise.race([orderly, patience, gone]);
    child.kill('SIGKILL');
    await gone;
  }

  #fork(): Running {
    const ready = Promise.withResolvers<void>();
    // Whoever waits is told.
    ready.promise.catch(() => {});
    const forked = forkProgram<WarehouseApi>({
      file: programFile(),
      // Queries wait in threads of their own, as many as there are sessions at work.
      env: { UV_THREADPOOL_SIZE: '32' },
      onEnd: (child, { how, complaint }) => {
        if (this.#running?.child === child) {
          this.#running = undefined;
          this.#log.warn(`the warehouse ended unexpectedly (${how}) ${complaint}`);
        }
        const crash = new WarehouseCrash(
          `The local warehouse ended unexpectedly (${how}). ${firstLine(complaint)}`.trim(),
        );
        ready.reject(crash);
        return crash;
      },
    });
    forked.child.on('message', (message: { readonly kind?: string }) => {
      if (message.kind === 'ready') ready.resolve();
    });
    forked.child.send(this.#start());
    // After the first message, which is not a call.
    answerCalls(this.#host, forked.child);
    return { ...forked, ready: ready.promise };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** The process's program: beside the bundle in the product, its source where the sources run directly. */
function programFile(): string {
  const name = import.meta.filename.endsWith('.ts') ? 'warehouseMain.ts' : 'warehouse.js';
  return path.join(import.meta.dirname, name);
}
