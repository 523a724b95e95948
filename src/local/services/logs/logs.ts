/**
 * Amazon CloudWatch Logs: groups, streams and their events, searched with filter patterns and followed live.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { LocalService } from '../../server/localService.ts';
import type { Operations } from '../../server/operation.ts';
import { filterOperations } from './filterLogEvents.ts';
import { GarbageCollector } from './garbageCollector.ts';
import { getOperations } from './getLogEvents.ts';
import { groupOperations } from './groupOperations.ts';
import { LiveFeed } from './liveFeed.ts';
import { startLiveTail } from './liveTail.ts';
import { LogEvents } from './logEvents.ts';
import { LogStore } from './logStore.ts';
import type { LogsCtx } from './logsCtx.ts';
import { putOperations } from './putLogEvents.ts';
import { createTables } from './schema.ts';
import { streamOperations } from './streamOperations.ts';

/** What would seem to work and then do nothing is refused by name. */
const refused = [
  'PutSubscriptionFilter',
  'PutMetricFilter',
  'PutDestination',
  'CreateExportTask',
  'PutQueryDefinition',
  'PutAccountPolicy',
];

export function createLogs(kernel: Kernel): LocalService {
  createTables(kernel.store);
  const ctx: LogsCtx = {
    store: new LogStore(kernel.store),
    events: new LogEvents(kernel.store),
    feed: new LiveFeed(),
    garbage: new GarbageCollector(kernel.store, kernel.log),
  };
  return {
    name: 'logs',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...groupOperations(ctx),
      ...streamOperations(ctx),
      ...putOperations(ctx),
      ...getOperations(ctx),
      ...filterOperations(ctx),
      ...refusals(),
    },
    streams: {
      StartLiveTail: (input, call, response) => startLiveTail(ctx, input, call, response),
    },
    start: () => ctx.garbage.wake(),
    stop: () => ctx.garbage.stop(),
  };
}

function refusals(): Operations {
  return Object.fromEntries(
    refused.map((name) => [
      name,
      async () => {
        throw new Fault('OperationNotSupported', `CloudWatch Logs of the local endpoint does not do ${name}.`, 501);
      },
    ]),
  );
}
