import { AsyncLocalStorage } from 'node:async_hooks';
import type { Effect } from '../../core/effect.ts';
import { formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';

/** The part of the SDK's retry contract that is used here; see @smithy/types RetryStrategyV2. */
interface RetryToken {
  readonly attempt: number;
  readonly effect: Effect;
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface RetryErrorInfo {
  readonly error?: unknown;
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
  readonly retryAfterHint?: Date;
}

/** How often a call is made at most: by what became of it. */
export const attempts = {
  throttled: 6,
  broken: 3,
  /** A server that keeps silent has cost its whole patience each time. */
  silent: 2,
} as const;

const baseDelayMs = 200;
const maxDelayMs = 20_000;

/** What the call does that is being made: the SDK's strategy is one for all calls of a client, and is not told. */
export const effectOfCall = new AsyncLocalStorage<Effect>();

/**
 * How long to wait before an attempt, in milliseconds: exponential, with full jitter.
 * @param attempt 1 for the second
 * @param asked what the server asked for, in milliseconds
 */
export function backOff(attempt: number, asked = 0): number {
  const jittered = Math.round(Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt)) + baseDelayMs;
  return Math.min(maxDelayMs, Math.max(jittered, asked));
}

/** What the one who waits is told. */
export function waitText(throttled: boolean, attempt: number, delayMs: number): string {
  const wait = formatDuration(delayMs);
  return throttled
    ? t('AWS asks to slow down; attempt {0} of {1} in {2}…', attempt + 1, attempts.throttled, wait)
    : t('The connection broke off; attempt {0} of {1} in {2}…', attempt + 1, attempts.broken, wait);
}

/**
 * Tries again, and tells the one who waits. A throttled call was certainly not carried out, so it is tried again
 * whatever it does; after any other failure only what reads is, since a change may have happened.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function retryStrategyFor(report: (message: string) => void): object {
  const tokenFor = (effect: Effect, attempt: number, delay: number): RetryToken => ({
    attempt,
    effect,
    getRetryCount: () => attempt,
    getRetryDelay: () => delay,
  });
  return {
    mode: 'standard',
    // A call that nobody judged counts as a change.
    acquireInitialRetryToken: async () => tokenFor(effectOfCall.getStore() ?? 'write', 0, 0),
    refreshRetryTokenForRetry: async (token: RetryToken, error: RetryErrorInfo) => {
      const attempt = token.attempt + 1;
      const throttled = error.errorType === 'THROTTLING' && !isQuota(error.error);
      const safe = throttled || (token.effect === 'read' && ['TRANSIENT', 'SERVER_ERROR'].includes(error.errorType));
      const most = throttled ? attempts.throttled : wasSilent(error.error) ? attempts.silent : attempts.broken;
      if (!safe || attempt >= most) throw new Error('No further attempt.');
      const delay = backOff(attempt, error.retryAfterHint ? error.retryAfterHint.getTime() - Date.now() : 0);
      if (throttled) report(waitText(true, attempt, delay));
      return tokenFor(token.effect, attempt, delay);
    },
    recordSuccess: () => {},
  };
}

/** The SDK gives a connection that broke the same name, but leaves the system's code on it. */
function wasSilent(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError' && !('code' in error);
}

/** The SDK takes it for throttling everywhere, though most services mean a quota, which no waiting raises. */
function isQuota(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'LimitExceededException') return false;
  return (error as { $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode !== 429;
}
