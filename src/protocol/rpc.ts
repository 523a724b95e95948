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
  /**
   * @throws AppError as the other side threw it; `cancelled` when the signal aborts, when this side is disposed, and
   * when the other side began anew before it answered
   */
  call<K extends keyof Remote & string>(
    method: K,
    input: InputOf<Remote[K]>,
    signal?: AbortSignal,
  ): Promise<OutputOf<Remote[K]>>;
}

/** What travels for a call. A side that begins says `ready`, and is told `welcome` by one that was there before. */
interface Wire {
  invoke(call: { id: number; method: string; input: unknown }): Promise<Outcome>;
  abort(id: number): void;
  ready(): void;
  welcome(): void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: AppErrorCode; readonly message: string; readonly hint?: string };

export interface RpcOptions {
  /** The other side began anew and knows nothing any more, as a page does that is moved to another window. */
  readonly onRestart?: () => void;
}

/** Connects one side; calls wait until the other side connects, too. */
export function createRpc<Remote extends object>(
  channel: Channel,
  handlers: Api,
  options: RpcOptions = {},
): Rpc<Remote> {
  const running = new Map<number, AbortController>();
  const ready = Promise.withResolvers<void>();
  // Whoever calls is told; without a caller it is no failure.
  ready.promise.catch(() => {});
  let nextId = 1;
  let begun = false;
  let disposed = false;

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
        // One that began anew counts its calls from the start.
        if (running.get(id) === abort) running.delete(id);
      }
    },
    abort: (id) => running.get(id)?.abort(),
    ready() {
      tell(wire.welcome());
      ready.resolve();
      if (begun) restart();
      begun = true;
    },
    welcome: () => ready.resolve(),
  };

  const wire = createBirpc<Wire, Wire>(local, {
    post: (message) => {
      if (!disposed) channel.post(message);
    },
    on: (listener) => channel.on(listener),
    eventNames: ['abort', 'ready', 'welcome'],
    // A query may take hours; whoever waits can abort.
    timeout: -1,
  });
  tell(wire.ready());

  function restart(): void {
    for (const abort of running.values()) abort.abort();
    void wire.$rejectPendingCalls(({ reject }) => reject(gone()));
    options.onRestart?.();
  }

  return {
    async call(method, input, signal) {
      await settled(ready.promise, signal);
      if (disposed) throw gone();
      const id = nextId++;
      const abort = () => tell(wire.abort(id));
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
      ready.reject(gone());
      wire.$close(gone());
    },
  };
}

function gone(): AppError {
  return new AppError('cancelled', 'The other side is gone.');
}

/** An event has no answer, and one for a side that is gone has no reader. */
function tell(sent: Promise<void>): void {
  sent.catch(() => {});
}

/** What was awaited, or a cancellation as soon as the caller gives up: the other side may take a while to notice. */
function settled<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new AppError('cancelled', 'Cancelled.'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
