import type { Effect } from '../../core/effect.ts';
import { formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';

/** The part of the SDK's retry contract that is used here; see @smithy/types RetryStrategyV2. */
interface RetryToken {
  readonly attempt: number;
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface RetryErrorInfo {
  readonly error?: unknown;
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
  readonly retryAfterHint?: Date;
}

const maxAttempts = 6;
const maxReadAttempts = 3;
/** A server that keeps silent has cost its whole patience each time. */
const maxSilentAttempts = 2;
const baseDelayMs = 200;
const maxDelayMs = 20_000;

/** The SDK gives a connection that broke the same name, but leaves the system's code on it. */
function wasSilent(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError' && !('code' in error);
}

/** The SDK takes it for throttling everywhere, though most services mean a quota, which no waiting raises. */
function isQuota(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'LimitExceededException') return false;
  return (error as { $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode !== 429;
}

/**
 * Exponential back-off with full jitter, told to the one who waits. A throttled call was certainly not carried out, so
 * it is tried again whatever it does; after any other failure only reads are, since a change may have happened.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function retryStrategyFor(granted: Effect, report: (message: string) => void): object {
  const tokenFor = (attempt: number, delay: number): RetryToken => ({
    attempt,
    getRetryCount: () => attempt,
    getRetryDelay: () => delay,
  });
  return {
    mode: 'standard',
    acquireInitialRetryToken: async () => tokenFor(0, 0),
    refreshRetryTokenForRetry: async (token: RetryToken, error: RetryErrorInfo) => {
      const attempt = token.attempt + 1;
      const throttled = error.errorType === 'THROTTLING' && !isQuota(error.error);
      const safe = throttled || (granted === 'read' && ['TRANSIENT', 'SERVER_ERROR'].includes(error.errorType));
      const most = throttled ? maxAttempts : wasSilent(error.error) ? maxSilentAttempts : maxReadAttempts;
      if (!safe || attempt >= most) throw new Error('No further attempt.');
      const jittered = Math.round(Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt)) + baseDelayMs;
      const asked = error.retryAfterHint ? error.retryAfterHint.getTime() - Date.now() : 0;
      const delay = Math.min(maxDelayMs, Math.max(jittered, asked));
      if (throttled) {
        const wait = formatDuration(delay);
        report(t('AWS asks to slow down; attempt {0} of {1} in {2}…', attempt + 1, maxAttempts, wait));
      }
      return tokenFor(attempt, delay);
    },
    recordSuccess: () => {},
  };
}
