import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { type SharedWork, shareWork } from '../../core/sharedWork.ts';
import type {
  EngineApi,
  OpenedRelation,
  RelationFiles,
  RelationHandle,
  TextRows,
} from '../../protocol/engineProtocol.ts';
import { createRpc, type Rpc } from '../../protocol/rpc.ts';
import { nodeEnvironment, programFile } from '../programs.ts';
import { removeLeftFolders } from './resultFolders.ts';

interface Running {
  readonly child: ChildProcess;
  readonly rpc: Rpc<EngineApi>;
  /** Relations that this very process has open, or opens. */
  readonly open: Map<RelationHandle, SharedWork<OpenedRelation>>;
  /** The process has ended, and with it every call that it had not answered. */
  gone: boolean;
}

type QueryMethod = 'rows' | 'count' | 'distinct' | 'export';

/** How long an engine without open relations stays, for the next one to open at once. */
const idleMs = 120_000;

/**
 * The one result engine of a host. Its process starts with the first relation and ends when none is open for a while.
 * When it crashes, the call at hand fails with a clear message, and the next one starts it anew and opens its relation
 * again.
 */
export class ResultEngine implements Disposable {
  readonly #sources = new Map<RelationHandle, RelationFiles>();
  readonly #holds = new Set<Disposable>();
  #running: Running | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** @throws AppError `corrupt-data` when the files are not what they should be */
  async open(source: RelationFiles, signal: AbortSignal): Promise<OpenedRelation> {
    const handle = randomUUID();
    this.#sources.set(handle, source);
    try {
      return await this.#openIn(this.#process(), handle, source, signal);
    } catch (error) {
      this.#sources.delete(handle);
      this.#endWhenIdle();
      throw error;
    }
  }

  /** A question about an open relation. */
  async ask<M extends QueryMethod>(
    method: M,
    input: Parameters<EngineApi[M]>[0],
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<EngineApi[M]>>> {
    const source = this.#sources.get(input.handle);
    if (!source) throw new AppError('not-found', t('This result is not open any more.'));
    const running = this.#process();
    await this.#openIn(running, input.handle, source, signal);
    return (await alive(running, running.rpc.call(method, input as never, signal))) as Awaited<
      ReturnType<EngineApi[M]>
    >;
  }

  /**
   * Keeps the process, without an open relation, for statements that follow each other; it starts now, so that the first of
   * them finds it ready.
   */
  hold(): Disposable {
    const hold: Disposable = {
      [Symbol.dispose]: () => {
        this.#holds.delete(hold);
        this.#endWhenIdle();
      },
    };
    this.#holds.add(hold);
    this.#process();
    return hold;
  }

  /** The answer of a query over files that it names itself. */
  async sql(sql: string, maxRows: number, signal: AbortSignal): Promise<TextRows> {
    const running = this.#process();
    return await alive(running, running.rpc.call('sql', { sql, maxRows }, signal));
  }

  async close(handle: RelationHandle): Promise<void> {
    this.#sources.delete(handle);
    const running = this.#running;
    if (running?.open.delete(handle)) await alive(running, running.rpc.call('close', { handle }));
    this.#endWhenIdle();
  }

  /** The process that answers, for those who watch its memory. */
  process(): { readonly pid: number } {
    return { pid: this.#process().child.pid ?? 0 };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    this.#sources.clear();
    this.#holds.clear();
    this.#running?.child.kill('SIGKILL');
    this.#running = undefined;
  }

  async #openIn(
    running: Running,
    handle: RelationHandle,
    source: RelationFiles,
    signal: AbortSignal,
  ): Promise<OpenedRelation> {
    const known = running.open.get(handle);
    // A grid asks for rows and their count at once; after a crash the first of them opens the relation for both.
    const opening =
      known && !known.abandoned
        ? known
        : shareWork((shared) => alive(running, running.rpc.call('open', { handle, source }, shared)));
    running.open.set(handle, opening);
    try {
      return await opening.wait(signal);
    } catch (error) {
      if (!signal.aborted && running.open.get(handle) === opening) running.open.delete(handle);
      throw error;
    }
  }

  #process(): Running {
    clearTimeout(this.#idle);
    this.#running ??= this.#start();
    const { child } = this.#running;
    child.ref();
    child.channel?.ref();
    return this.#running;
  }

  #start(): Running {
    void removeLeftFolders();
    const child = fork(programFile('engine'), [], {
      env: nodeEnvironment(),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const rpc = createRpc<EngineApi>(
      {
        post: (message) => {
          if (child.connected) child.send(message as object);
        },
        on: (listener) => void child.on('message', listener),
      },
      {},
    );
    const running: Running = { child, rpc, open: new Map(), gone: false };
    const end = () => {
      running.gone = true;
      if (this.#running === running) this.#running = undefined;
      rpc[Symbol.dispose]();
    };
    child.once('exit', end);
    // A process that cannot be started, or no longer be spoken to; it may say so more than once.
    child.on('error', end);
    return running;
  }

  #endWhenIdle(): void {
    if (this.#sources.size > 0 || this.#holds.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this[Symbol.dispose](), idleMs);
    this.#idle.unref();
    // Nobody's end waits for a process that does nothing; it ends with its parent.
    this.#running?.child.unref();
    this.#running?.child.channel?.unref();
  }
}

/** The answer; a clear error where the process ended before it came. */
async function alive<T>(running: Running, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!running.gone) throw error;
    throw new AppError('failed', t('The result engine ended unexpectedly.'), {
      hint: t('It may have run out of memory. Try again; a filter helps with very large results.'),
      cause: error,
    });
  }
}
