import type { Kernel } from '../../kernel.ts';
import type { ActivityQueue } from './activityQueue.ts';
import type { Execution, ExecutionStore } from './executionStore.ts';
import type { Machine } from './interpreter/asl.ts';
import type { TaskTokens } from './taskTokens.ts';

/** What an execution needs of that which drives it. */
export interface ExecutionDriver {
  readonly kernel: Kernel;
  readonly store: ExecutionStore;
  readonly tokens: TaskTokens;
  readonly activities: ActivityQueue;
  /**
   * Starts an execution that is new, or (its `redriveCount` above 0) goes on with one. Resolves when it has ended.
   * @param options `machine` in place of the execution's own definition; `outer` ends it from outside
   */
  run(execution: Execution, options?: { readonly machine?: Machine; readonly outer?: AbortSignal }): Promise<Execution>;
}
