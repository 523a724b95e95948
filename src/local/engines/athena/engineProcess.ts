/** The process in which Athena's queries run: started with the first, ended when idle, started again after a crash. */
import path from 'node:path';
import type { Log } from '../../../core/log.ts';
import { type ForkedProgram, forkProgram } from '../../processes/forkedProgram.ts';
import type { Caller, InputOf, OutputOf } from '../../processes/ipc.ts';
import type { EngineApi } from './engineApi.ts';

/** Calls that write nothing. */
const pure: ReadonlySet<string> = new Set(['parse', 'translate', 'prune', 'describe']);

/** How long the process stays when there is nothing to do. */
const idleMs = 5 * 60_000;

/** The process ended while it had work. */
export class EngineCrash extends Error {
  override readonly name = 'EngineCrash';
}

export class EngineProcess {
  readonly #log: Log;
  #running: ForkedProgram<EngineApi> | undefined;
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @throws RemoteFailure, EngineCrash, or the signal's reason */
  async call<M extends keyof EngineApi & string>(
    method: M,
    input: InputOf<EngineApi[M]>,
    signal: AbortSignal,
  ): Promise<OutputOf<EngineApi[M]>> {
    if (this.#closed) throw new EngineCrash('The local endpoint is stopping.');
    clearTimeout(this.#idle);
    this.#busy += 1;
    try {
      return await this.#caller().call(method, input, signal);
    } catch (error) {
      // A process that has just died may not be known to be dead; what changes nothing is asked of the next one.
      if (error instanceof EngineCrash && pure.has(method) && !this.#closed) {
        return await this.#caller().call(method, input, signal);
      }
      throw error;
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#endWhenIdle();
    }
  }

  /** Ends the process; what runs in it fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  #caller(): Caller<EngineApi> {
    this.#running ??= this.#start();
    return this.#running.caller;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = undefined;
    running?.child.kill('SIGKILL');
    await running?.gone;
  }

  #endWhenIdle(): void {
    if (this.#closed || !this.#running) return;
    this.#idle = setTimeout(() => void this.#end(), idleMs);
    this.#idle.unref();
  }

  #start(): ForkedProgram<EngineApi> {
    return forkProgram<EngineApi>({
      file: programFile(),
      onEnd: (child, { how, complaint }) => {
        if (this.#running?.child === child) {
          this.#running = undefined;
          this.#log.warn(`the query engine ended unexpectedly (${how}) ${complaint}`);
        }
        return new EngineCrash(`The query engine of the local endpoint ended unexpectedly (${how}).`);
      },
    });
  }
}

/** The process's program: beside the bundle in the product, its source where the sources run directly. */
function programFile(): string {
  const name = import.meta.filename.endsWith('.ts') ? 'engineMain.ts' : 'athena.js';
  return path.join(import.meta.dirname, name);
}
