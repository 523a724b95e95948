/** What an endpoint that was stopped or killed left half done. */
import type { ResourceStatus, StackStatus } from '../stack.ts';
import type { StackRun } from './stackRun.ts';

const failedStatus: Readonly<Partial<Record<StackStatus, StackStatus>>> = {
  CREATE_IN_PROGRESS: 'CREATE_FAILED',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_FAILED',
  UPDATE_IN_PROGRESS: 'UPDATE_FAILED',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_FAILED',
  DELETE_IN_PROGRESS: 'DELETE_FAILED',
};

/**
 * Marks the stack, and the resource that was at work, as failed with the reason. What may exist stays listed with its
 * id, so that deleting or deploying again finds it.
 * @returns false for a cleanup, which is simply to be taken up again
 */
export function markInterrupted(run: StackRun, why = 'The local endpoint stopped'): boolean {
  const status = failedStatus[run.stack.status];
  if (!status) return false;
  const working = Object.values(run.stack.resources).filter((resource) => resource.status.endsWith('_IN_PROGRESS'));
  for (const resource of working) {
    const failed = resource.status.replace('_IN_PROGRESS', '_FAILED') as ResourceStatus;
    const doubt = resource.physicalId && resource.status === 'CREATE_IN_PROGRESS' ? '; it may exist' : '';
    run.resource({ ...resource, status: failed }, `${why} while this was at work${doubt}.`);
  }
  const at = working.length > 0 ? ` at [${working.map((resource) => resource.logicalId).join(', ')}]` : '';
  run.status(status, `${why} during ${run.stack.status}${at}. Deploy again or delete the stack.`);
  return true;
}
