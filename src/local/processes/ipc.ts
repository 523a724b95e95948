/** Calls to a child process over Node's IPC: one input, one answer, errors by kind, and a way to give up. */
import type { ChildProcess } from 'node:child_process';

/** Methods by name; the signal aborts when the caller gives up. */
export type Api = Readonly<Record<string, (input: never, signal: AbortSignal) => Promise<unknown>>>;

export type InputOf<F> = F extends (input: infer I, signal: AbortSignal) => unknown ? I : never;
export type OutputOf<F> = F extends (input: never, signal: AbortSignal) => Promise<infer O> ? O : never;

/** What a call failed with, as it crosses the process boundary. */
export interface FailureShape {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** Members that the error class adds. */
  readonly details: Readonly<Record<string, unknown>>;
}

type Request =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly kind: 'abort'; readonly id: number };

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: FailureShape };

/** A call that failed in the child, with what the child said. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';
  readonly failure: FailureShape;

  constructor(failure: FailureShape) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The other end of Node's IPC: a child for its parent, and `process` for a child. */
export type Peer = Pick<ChildProcess, 'connected' | 'send' | 'on'>;

/** The parent, for a child: `process` has the members of a peer, though it is typed apart. */
export const parent = process as unknown as Peer;

/** The child's side: answers calls until the parent is gone, then ends this process. */
export function serve(api: Api): void {
  answerCalls(api, parent);
  // An ordinary exit would wait for the threads that queries run on.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

/** Answers the calls of the other end, beside calls of this one's. */
export function answerCalls(api: Api, peer: Peer): void {
  const running = new Map<number, AbortController>();
  const answer = (message: Answer) => {
    // The parent may be gone by the time a query ends.
    if (peer.connected) peer.send(message, () => {});
  };
  peer.on('message', (message: Request) => {
    if (message.kind === 'abort') {
      running.get(message.id)?.abort();
      return;
    }
    if (message.kind !== 'call') return;
    const { id, method, input } = message;
    const abort = new AbortController();
    running.set(id, abort);
    const call = Object.hasOwn(api, method) ? api[method] : undefined;
    Promise.resolve()
      .then(() => {
        if (!call) throw new Error(`There is no method ${method}.`);
        return call(input as never, abort.signal);
      })
      .then(
        (value) => answer({ id, ok: true, value }),
        (error: unknown) => answer({ id, ok: false, failure: shapeOf(error) }),
      )
      .finally(() => running.delete(id));
  });
}

function shapeOf(error: unknown): FailureShape {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), details: {} };
  const { name, message, stack, ...details } = error as Error & Record<string, unknown>;
  // Only plain data survives the way; a cause may hold anything.
  const plain = Object.fromEntries(Object.entries(details).filter(([member]) => member !== 'cause'));
  return { name: error.name, message: error.message, stack: error.stack, details: plain };
}

/** The caller's side. Every call fails with `gone` once the other end has gone. */
export class Caller<A extends object> {
  readonly #peer: Peer;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  #nextId = 1;
  #gone: Error | undefined;

  constructor(peer: Peer) {
    this.#peer = peer;
    peer.on('message', (message: Answer) => {
      if (message.ok === undefined) return;
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(new RemoteFailure(message.failure));
    });
  }

  /** To be called when the other end has gone: fails what is waiting and whatever comes. */
  end(gone: Error): void {
    this.#gone = gone;
    for (const { reject } of this.#waiting.values()) reject(gone);
    this.#waiting.clear();
  }

  /** @throws RemoteFailure what the child threw; the signal's reason when it aborts */
  async call<K extends keyof A & string>(
    method: K,
    input: InputOf<A[K]>,
    signal: AbortSignal,
  ): Promise<OutputOf<A[K]>> {
    signal.throwIfAborted();
    if (this.#gone) throw this.#gone;
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const abort = () => {
      if (this.#peer.connected) this.#peer.send({ kind: 'abort', id } satisfies Request, () => {});
    };
    signal.addEventListener('abort', abort, { once: true });
    // Where the child is gone already, its end is told to whoever waits.
    this.#peer.send({ kind: 'call', id, method, input } satisfies Request, () => {});
    try {
      // An aborted call is waited for all the same: its files may be removed only when nothing writes to them any more.
      return (await promise) as OutputOf<A[K]>;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener('abort', abort);
    }
  }
}
