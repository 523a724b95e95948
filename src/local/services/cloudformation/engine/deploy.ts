/**
 * The courses that operations on a stack take; their states:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
import type { StackOutput, StackResource } from '../stack.ts';
import { inOrder, type Prepared } from '../template/prepare.ts';
import { templateFault } from '../template/readTemplate.ts';
import { applyResource, changedNames, ResourceFailed, updateInPlace } from './applyResource.ts';
import { deleteLeftovers, deleteResources } from './deleteResources.ts';
import { reasonOf } from './reasonOf.ts';
import { Interrupted, type StackRun } from './stackRun.ts';

/** Creates what the template says; on failure the stack's own way back. The stack is in CREATE_IN_PROGRESS. */
export async function createStack(run: StackRun, prepared: Prepared): Promise<void> {
  const failure = await apply(run, prepared);
  if (!failure) return run.status('CREATE_COMPLETE');
  const { onFailure } = run.stack;
  if (onFailure === 'DO_NOTHING') return run.status('CREATE_FAILED', `${failure.summary('create')}. `);
  if (onFailure === 'DELETE') {
    run.status('DELETE_IN_PROGRESS', `${failure.summary('create')}. Delete requested by user.`);
    return await removeAll(run, [], 'on-create');
  }
  run.status('ROLLBACK_IN_PROGRESS', `${failure.summary('create')}. Rollback requested by user.`);
  const left = await deleteResources(run, Object.values(run.stack.resources), (resource) =>
    retains(resource, 'on-create'),
  );
  if (left.length > 0)
    run.status('ROLLBACK_FAILED', `The following resource(s) failed to delete: [${left.join(', ')}]. `);
  else run.status('ROLLBACK_COMPLETE');
}

/** Changes the stack to what the template says, or back. The stack is in UPDATE_IN_PROGRESS and has `before`. */
export async function updateStack(run: StackRun, prepared: Prepared): Promise<void> {
  const failure = await apply(run, prepared);
  if (failure) {
    if (run.stack.disableRollback) return run.status('UPDATE_FAILED', `${failure.summary('update')}. `);
    run.status('UPDATE_ROLLBACK_IN_PROGRESS', `${failure.summary('update')}. `);
    return await rollBackUpdate(run);
  }
  const wanted = new Set(prepared.resources.map((resource) => resource.logicalId));
  const removed = inOrder(Object.values(run.stack.resources)).filter((resource) => !wanted.has(resource.logicalId));
  const kept = Object.fromEntries(Object.entries(run.stack.resources).filter(([name]) => wanted.has(name)));
  // Committed: from here on the way is only forward.
  const leftovers = [...run.stack.leftovers, ...removed];
  run.status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, { before: undefined, resources: kept, leftovers });
  await finishUpdate(run);
}

/** The cleanup after a committed update; also where a restarted endpoint takes it up again. */
export async function finishUpdate(run: StackRun): Promise<void> {
  await deleteLeftovers(run);
  run.status(
    run.stack.status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
      ? 'UPDATE_ROLLBACK_COMPLETE'
      : 'UPDATE_COMPLETE',
  );
}

/** Back to `before`: restores what was changed, then deletes what was made. */
export async function rollBackUpdate(run: StackRun): Promise<void> {
  const { before } = run.stack;
  if (!before) throw new Error('There is no state to roll back to.');
  const made = Object.values(run.stack.resources).filter(
    (resource) => resource.physicalId && before.resources[resource.logicalId]?.physicalId !== resource.physicalId,
  );
  for (const old of inOrder(Object.values(before.resources))) {
    await run.breathe();
    try {
      await restore(run, old);
    } catch (error) {
      if (!(error instanceof ResourceFailed)) throw error;
      return run.status('UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${error.logicalId}]. `);
    }
  }
  // In the order in which they were made, so that the reverse deletes dependents first.
  const leftovers = inOrder(made).map((resource) => ({
    ...resource,
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
  }));
  const resources = Object.fromEntries(
    Object.keys(before.resources).map((name) => [name, run.stack.resources[name]!] as const),
  );
  run.status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, {
    ...before,
    resources,
    before: undefined,
    leftovers,
  });
  run.options.stacks.saveExports(run.stack);
  await finishUpdate(run);
}

