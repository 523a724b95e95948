import { startMapRun } from './distributed/mapRuns.ts';
import { readItems } from './distributed/readItems.ts';
import { resultWriterOf } from './distributed/writeResults.ts';
import type { ExecutionDriver } from './executionDriver.ts';
import type { Execution } from './executionStore.ts';
import { integrationOf } from './integrations/integrationOf.ts';
import type { Frames, Host } from './interpreter/host.ts';
import type { Json } from './interpreter/json.ts';

/** The world as one execution's interpreter sees it. */
export function createHost(
  driver: ExecutionDriver,
  execution: Execution,
  frames: Frames,
  append: Host['append'],
): Host {
  const { kernel } = driver;
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
    newToken: () => driver.tokens.create(),
    scheduleActivity: (arn, input) => driver.activities.schedule(arn, input, driver.tokens.create()),
    readItems: (reader, parameters, maxItems, signal) =>
      readItems(kernel, execution.region, reader, parameters, maxItems, signal),
    writeResults: resultWriterOf(kernel, execution.region),
    startMapRun: (options) => startMapRun(driver, execution, frames, options),
    now: () => Date.now(),
    random: () => Math.random(),
  };
}
