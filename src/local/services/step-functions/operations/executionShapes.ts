import type { Execution } from '../executionStore.ts';
import { redriveOf } from '../statusEvents.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function executionShape(execution: Execution, withData: boolean): Record<string, unknown> {
  return {
    ...commonShape(execution, withData),
    ...(execution.versionArn ? { stateMachineVersionArn: execution.versionArn } : {}),
    ...(execution.aliasArn ? { stateMachineAliasArn: execution.aliasArn } : {}),
    ...(execution.mapRunArn ? { mapRunArn: execution.mapRunArn } : {}),
    redriveCount: execution.redriveCount,
    ...(execution.redriveDate === undefined ? {} : { redriveDate: new Date(execution.redriveDate) }),
    ...redriveOf(execution),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export function syncShape(execution: Execution): Record<string, unknown> {
  const ms = Math.max(0, (execution.stopDate ?? execution.startDate) - execution.startDate);
  return {
    ...commonShape(execution, true),
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: Math.ceil(ms / 100) * 100 },
  };
}

function commonShape(execution: Execution, withData: boolean): Record<string, unknown> {
  const { output } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: new Date(execution.startDate),
    ...(execution.stopDate === undefined ? {} : { stopDate: new Date(execution.stopDate) }),
    ...(withData ? { input: execution.input } : {}),
    inputDetails: { included: withData },
    ...(withData && output !== undefined ? { output } : {}),
    ...(output === undefined ? {} : { outputDetails: { included: withData } }),
    ...(execution.traceHeader ? { traceHeader: execution.traceHeader } : {}),
    ...(execution.error === undefined ? {} : { error: execution.error }),
    ...(execution.cause === undefined ? {} : { cause: execution.cause }),
  };
}
