import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import type { Query, QueryState } from './state/queries.ts';

/** Tells EventBridge; https://docs.aws.amazon.com/athena/latest/ug/athena-events.html. */
export function emitStateChange(kernel: Kernel, query: Query, previous: QueryState | undefined): void {
  kernel.events.emit({
    id: randomUUID(),
    source: 'aws.athena',
    'detail-type': 'Athena Query State Change',
    account: kernel.accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: query.region,
    resources: [],
    detail: {
      versionId: '0',
      currentState: query.state,
      ...(previous === undefined ? {} : { previousState: previous }),
      statementType: query.statementType,
      queryExecutionId: query.id,
      workgroupName: query.workgroup,
      sequenceNumber: String({ QUEUED: 1, RUNNING: 2, SUCCEEDED: 3, FAILED: 3, CANCELLED: 3 }[query.state]),
      ...(query.error ? { athenaError: camelCased(query.error) } : {}),
    },
  });
}

function camelCased(error: NonNullable<Query['error']>) {
  return {
    errorCategory: error.ErrorCategory,
    errorType: error.ErrorType,
    retryable: error.Retryable,
    errorMessage: error.ErrorMessage,
  };
}
