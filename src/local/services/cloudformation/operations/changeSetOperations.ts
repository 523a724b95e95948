import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import type { ChangeSet, ResourceChange } from '../changeSet.ts';
import { createStack } from '../engine/deploy.ts';
import { planChanges } from '../engine/plan.ts';
import { resourceTypes } from '../resources/resourceTypes.ts';
import type { OnFailure, Stack } from '../stack.ts';
import type { StackService } from '../stackService.ts';
import type { StackStore } from '../stackStore.ts';
import { shownParameters } from './describe.ts';
import { flag, nextToken, stackName, stackSettings } from './inputs.ts';
import { page } from './paging.ts';
import { newStack, refuseUnlessUpdatable, startUpdate } from './stackOperations.ts';

const changeSetName = z.string().min(1);
const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export function changeSetOperations(service: StackService): Operations {
  const find = (input: { ChangeSetName: string; StackName?: string | undefined }, region: string): ChangeSet => {
    const stacks = service.stacks(region);
    const found = input.ChangeSetName.startsWith('arn:')
      ? stacks.changeSets.get(input.ChangeSetName)
      : byName(stacks, stacks.find(input.StackName ?? '')?.id, input.ChangeSetName);
    if (!found) throw new Fault('ChangeSetNotFound', `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
    return found;
  };

  return {
    CreateChangeSet: operation(
      z.object({
        ...stackSettings,
        StackName: stackName,
        ChangeSetName: z.string().regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, 'changeSetName is not valid'),
        ChangeSetType: z.enum(['CREATE', 'UPDATE', 'IMPORT']).default('UPDATE'),
        Description: z.string().optional(),
        OnStackFailure: z.enum(['DO_NOTHING', 'ROLLBACK', 'DELETE']).optional(),
        IncludeNestedStacks: flag.optional(),
      }),
      async (input, call) => {
        if (input.ChangeSetType === 'IMPORT') {
          throw new Fault('ValidationError', 'The local endpoint does not import resources into stacks.');
        }
        const stacks = service.stacks(call.region);
        const existing = stacks.find(input.StackName);
        const creates = input.ChangeSetType === 'CREATE';
        const reviewed = existing?.status === 'REVIEW_IN_PROGRESS';
        if (creates && existing && !reviewed) {
          throw new Fault(
            'ValidationError',
            `Stack [${existing.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
          );
        }
        if (!creates && (!existing || reviewed)) {
          throw new Fault('ValidationError', `Stack [${input.StackName}] does not exist`);
        }
        if (existing && !creates) refuseUnlessUpdatable(existing);
        if (byName(stacks, existing?.id, input.ChangeSetName)) {
          throw new Fault('AlreadyExistsException', `ChangeSet [${input.ChangeSetName}] already exists`);
        }

        const id = existing?.id ?? service.newStackId(call.region, input.StackName);
        const identity = { id, name: existing?.name ?? input.StackName, stack: creates ? undefined : existing };
        const { source, prepared } = await service.submit(input, identity, call);
        const stack =
          existing ??
          newStack(id, input.StackName, source, {
            onFailure: (input.OnStackFailure ?? 'ROLLBACK') as OnFailure,
            terminationProtection: false,
          });
        if (!existing) {
          stacks.insert(stack);
          service.run(stack, call.region).status('REVIEW_IN_PROGRESS', 'User Initiated');
        }
        const plan = planChanges(prepared, stack, resourceTypes, (name) =>
          service.run(stack, call.region).importValue(name),
        );
        const tags = JSON.stringify(source.tags) !== JSON.stringify(stack.source.tags);
        const empty =
          !creates && plan.changes.length === 0 && !plan.changesElse && !tags && !stack.status.endsWith('_FAILED');
        const uuid = randomUUID();
        const changeSet: ChangeSet = {
          id: `arn:aws:cloudformation:${call.region}:${call.accountId}:changeSet/${input.ChangeSetName}/${uuid}`,
          name: input.ChangeSetName,
          type: input.ChangeSetType,
          stackId: id,
          stackName: stack.name,
          ...(input.Description === undefined ? {} : { description: input.Description }),
          status: empty ? 'FAILED' : 'CREATE_COMPLETE',
          ...(empty ? { reason: noChanges } : {}),
          execution: empty ? 'UNAVAILABLE' : 'AVAILABLE',
          created: new Date().toISOString(),
          source,
          given: input.Parameters,
          changes: plan.changes,
          ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
        };
        stacks.changeSets.put(changeSet.id, changeSet);
        return { Id: changeSet.id, StackId: id };
      },
      'ValidationError',
    ),

    DescribeChangeSet: operation(
      z.object({ ChangeSetName: changeSetName, StackName: stackName.optional(), NextToken: nextToken }),
      (input, call) => {
        const changeSet = find(input, call.region);
        const changes = page(changeSet.changes, input.NextToken, 100);
        return {
          ...summary(changeSet),
          Parameters: shownParameters(changeSet.source),
          NotificationARNs: changeSet.source.notificationArns,
          Capabilities: changeSet.source.capabilities,
          Tags: changeSet.source.tags,
          RollbackConfiguration: {},
          OnStackFailure: changeSet.onStackFailure,
          Changes: changes.items.map((ResourceChange: ResourceChange) => ({
            Type: 'Resource',
            ResourceChange: {
              ...ResourceChange,
              Scope: ResourceChange.Scope ?? [],
              Details: ResourceChange.Details ?? [],
            },
          })),
          NextToken: changes.next,
        };
      },
      'ValidationError',
    ),

    ListChangeSets: operation(
      z.object({ StackName: stackName, NextToken: nextToken }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        const stack = stacks.require(input.StackName);
        const all = [...stacks.changeSets.all()]
          .map((entry) => entry.value)
          .filter((each) => each.stackId === stack.id);
        const { items, next } = page(all, input.NextToken, 100);
        return { Summaries: items.map(summary), NextToken: next };
      },
      'ValidationError',
    ),

    DeleteChangeSet: operation(
      z.object({ ChangeSetName: changeSetName, StackName: stackName.optional() }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        const known = input.ChangeSetName.startsWith('arn:')
          ? stacks.changeSets.get(input.ChangeSetName)
          : byName(stacks, stacks.require(input.StackName ?? '').id, input.ChangeSetName);
        if (known) stacks.changeSets.delete(known.id);
        return {};
      },
      'ValidationError',
    ),

    ExecuteChangeSet: operation(
      z.object({
        ChangeSetName: changeSetName,
        StackName: stackName.optional(),
        DisableRollback: flag.optional(),
      }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        const changeSet = find(input, call.region);
        if (changeSet.execution !== 'AVAILABLE') {
          const shown = changeSet.status === 'FAILED' ? changeSet.status : changeSet.execution;
          throw new Fault(
            'InvalidChangeSetStatus',
            `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${shown}]`,
          );
        }
        const stack = stacks.require(changeSet.stackId);
        if (changeSet.type === 'UPDATE') refuseUnlessUpdatable(stack);
        execute(service, stack, changeSet, call.region, input.DisableRollback ?? false);
        // One change set is one step from a known state: the others no longer fit.
        for (const { id, value } of [...stacks.changeSets.all()]) {
          if (value.stackId !== stack.id || value.execution !== 'AVAILABLE') continue;
          const execution = id === changeSet.id ? 'EXECUTE_COMPLETE' : 'OBSOLETE';
          stacks.changeSets.put(id, { ...value, execution });
        }
        return {};
      },
      'ValidationError',
    ),
  };
}

