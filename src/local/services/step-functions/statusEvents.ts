import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import type { Execution } from './executionStore.ts';

/** Tells EventBridge; https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html. */
export function emitStatusChange(kernel: Kernel, execution: Execution): void {
  kernel.events.emit({
    id: randomUUID(),
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    account: execution.accountId,
    time: new Date().toISOString(),
    region: execution.region,
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startDate,
      stopDate: execution.stopDate ?? null,
      input: execution.input,
      output: execution.output ?? null,
      error: execution.error ?? null,
      cause: execution.cause ?? null,
      stateMachineVersionArn: execution.versionArn ?? null,
      stateMachineAliasArn: execution.aliasArn ?? null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redriveDate ?? null,
      redriveStatus: redriveOf(execution).redriveStatus,
      redriveStatusReason: redriveOf(execution).redriveStatusReason ?? null,
      inputDetails: { included: true },
      outputDetails: execution.output === undefined ? null : { included: true },
    },
  });
}

const redriveWindowMs = 14 * 24 * 3600 * 1000;

/** Whether an execution may be redriven, and why not; https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html. */
export function redriveOf(execution: Execution): {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly redriveStatusReason?: string;
} {
  const no = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason });
  if (execution.type === 'EXPRESS') return no('Express executions cannot be redriven');
  if (execution.status === 'RUNNING') return no('Execution is RUNNING and cannot be redriven');
  if (execution.status === 'SUCCEEDED') return no('Execution is SUCCEEDED and cannot be redriven');
  if (Date.now() - (execution.stopDate ?? 0) > redriveWindowMs) return no('Execution is out of the redrivable period');
  if (execution.mapRunArn) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  return { redriveStatus: 'REDRIVABLE' };
}
