/** Which alerts a user is told of now, and how. */
import type { KeptAlert } from '../../core/alert.ts';

/** More at once would only cover each other. */
const mostSingle = 2;

export interface DueAlerts<A> {
  /** Each in a notification of its own. */
  readonly single: readonly A[];
  /** All in one. */
  readonly summary: readonly A[];
}

/**
 * @param alerts newest first
 * @param openedAt when this window began to look: what is older came while nobody looked, or in quiet hours
 * @param quietUntil the end of the last quiet hours that this window has seen
 */
export function dueAlerts<A extends KeptAlert & { readonly told: boolean }>(
  alerts: readonly A[],
  openedAt: number,
  quietUntil: number,
): DueAlerts<A> {
  const due = alerts.filter(({ told, read }) => !told && !read);
  const missed = due.filter(({ at }) => at < Math.max(openedAt, quietUntil));
  const fresh = due.filter(({ at }) => at >= Math.max(openedAt, quietUntil));
  return fresh.length > mostSingle ? { single: [], summary: due } : { single: fresh, summary: missed };
}
