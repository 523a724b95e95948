import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { mapRunsOf } from '../distributed/mapRuns.ts';
import type { ExecutionRunner } from '../executionRunner.ts';
import { pageOfList } from './paging.ts';

export function mapRunOperations(runner: ExecutionRunner): Operations {
  const { kernel, store } = runner;
  return {
    DescribeMapRun: operation(z.object({ mapRunArn: z.string() }), (input, call) => {
      const run = mapRunsOf(kernel, call.region).get(input.mapRunArn);
      if (!run) throw new Fault('ResourceNotFound', `Resource Not Found: '${input.mapRunArn}'`);
      const counts = store.countByStatus(run.arn);
      const of = (status: string) => counts.get(status) ?? 0;
      const started = [...counts.values()].reduce((sum, each) => sum + each, 0);
      const each = {
        pending: run.status === 'RUNNING' ? Math.max(0, run.total - started) : 0,
        running: of('RUNNING'),
        succeeded: of('SUCCEEDED'),
        failed: of('FAILED'),
        timedOut: of('TIMED_OUT'),
        aborted: of('ABORTED'),
        total: run.total,
        resultsWritten: 0,
      };
      return {
        mapRunArn: run.arn,
        executionArn: run.executionArn,
        status: run.status,
        startDate: new Date(run.startDate),
        ...(run.stopDate === undefined ? {} : { stopDate: new Date(run.stopDate) }),
        maxConcurrency: run.maxConcurrency,
        toleratedFailurePercentage: run.toleratedFailurePercentage,
        toleratedFailureCount: run.toleratedFailureCount,
        itemCounts: each,
        executionCounts: each,
        redriveCount: run.redriveCount,
        ...(run.redriveDate === undefined ? {} : { redriveDate: new Date(run.redriveDate) }),
      };
    }),

    ListMapRuns: operation(
      z.object({
        executionArn: z.string(),
        maxResults: z.number().int().min(0).max(1000).optional(),
        nextToken: z.string().optional(),
      }),
      (input, call) => {
        const own = [...mapRunsOf(kernel, call.region).all()]
          .map(({ value }) => value)
          .filter((run) => run.executionArn === input.executionArn)
          .sort((a, b) => b.startDate - a.startDate);
        const { items, nextToken } = pageOfList(own, input);
        return {
          mapRuns: items.map((run) => ({
            executionArn: run.executionArn,
            mapRunArn: run.arn,
            stateMachineArn: run.machineArn,
            startDate: new Date(run.startDate),
            ...(run.stopDate === undefined ? {} : { stopDate: new Date(run.stopDate) }),
          })),
          nextToken,
        };
      },
    ),
  };
}
