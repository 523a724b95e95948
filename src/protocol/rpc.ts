/**
 * The one way in which parts of Strata in different processes and pages call each other: typed methods of one input
 * each, errors that arrive as AppErrors, calls that can be aborted from the other side, and a queue until the other
 * side is ready.
 */
import { createBirpc } from 'birpc';
import { AppError, type AppErrorCode, toAppError } from '../core/appError.ts';

/** Methods by name: one input, one answer; the signal aborts when the caller gives up. */
export type Api = Readonly<Record<string, (input: never, signal: AbortSignal) => Promise<unknown>>>;

/** Where messages go and come from: a webview, a page, a child process. */
export interface Channel {
  readonly post: (message: unknown) => void;
  readonly on: (listener: (message: unknown) => void) => void;
}

type InputOf<F> = F extends (input: infer I, signal: AbortSignal) => unknown ? I : never;
type OutputOf<F> = F extends (input: never, signal: AbortSignal) => Promise<infer O> ? O : never;

export interface Rpc<Remote> extends Disposable {
  /** @throws AppError as the other side threw it; `cancelled` when the signal aborts */
  call<K extends keyof Remote & string>(
    method: K,
    input: InputOf<Remote[K]>,
    signal?: AbortSignal,
  ): Promise<OutputOf<Remote[K]>>;
}

/** What travels for a call; both sides answer `invoke`, `abort` and `ready`. */
interface Wire {
  invoke(call: { id: number; method: string; input: unknown }): Promise<Outcome>;
  abort(id: number): void;
  ready(): void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: AppErrorCode; readonly message: string; readonly hint?: string };

export interface RpcOptions {
  /** The side that can be called at once (a process that is up, a host) need not be waited for. */
  readonly remoteIsReady?: boolean;
}

/** Connects one side; calls wait until the other side connects, too. */
export function createRpc<Remote extends object>(
  channel: Channel,
  handlers: Api,
  options: RpcOptions = {},
): Rpc<Remote> {
  const running = new Map<number, AbortController>();
  let nextId = 1;
  let disposed = false;
  let markReady = () => {};
  const ready = options.remoteIsReady
    ? Promise.resolve()
    : new Promise<void>((resolve) => {
        markReady = resolve;
      });

  const local: Wire = {
    async invoke({ id, method, input }) {
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
      if (!handler) return { ok: false, code: 'unsupported', message: `There is no method ${method}.` };
      const abort = new AbortController();
      running.set(id, abort);
      try {
        return { ok: true, value: await handler(input as never, abort.signal) };
      } catch (error) {
        const { code, message, hint } = toAppError(error);
        return { ok: false, code, message, ...(hint === undefined ? {} : { hint }) };
      } finally {
        running.delete(id);
      }
    },
    abort: (id) => running.get(id)?.abort(),
    ready: () => markReady(),
  };

  const wire = createBirpc<Wire, Wire>(local, {
    post: (message) => {
      if (!disposed) channel.post(message);
    },
    on: (listener) => channel.on(listener),
    eventNames: ['abort', 'ready'],
    // A query may take hours; whoever waits can abort.
    timeout: -1,
  });
  void wire.ready();

  return {
    async call(method, input, signal) {
      await ready;
      if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
      const id = nextId++;
      const abort = () => void wire.abort(id);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const outcome = await settled(wire.invoke({ id, method, input }), signal);
        if (outcome.ok) return outcome.value as never;
        throw new AppError(outcome.code, outcome.message, outcome.hint === undefined ? {} : { hint: outcome.hint });
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    [Symbol.dispose]() {
      disposed = true;
      for (const abort of running.values()) abort.abort();
      wire.$close(new AppError('cancelled', 'The other side is gone.'));
    },
  };
}

/** The answer, or a cancellation as soon as the caller gives up: the other side may take a while to notice. */
function settled(answer: Promise<Outcome>, signal: AbortSignal | undefined): Promise<Outcome> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new AppError('cancelled', 'Cancelled.'));
    signal.addEventListener('abort', cancel, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
