import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { RunId, RunRef } from '../../core/run.ts';

/** The run that a task started, as its answer names it. */
export function childOf(event: HistoryEvent): RunRef | undefined {
  const details = event.taskSubmittedEventDetails ?? event.taskSucceededEventDetails;
  if (!details?.output) return undefined;
  const output = parseObject(details.output);
  if (details.resourceType === 'glue' && typeof output.JobRunId === 'string') {
    return glueRun(String(output.JobName ?? ''), output.JobRunId);
  }
  if (details.resourceType === 'glue' && typeof output.Id === 'string')
    return glueRun(String(output.JobName ?? ''), output.Id);
  if (details.resourceType === 'states' && typeof output.ExecutionArn === 'string') {
    const arn = output.ExecutionArn;
    const machine = arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    return { service: 'step-functions', id: arn as RunId, of: { kind: 'step-functions.machine', path: [machine] } };
  }
  if (details.resourceType === 'athena' && typeof output.QueryExecutionId === 'string') {
    const id = output.QueryExecutionId as RunId;
    return { service: 'athena', id, of: { kind: 'athena.workgroup', path: [String(output.WorkGroup ?? 'primary')] } };
  }
  return undefined;
}

function glueRun(job: string, id: string): RunRef {
  return { service: 'glue-jobs', id: id as RunId, of: { kind: 'glue-jobs.job', path: [job] } };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
