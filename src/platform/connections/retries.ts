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
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
  readonly retryAfterHint?: Date;
}

const maxAttempts = 6;
const maxReadAttempts = 3;
const baseDelayMs = 200;
const maxDelayMs = 20_000;

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
      const throttled = error.errorType === 'THROTTLING';
      const safe = throttled || (granted === 'read' && error.errorType !== 'CLIENT_ERROR');
      if (!safe || attempt >= (throttled ? maxAttempts : maxReadAttempts)) throw new Error('No further attempt.');
      const delay = Math.round(Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt)) + baseDelayMs;
      if (throttled) {
        const wait = formatDuration(delay);
        report(t('AWS asks to slow down; attempt {0} of {1} in {2}…', attempt + 1, maxAttempts, wait));
      }
      return tokenFor(attempt, delay);
    },
    recordSuccess: () => {},
  };
}
