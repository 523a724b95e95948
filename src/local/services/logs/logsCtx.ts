import type { GarbageCollector } from './garbageCollector.ts';
import type { LiveFeed } from './liveFeed.ts';
import type { LogEvents } from './logEvents.ts';
import type { LogStore } from './logStore.ts';

/** What the operations of CloudWatch Logs share. */
export interface LogsCtx {
  readonly store: LogStore;
  readonly events: LogEvents;
  readonly feed: LiveFeed;
  readonly garbage: GarbageCollector;
}
