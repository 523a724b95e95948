import { startMapRun } from './distributed/mapRuns.ts';
import { readItems } from './distributed/readItems.ts';
import { resultWriterOf } from './distributed/writeResults.ts';
import type { ExecutionRunner } from './executionRunner.ts';
import type { Execution } from './executionStore.ts';
import { integrationOf } from './integrations/integrationOf.ts';
import type { Frames, Host } from './interpreter/host.ts';
import type { Json } from './interpreter/json.ts';

/** The world as one execution's interpreter sees it. */
export function createHost(
  runner: ExecutionRunner,
  execution: Execution,
  frames: Frames,
  append: Host['append'],
): Host {
  const { kernel } = runner;
  return {
    context: {
      Execution: {
        Id: execution.arn,
        Input: JSON.parse(execution.input) as Json,
        Name: execution.name,
        RoleArn: execution.roleArn,
        StartTime: new Date(execution.startDate).toISOString(),
        RedriveCount: execution.redriveCount,
        ...(execution.redriveDate ? { RedriveTime: new Date(execution.redriveDate).toISOString() } : {}),
      },
      StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    },
    append,
    frames,
    integration: (resource) => integrationOf(kernel, execution, resource),
    newToken: () => runner.tokens.create(),
    scheduleActivity: (arn, input) => runner.activities.schedule(arn, input, runner.tokens.create()),
    readItems: (reader, parameters, maxItems, signal) =>
      readItems(kernel, execution.region, reader, parameters, maxItems, signal),
    writeResults: resultWriterOf(kernel, execution.region),
    startMapRun: (options) => startMapRun(runner, execution, frames, options),
    now: () => Date.now(),
    random: () => Math.random(),
  };
}