function execute(
  service: StackService,
  stack: Stack,
  changeSet: ChangeSet,
  region: string,
  disableRollback: boolean,
): void {
  const { source } = changeSet;
  const prepared = service.prepareAgain({ ...stack, source }, region);
  if (changeSet.type === 'UPDATE') {
    const submitted = { source, prepared };
    startUpdate(service, stack, submitted, region, disableRollback || changeSet.onStackFailure === 'DO_NOTHING', {
      changeSetId: changeSet.id,
    });
    return;
  }
  const run = service.run(stack, region);
  const onFailure = disableRollback ? 'DO_NOTHING' : ((changeSet.onStackFailure ?? 'ROLLBACK') as OnFailure);
  run.status('CREATE_IN_PROGRESS', 'User Initiated', {
    source,
    changeSetId: changeSet.id,
    onFailure,
    disableRollback: onFailure === 'DO_NOTHING',
  });
  service.background(run, (each) => createStack(each, prepared));
}

function byName(stacks: StackStore, stackId: string | undefined, name: string): ChangeSet | undefined {
  for (const { value } of stacks.changeSets.all()) if (value.stackId === stackId && value.name === name) return value;
  return undefined;
}

function summary(changeSet: ChangeSet) {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: new Date(changeSet.created),
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    IncludeNestedStacks: false,
  };
}
