/** What an action does to the account: nothing, a change that can be undone or costs money, or a loss. */
export type Effect = 'read' | 'write' | 'destroy';

const rank: Record<Effect, number> = { read: 0, write: 1, destroy: 2 };

/** True when what was granted is enough for what is needed. */
export function covers(granted: Effect, needed: Effect): boolean {
  return rank[granted] >= rank[needed];
}
