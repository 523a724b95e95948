import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { createStack, rollBackUpdate, updateStack } from '../engine/deploy.ts';
import { planChanges } from '../engine/plan.ts';
import { resourceTypes } from '../resources/resourceTypes.ts';
import { isInProgress, isUpdatable, type OnFailure, type Stack } from '../stack.ts';
import type { StackService, Submitted } from '../stackService.ts';
import { flag, listOf, newStackName, stackName, stackSettings } from './inputs.ts';

const onFailure = z.enum(['ROLLBACK', 'DELETE', 'DO_NOTHING']);

/** What makes, changes and deletes stacks. */
export function stackOperations(service: StackService): Operations {
  return {
    CreateStack: operation(
      z.object({
        ...stackSettings,
        StackName: newStackName,
        DisableRollback: flag.optional(),
        OnFailure: onFailure.optional(),
        EnableTerminationProtection: flag.optional(),
      }),
      async (input, call) => {
        const stacks = service.stacks(call.region);
        if (stacks.find(input.StackName)) {
          throw new Fault('AlreadyExistsException', `Stack [${input.StackName}] already exists`);
        }
        if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
          throw new Fault('ValidationError', 'You can specify either DisableRollback or OnFailure, but not both.');
        }
        const id = service.newStackId(call.region, input.StackName);
        const { source, prepared } = await service.submit(input, { id, name: input.StackName }, call);
        const stack = newStack(id, input.StackName, source, {
          onFailure: input.OnFailure ?? (input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK'),
          terminationProtection: input.EnableTerminationProtection ?? false,
        });
        stacks.insert(stack);
        const run = service.run(stack, call.region);
        run.status('CREATE_IN_PROGRESS', 'User Initiated');
        service.background(run, (each) => createStack(each, prepared));
        return { StackId: id };
      },
      'ValidationError',
    ),

    UpdateStack: operation(
      z.object({ ...stackSettings, StackName: stackName, DisableRollback: flag.optional() }),
      async (input, call) => {
        const stack = service.stacks(call.region).require(input.StackName);
        refuseUnlessUpdatable(stack);
        const submitted = await service.submit(input, { id: stack.id, name: stack.name, stack }, call);
        if (!changesAnything(service, stack, submitted, call.region)) {
          throw new Fault('ValidationError', 'No updates are to be performed.');
        }
        startUpdate(service, stack, submitted, call.region, input.DisableRollback ?? false);
        return { StackId: stack.id };
      },
      'ValidationError',
    ),

    DeleteStack: operation(
      z.object({ StackName: stackName, RetainResources: listOf(z.string()), DeletionMode: z.string().optional() }),
      (input, call) => {
        const stack = service.stacks(call.region).find(input.StackName);
        // Deleting what is not there is done already.
        if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return undefined;
        if (stack.terminationProtection) {
          throw new Fault(
            'ValidationError',
            `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
          );
        }
        if (isInProgress(stack.status)) {
          throw new Fault('ValidationError', `Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
        }
        if (input.RetainResources.length > 0 && stack.status !== 'DELETE_FAILED') {
          throw new Fault(
            'ValidationError',
            `Invalid operation on stack [${stack.name}]. Specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
          );
        }
        service.remove(stack, call.region, input.RetainResources);
        return undefined;
      },
      'ValidationError',
    ),

    ContinueUpdateRollback: operation(
      z.object({ StackName: stackName }),
      (input, call) => {
        const stack = service.stacks(call.region).require(input.StackName);
        if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
          throw new Fault(
            'ValidationError',
            `Stack:${stack.id} is in ${stack.status} state and can not be continued rollback.`,
          );
        }
        rollBack(service, stack, call.region);
        return undefined;
      },
      'ValidationError',
    ),

    RollbackStack: operation(
      z.object({ StackName: stackName }),
      (input, call) => {
        const stack = service.stacks(call.region).require(input.StackName);
        if (stack.status !== 'UPDATE_FAILED') {
          throw new Fault(
            'ValidationError',
            `Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`,
          );
        }
        rollBack(service, stack, call.region);
        return { StackId: stack.id };
      },
      'ValidationError',
    ),

    UpdateTerminationProtection: operation(
      z.object({ StackName: stackName, EnableTerminationProtection: flag }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        const stack = stacks.require(input.StackName);
        stacks.save({ ...stack, terminationProtection: input.EnableTerminationProtection });
        return { StackId: stack.id };
      },
      'ValidationError',
    ),
  };
}

export function newStack(
  id: string,
  name: string,
  source: Stack['source'],
  options: { onFailure: OnFailure; terminationProtection: boolean },
): Stack {
  return {
    id,
    name,
    status: 'REVIEW_IN_PROGRESS',
    created: new Date().toISOString(),
    source,
    onFailure: options.onFailure,
    disableRollback: options.onFailure === 'DO_NOTHING',
    terminationProtection: options.terminationProtection,
    resources: {},
    outputs: [],
    imports: [],
    leftovers: [],
  };
}

/** @throws Fault ValidationError `Stack:… is in ROLLBACK_COMPLETE state and can not be updated.` */
export function refuseUnlessUpdatable(stack: Stack): void {
  if (isUpdatable(stack.status)) return;
  throw new Fault('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

export function changesAnything(
  service: StackService,
  stack: Stack,
  { source, prepared }: Submitted,
  region: string,
): boolean {
  const plan = planChanges(prepared, stack, resourceTypes, (name) => service.run(stack, region).importValue(name));
  const tags = JSON.stringify(source.tags) !== JSON.stringify(stack.source.tags);
  // What failed is worth another try with the same template.
  return plan.changes.length > 0 || plan.changesElse || tags || stack.status.endsWith('_FAILED');
}

/** Keeps what the stack is, so that a failure finds the way back, and begins. */
export function startUpdate(
  service: StackService,
  stack: Stack,
  { source, prepared }: Submitted,
  region: string,
  disableRollback: boolean,
  changes: Partial<Stack> = {},
): void {
  const run = service.run(stack, region);
  const { source: oldSource, resources, outputs, imports } = stack;
  // After a failure that was left as it is, the way back leads to the state before that failure.
  const before = stack.before ?? { source: oldSource, resources, outputs, imports };
  run.status('UPDATE_IN_PROGRESS', 'User Initiated', {
    ...changes,
    source,
    before,
    disableRollback,
    updated: new Date().toISOString(),
  });
  service.background(run, (each) => updateStack(each, prepared));
}

function rollBack(service: StackService, stack: Stack, region: string): void {
  const run = service.run(stack, region);
  run.status('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
  service.background(run, rollBackUpdate);
}
