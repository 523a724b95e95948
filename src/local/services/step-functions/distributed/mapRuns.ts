/** Map runs and their child executions; https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html. */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../../kernel.ts';
import type { Collection } from '../../../state/store.ts';
import { executionArn, mapRunArn } from '../arns.ts';
import type { ExecutionDriver } from '../executionDriver.ts';
import type { Execution } from '../executionStore.ts';
import type { Frames, Host, MapRun, MapRunResult } from '../interpreter/host.ts';
import type { Json } from '../interpreter/json.ts';
import { describedExecution } from './writeResults.ts';

export interface MapRunRecord {
  readonly arn: string;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly stateName: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly startDate: number;
  readonly stopDate?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
  readonly total: number;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

export function mapRunsOf(kernel: Kernel, region: string): Collection<MapRunRecord> {
  return kernel.store.collection<MapRunRecord>('states.mapRun', region);
}

/** Ends the map runs of executions that an earlier process left running. */
export function failUnfinishedMapRuns(kernel: Kernel): void {
  for (const region of kernel.store.regionsOf('states.mapRun')) {
    const runs = mapRunsOf(kernel, region);
    for (const { id, value } of [...runs.all()]) {
      if (value.status === 'RUNNING') runs.put(id, { ...value, status: 'FAILED', stopDate: Date.now() });
    }
  }
}

/** Starts a map run, or goes on with the one that an earlier drive of the execution left. */
export function startMapRun(
  driver: ExecutionDriver,
  parent: Execution,
  frames: Frames,
  options: Parameters<Host['startMapRun']>[0],
): MapRun {
  const runs = mapRunsOf(driver.kernel, parent.region);
  const left = options.resumed ? findLeft(runs, parent.arn, options.stateName) : undefined;
  let record: MapRunRecord = left
    ? redriven(left)
    : {
        arn: mapRunArn(parent, parent.machineName, options.label, randomUUID()),
        executionArn: parent.arn,
        machineArn: parent.machineArn,
        stateName: options.stateName,
        status: 'RUNNING',
        startDate: Date.now(),
        maxConcurrency: options.maxConcurrency,
        toleratedFailureCount: options.toleratedCount,
        toleratedFailurePercentage: options.toleratedPercentage,
        total: options.total,
        redriveCount: 0,
      };
  const save = () => runs.put(record.arn, record);
  save();
  const definitionId = driver.store.keepDefinition(JSON.stringify(options.machine));
  return {
    arn: record.arn,
    async runChild(index, input, signal) {
      const path = `${options.path}${index}`;
      const done = frames.get(path);
      if (done?.status === 'succeeded') return done.output as unknown as MapRunResult;
      const name = randomUUID();
      const { output: _, stopDate: __, error: ___, cause: ____, redriveDate: _____, ...inherited } = parent;
      const child = await driver.run(
        {
          ...inherited,
          arn: executionArn(parent, `${parent.machineName}/${options.label}`, name),
          machineArn: `${parent.machineArn}/${options.label}`,
          name,
          status: 'RUNNING',
          startDate: Date.now(),
          input: JSON.stringify(input),
          definitionId,
          redriveCount: 0,
          mapRunArn: record.arn,
          itemCount: itemCountOf(input),
        },
        { machine: options.machine, outer: signal },
      );
      const result = resultOf(child);
      if (result.status === 'succeeded') {
        frames.put(path, {
          status: 'succeeded',
          state: options.stateName,
          input: null,
          variables: {},
          enteredId: 0,
          enteredTime: '',
          output: result as unknown as Json,
        });
      }
      return result;
    },
    finish(status) {
      record = { ...record, status, stopDate: Date.now() };
      save();
    },
  };
}

function findLeft(runs: Collection<MapRunRecord>, execution: string, state: string): MapRunRecord | undefined {
  let found: MapRunRecord | undefined;
  for (const { value } of runs.all()) {
    if (value.executionArn === execution && value.stateName === state) {
      if (!found || value.startDate > found.startDate) found = value;
    }
  }
  return found;
}

function redriven(record: MapRunRecord): MapRunRecord {
  const { stopDate: _, ...rest } = record;
  return { ...rest, status: 'RUNNING', redriveCount: record.redriveCount + 1, redriveDate: Date.now() };
}

function resultOf(child: Execution): MapRunResult {
  const status = child.status === 'SUCCEEDED' ? 'succeeded' : child.status === 'ABORTED' ? 'aborted' : 'failed';
  const output = JSON.parse(child.output ?? 'null') as Json;
  return { status, output, execution: describedExecution(child) };
}

function itemCountOf(input: Json): number {
  const batch = input !== null && typeof input === 'object' && !Array.isArray(input) ? input.Items : undefined;
  return Array.isArray(batch) ? batch.length : 1;
}
