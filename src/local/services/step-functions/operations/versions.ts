import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { requireName } from '../arns.ts';
import {
  aliasesOf,
  machinesOf,
  requireMachine,
  type StateMachine,
  type Version,
  versionsOf,
} from '../stateMachineStore.ts';
import { pageOfList } from './paging.ts';

/** Publishes a machine as it is; the same revision again is the same version. */
export function publish(
  kernel: Kernel,
  region: string,
  machine: StateMachine,
  description: string | undefined,
): Version {
  const versions = versionsOf(kernel, region);
  const same = [...versions.all(`${machine.arn}:`)].find(
    ({ value }) => value.machine.revisionId === machine.revisionId,
  );
  if (same) return same.value;
  const number = machine.lastVersion + 1;
  const version: Version = {
    arn: `${machine.arn}:${number}`,
    number,
    ...(description === undefined ? {} : { description }),
    creationDate: Date.now(),
    machine,
  };
  kernel.store.transaction(() => {
    versions.put(version.arn, version);
    machinesOf(kernel, region).put(machine.arn, { ...machine, lastVersion: number });
  });
  return version;
}

const routing = z
  .array(z.object({ stateMachineVersionArn: z.string(), weight: z.number().int().min(0).max(100) }))
  .min(1)
  .max(2);
const paging = { maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() };

export function versionOperations(kernel: Kernel): Operations {
  const requireAlias = (region: string, arn: string) => {
    const alias = aliasesOf(kernel, region).get(arn);
    if (!alias) throw new Fault('ResourceNotFound', `Resource Not Found: '${arn}'`);
    return alias;
  };

  return {
    PublishStateMachineVersion: operation(
      z.object({ stateMachineArn: z.string(), revisionId: z.string().optional(), description: z.string().optional() }),
      (input, call) => {
        const machine = requireMachine(kernel, call.region, input.stateMachineArn);
        if (input.revisionId !== undefined && input.revisionId !== machine.revisionId) {
          throw new Fault(
            'ConflictException',
            `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${machine.revisionId}.`,
          );
        }
        const version = publish(kernel, call.region, machine, input.description);
        return { stateMachineVersionArn: version.arn, creationDate: new Date(version.creationDate) };
      },
    ),

    ListStateMachineVersions: operation(z.object({ stateMachineArn: z.string(), ...paging }), (input, call) => {
      requireMachine(kernel, call.region, input.stateMachineArn);
      const all = [...versionsOf(kernel, call.region).all(`${input.stateMachineArn}:`)].map(({ value }) => value);
      all.sort((a, b) => b.number - a.number);
      const { items, nextToken } = pageOfList(all, input);
      return {
        stateMachineVersions: items.map((each) => ({
          stateMachineVersionArn: each.arn,
          creationDate: new Date(each.creationDate),
        })),
        nextToken,
      };
    }),

    DeleteStateMachineVersion: operation(z.object({ stateMachineVersionArn: z.string() }), (input, call) => {
      const arn = input.stateMachineVersionArn;
      for (const { value } of aliasesOf(kernel, call.region).all(arn.replace(/\d+$/, ''))) {
        if (value.routing.some((each) => each.stateMachineVersionArn === arn)) {
          throw new Fault(
            'ConflictException',
            `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${value.name}]`,
          );
        }
      }
      versionsOf(kernel, call.region).delete(arn);
      return {};
    }),

    CreateStateMachineAlias: operation(
      z.object({ name: z.string(), description: z.string().optional(), routingConfiguration: routing }),
      (input, call) => {
        requireName(input.name);
        const now = Date.now();
        const of = input.routingConfiguration[0]!.stateMachineVersionArn.replace(/:\d+$/, '');
        requireRouting(kernel, call.region, input.routingConfiguration);
        const arn = `${of}:${input.name}`;
        const alias = {
          arn,
          name: input.name,
          ...(input.description === undefined ? {} : { description: input.description }),
          routing: input.routingConfiguration,
          creationDate: now,
          updateDate: now,
        };
        if (!aliasesOf(kernel, call.region).insert(arn, alias)) {
          throw new Fault(
            'ConflictException',
            `Failed to create alias because an alias with the same name and a different routing configuration already exists.`,
          );
        }
        return { stateMachineAliasArn: arn, creationDate: new Date(now) };
      },
    ),

    UpdateStateMachineAlias: operation(
      z.object({
        stateMachineAliasArn: z.string(),
        description: z.string().optional(),
        routingConfiguration: routing.optional(),
      }),
      (input, call) => {
        const alias = requireAlias(call.region, input.stateMachineAliasArn);
        if (input.routingConfiguration) requireRouting(kernel, call.region, input.routingConfiguration);
        const updateDate = Date.now();
        aliasesOf(kernel, call.region).put(alias.arn, {
          ...alias,
          ...(input.description === undefined ? {} : { description: input.description }),
          ...(input.routingConfiguration ? { routing: input.routingConfiguration } : {}),
          updateDate,
        });
        return { updateDate: new Date(updateDate) };
      },
    ),

    DescribeStateMachineAlias: operation(z.object({ stateMachineAliasArn: z.string() }), (input, call) => {
      const alias = requireAlias(call.region, input.stateMachineAliasArn);
      return {
        stateMachineAliasArn: alias.arn,
        name: alias.name,
        description: alias.description,
        routingConfiguration: alias.routing,
        creationDate: new Date(alias.creationDate),
        updateDate: new Date(alias.updateDate),
      };
    }),

    ListStateMachineAliases: operation(z.object({ stateMachineArn: z.string(), ...paging }), (input, call) => {
      const machine = requireMachine(kernel, call.region, input.stateMachineArn);
      const all = [...aliasesOf(kernel, call.region).all(`${machine.arn}:`)].map(({ value }) => value);
      const { items, nextToken } = pageOfList(all, input);
      return {
        stateMachineAliases: items.map((each) => ({
          stateMachineAliasArn: each.arn,
          creationDate: new Date(each.creationDate),
        })),
        nextToken,
      };
    }),

    DeleteStateMachineAlias: operation(z.object({ stateMachineAliasArn: z.string() }), (input, call) => {
      requireAlias(call.region, input.stateMachineAliasArn);
      aliasesOf(kernel, call.region).delete(input.stateMachineAliasArn);
      return {};
    }),
  };
}

function requireRouting(kernel: Kernel, region: string, routes: z.infer<typeof routing>): void {
  if (routes.reduce((sum, each) => sum + each.weight, 0) !== 100) {
    throw new Fault('ValidationException', 'The sum of all weights in the routing configuration must be 100.');
  }
  for (const { stateMachineVersionArn } of routes) {
    if (!versionsOf(kernel, region).get(stateMachineVersionArn)) {
      throw new Fault('ResourceNotFound', `Resource Not Found: '${stateMachineVersionArn}'`);
    }
  }
}
