import { StatesError } from './statesError.ts';

export interface Limits {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

export interface LimitClock {
  /** Aborts with States.Timeout or States.HeartbeatTimeout, or as the outer signal does. */
  readonly signal: AbortSignal;
  /** The worker lives: the heartbeat's time starts again. */
  beat(): void;
  end(): void;
}

const longestTimer = 2 ** 31 - 1;

/** Starts a task's TimeoutSeconds and HeartbeatSeconds. */
export function startLimits(limits: Limits, outer: AbortSignal): LimitClock {
  const stop = new AbortController();
  const expire = (seconds: number | undefined, error: string) => {
    if (seconds === undefined || seconds * 1000 > longestTimer) return undefined;
    return setTimeout(() => stop.abort(new StatesError(error, '')), seconds * 1000);
  };
  const timeout = expire(limits.timeoutSeconds, 'States.Timeout');
  let heartbeat = expire(limits.heartbeatSeconds, 'States.HeartbeatTimeout');
  return {
    signal: AbortSignal.any([outer, stop.signal]),
    beat() {
      clearTimeout(heartbeat);
      heartbeat = expire(limits.heartbeatSeconds, 'States.HeartbeatTimeout');
    },
    end() {
      clearTimeout(timeout);
      clearTimeout(heartbeat);
    },
  };
}
