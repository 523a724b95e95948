import type { Effect } from '../../core/effect.ts';

export interface McpOptions {
  /** What is offered at most. */
  readonly most: Effect;
  /** Confirms a protected connection for as long as the server runs. */
  readonly typedName?: string;
}
