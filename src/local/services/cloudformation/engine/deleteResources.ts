import type { StackResource } from '../stack.ts';
import { inOrder } from '../template/prepare.ts';
import { reasonOf } from './reasonOf.ts';
import { Interrupted, type StackRun } from './stackRun.ts';

/** Deletes the thing itself; what was never made needs nothing. @throws Fault as the service words it */
export async function deleteResource(run: StackRun, resource: StackResource): Promise<void> {
  if (!resource.physicalId) return;
  const type = run.type(resource.type);
  // What an interrupted creation left is deleted by its id alone.
  await type.delete(
    { ...resource },
    resource.properties,
    run.context(resource.logicalId, () => {}),
  );
}

/**
 * Deletes resources of the stack, dependents first, and goes on past those that cannot be deleted.
 * @param keeps true for one that is to stay: it leaves the stack, but exists on
 * @returns the logical ids of those that could not be deleted
 * @throws Interrupted
 */
export async function deleteResources(
  run: StackRun,
  resources: readonly StackResource[],
  keeps: (resource: StackResource) => boolean,
): Promise<string[]> {
  const failed: string[] = [];
  for (const resource of inOrder(resources).reverse()) {
    await run.breathe();
    if (keeps(resource)) {
      run.tell(resource, 'DELETE_SKIPPED');
      run.forget(resource.logicalId);
      continue;
    }
    // One that a failed resource still needs cannot go either; the service itself says so where it matters.
    const { logicalId } = resource;
    const deleting = run.resource({ ...resource, status: 'DELETE_IN_PROGRESS' });
    try {
      await deleteResource(run, resource);
    } catch (error) {
      if (run.options.signal.aborted) throw new Interrupted();
      run.resource({ ...deleting, status: 'DELETE_FAILED' }, reasonOf(error));
      failed.push(logicalId);
      continue;
    }
    run.tell(resource, 'DELETE_COMPLETE');
    run.forget(logicalId);
  }
  return failed;
}

/**
 * Deletes what a finished update left behind. One that cannot be deleted is told of and let go, as CloudFormation does.
 * @throws Interrupted
 */
export async function deleteLeftovers(run: StackRun): Promise<void> {
  for (const resource of [...run.stack.leftovers].reverse()) {
    await run.breathe();
    const current = run.stack.resources[resource.logicalId];
    if (current?.physicalId === resource.physicalId) {
      // A replacement that was interrupted before it began: the old one is the one in use.
      run.save({ leftovers: run.stack.leftovers.filter((other) => other !== resource) });
      continue;
    }
    const replaced = current !== undefined;
    const policy = replaced ? resource.updateReplacePolicy : resource.deletionPolicy;
    if (policy.startsWith('Retain')) run.tell(resource, 'DELETE_SKIPPED');
    else {
      run.tell(resource, 'DELETE_IN_PROGRESS');
      try {
        await deleteResource(run, resource);
        run.tell(resource, 'DELETE_COMPLETE');
      } catch (error) {
        if (run.options.signal.aborted) throw new Interrupted();
        run.tell(resource, 'DELETE_FAILED', reasonOf(error));
      }
    }
    run.save({ leftovers: run.stack.leftovers.filter((other) => other !== resource) });
  }
}