/** Deletes everything, then the stack. The stack is in DELETE_IN_PROGRESS. */
export async function removeAll(
  run: StackRun,
  retained: readonly string[],
  when: 'on-create' | 'on-delete',
): Promise<void> {
  const inUse = exportInUse(run);
  if (inUse) return run.status('DELETE_FAILED', inUse);
  await deleteLeftovers(run);
  const failed = await deleteResources(
    run,
    Object.values(run.stack.resources),
    (resource) => retained.includes(resource.logicalId) || retains(resource, when),
  );
  if (failed.length > 0) {
    run.status('DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
  } else run.status('DELETE_COMPLETE', undefined, { deleted: new Date().toISOString(), outputs: [], imports: [] });
}

class Failure {
  readonly #failed: ResourceFailed | undefined;
  readonly #reason: string;

  constructor(error: unknown) {
    this.#failed = error instanceof ResourceFailed ? error : undefined;
    this.#reason = reasonOf(error);
  }

  summary(verb: 'create' | 'update'): string {
    return this.#failed ? `The following resource(s) failed to ${verb}: [${this.#failed.logicalId}]` : this.#reason;
  }
}

async function apply(run: StackRun, prepared: Prepared): Promise<Failure | undefined> {
  try {
    for (const resource of prepared.resources) {
      await run.breathe();
      await applyResource(run, resource, prepared);
    }
    const outputs = evaluateOutputs(run, prepared);
    checkExports(run, outputs);
    run.save({ outputs, imports: [...run.imports] });
    run.options.stacks.saveExports(run.stack);
    return undefined;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return new Failure(error);
  }
}

function evaluateOutputs(run: StackRun, prepared: Prepared): StackOutput[] {
  return prepared.outputs.map((output) => {
    const value = run.evaluate(output.value, prepared.scope);
    if (typeof value === 'object' && value !== null) {
      throw templateFault(`Template format error: Output ${output.key} is malformed. Its value must be a string.`);
    }
    return {
      key: output.key,
      value: String(value),
      ...(output.description === undefined ? {} : { description: output.description }),
      ...(output.exportName === undefined
        ? {}
        : { exportName: String(run.evaluate(output.exportName, prepared.scope)) }),
    };
  });
}

function checkExports(run: StackRun, outputs: readonly StackOutput[]): void {
  const { stacks } = run.options;
  for (const { exportName } of outputs) {
    const owner = exportName === undefined ? undefined : stacks.exports.get(exportName);
    if (owner && owner.stackId !== run.stack.id) {
      throw templateFault(
        `Export with name ${exportName} is already exported by stack ${nameOf(owner.stackId)}. Please use a different name.`,
      );
    }
  }
  for (const old of run.stack.outputs) {
    const { exportName } = old;
    if (exportName === undefined) continue;
    const next = outputs.find((output) => output.exportName === exportName);
    const user = next?.value === old.value ? undefined : userOf(run, exportName);
    if (user)
      throw templateFault(`Export ${exportName} cannot be ${next ? 'updated' : 'deleted'} as it is in use by ${user}`);
  }
}

function exportInUse(run: StackRun): string | undefined {
  for (const { exportName } of run.stack.outputs) {
    const user = exportName === undefined ? undefined : userOf(run, exportName);
    if (user) return `Export ${exportName} cannot be deleted as it is in use by ${user}`;
  }
  return undefined;
}

function userOf(run: StackRun, exportName: string): string | undefined {
  for (const stack of run.options.stacks.active()) {
    if (stack.id !== run.stack.id && stack.imports.includes(exportName)) return stack.name;
  }
  return undefined;
}

function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

async function restore(run: StackRun, old: StackResource): Promise<void> {
  const current = run.stack.resources[old.logicalId];
  if (!current) return void run.resource({ ...old, status: 'UPDATE_COMPLETE' });
  if (current.physicalId !== old.physicalId) {
    // What had never been made is again what failed to be made, or the next update would take it for done.
    run.resource({ ...old, status: old.status === 'CREATE_FAILED' ? 'CREATE_FAILED' : 'UPDATE_COMPLETE' }, old.reason);
    run.save({
      leftovers: run.stack.leftovers.filter(
        (leftover) => leftover.logicalId !== old.logicalId || leftover.physicalId !== old.physicalId,
      ),
    });
    return;
  }
  const touched = current.status === 'UPDATE_FAILED' || current.status === 'UPDATE_IN_PROGRESS';
  if (!touched && changedNames(current.properties, old.properties).length === 0) return;
  await updateInPlace(run, { ...old, attributes: current.attributes }, current.properties, run.type(old.type));
}

function retains(resource: StackResource, when: 'on-create' | 'on-delete'): boolean {
  return (
    resource.deletionPolicy === 'Retain' || (resource.deletionPolicy === 'RetainExceptOnCreate' && when !== 'on-create')
  );
}
