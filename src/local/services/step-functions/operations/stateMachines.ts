import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { validateDefinition } from '../../../../core/asl/validateDefinition.ts';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { machineArn, requireName } from '../arns.ts';
import { requireDefinition } from '../definition/requireDefinition.ts';
import { type Json, sameJson } from '../interpreter/json.ts';
import {
  aliasesOf,
  machinesOf,
  requireMachine,
  resolveMachine,
  type StateMachine,
  versionsOf,
} from '../stateMachineStore.ts';
import { pageSize } from './paging.ts';
import { publish } from './versions.ts';

const logging = z.looseObject({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: z
    .array(z.object({ cloudWatchLogsLogGroup: z.object({ logGroupArn: z.string().optional() }).optional() }))
    .optional(),
});
const tracing = z.object({ enabled: z.boolean().optional() });
const encryption = z.record(z.string(), z.unknown());
export const tagList = z.array(z.object({ key: z.string(), value: z.string() }));
const paging = { maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() };

export function stateMachineOperations(kernel: Kernel): Operations {
  return {
    CreateStateMachine: operation(
      z.object({
        name: z.string(),
        definition: z.string().min(1).max(1_048_576),
        roleArn: z.string().min(1),
        type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
        loggingConfiguration: logging.optional(),
        tracingConfiguration: tracing.optional(),
        encryptionConfiguration: encryption.optional(),
        tags: tagList.optional(),
        publish: z.boolean().optional(),
        versionDescription: z.string().optional(),
      }),
      async (input, call) => {
        requireName(input.name);
        if (!/^arn:[\w-]+:iam::\d*:role\/.+/.test(input.roleArn)) {
          throw new Fault('InvalidArn', `Invalid Role Arn: '${input.roleArn}'`);
        }
        await requireDefinition(input.definition);
        requireLogging(input.loggingConfiguration);
        const now = Date.now();
        const machine: StateMachine = {
          arn: machineArn(call, input.name),
          name: input.name,
          type: input.type,
          definition: input.definition,
          roleArn: input.roleArn,
          revisionId: randomUUID(),
          creationDate: now,
          updateDate: now,
          loggingConfiguration: input.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
          tracingConfiguration: input.tracingConfiguration ?? { enabled: false },
          ...(input.encryptionConfiguration ? { encryptionConfiguration: input.encryptionConfiguration } : {}),
          tags: Object.fromEntries((input.tags ?? []).map(({ key, value }) => [key, value])),
          lastVersion: 0,
        };
        const machines = machinesOf(kernel, call.region);
        if (!machines.insert(machine.arn, machine)) {
          const known = machines.get(machine.arn)!;
          if (!sameMachine(known, machine)) {
            throw new Fault('StateMachineAlreadyExists', `State Machine Already Exists: '${machine.arn}'`);
          }
          return { stateMachineArn: known.arn, creationDate: new Date(known.creationDate) };
        }
        const version = input.publish ? publish(kernel, call.region, machine, input.versionDescription) : undefined;
        return {
          stateMachineArn: machine.arn,
          creationDate: new Date(now),
          ...(version ? { stateMachineVersionArn: version.arn } : {}),
        };
      },
    ),

    UpdateStateMachine: operation(
      z.object({
        stateMachineArn: z.string(),
        definition: z.string().min(1).max(1_048_576).optional(),
        roleArn: z.string().optional(),
        loggingConfiguration: logging.optional(),
        tracingConfiguration: tracing.optional(),
        encryptionConfiguration: encryption.optional(),
        publish: z.boolean().optional(),
        versionDescription: z.string().optional(),
      }),
      async (input, call) => {
        const machine = requireMachine(kernel, call.region, input.stateMachineArn);
        const { stateMachineArn: _, publish: wanted, versionDescription, ...changes } = input;
        if (Object.values(changes).every((each) => each === undefined)) {
          throw new Fault(
            'MissingRequiredParameter',
            'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
          );
        }
        if (input.definition !== undefined) await requireDefinition(input.definition);
        requireLogging(input.loggingConfiguration);
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        const updated: StateMachine = { ...machine, ...given, updateDate: Date.now(), revisionId: randomUUID() };
        machinesOf(kernel, call.region).put(machine.arn, updated);
        const version = wanted ? publish(kernel, call.region, updated, versionDescription) : undefined;
        return {
          updateDate: new Date(updated.updateDate),
          revisionId: updated.revisionId,
          ...(version ? { stateMachineVersionArn: version.arn } : {}),
        };
      },
    ),

    DescribeStateMachine: operation(
      z.object({ stateMachineArn: z.string(), includedData: z.string().optional() }),
      (input, call) => {
        const { machine, versionArn } = resolveMachine(kernel, call.region, input.stateMachineArn);
        return {
          stateMachineArn: versionArn ?? machine.arn,
          name: machine.name,
          status: 'ACTIVE',
          ...(input.includedData === 'METADATA_ONLY' ? {} : { definition: machine.definition }),
          roleArn: machine.roleArn,
          type: machine.type,
          creationDate: new Date(machine.creationDate),
          loggingConfiguration: machine.loggingConfiguration,
          tracingConfiguration: machine.tracingConfiguration,
          encryptionConfiguration: machine.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
          revisionId: machine.revisionId,
        };
      },
    ),

    ListStateMachines: operation(z.object(paging), (input, call) => {
      const page = machinesOf(kernel, call.region).page({
        limit: pageSize(input.maxResults),
        ...(input.nextToken === undefined ? {} : { token: input.nextToken }),
      });
      return {
        stateMachines: page.items.map(({ value }) => ({
          stateMachineArn: value.arn,
          name: value.name,
          type: value.type,
          creationDate: new Date(value.creationDate),
        })),
        ...(page.next === undefined ? {} : { nextToken: page.next }),
      };
    }),

    // As on AWS, deleting a machine that is not there succeeds; its executions stay readable.
    DeleteStateMachine: operation(z.object({ stateMachineArn: z.string() }), (input, call) => {
      kernel.store.transaction(() => {
        machinesOf(kernel, call.region).delete(input.stateMachineArn);
        for (const each of [versionsOf(kernel, call.region), aliasesOf(kernel, call.region)]) {
          for (const { id } of [...each.all(`${input.stateMachineArn}:`)]) each.delete(id);
        }
      });
      return {};
    }),

    ValidateStateMachineDefinition: operation(
      z.object({
        definition: z.string().min(1).max(1_048_576),
        type: z.enum(['STANDARD', 'EXPRESS']).optional(),
        severity: z.enum(['ERROR', 'WARNING']).optional(),
        maxResults: z.number().int().min(0).max(100).optional(),
      }),
      async (input) => {
        const found = await validateDefinition(input.definition);
        const most = input.maxResults || 100;
        return {
          result: found.length === 0 ? 'OK' : 'FAIL',
          diagnostics: found.slice(0, most),
          truncated: found.length > most,
        };
      },
    ),
  };
}

/** AWS wants a log group wherever it is to log. */
function requireLogging(configuration: z.infer<typeof logging> | undefined): void {
  if (!configuration || (configuration.level ?? 'OFF') === 'OFF') return;
  const arn = configuration.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if (!arn) {
    throw new Fault(
      'InvalidLoggingConfiguration',
      "Invalid Logging Configuration: 'Must specify exactly one Log Destination.'",
    );
  }
}

function sameMachine(a: StateMachine, b: StateMachine): boolean {
  const view = (machine: StateMachine) =>
    JSON.parse(
      JSON.stringify([machine.definition, machine.type, machine.loggingConfiguration, machine.tracingConfiguration]),
    ) as Json;
  return sameJson(view(a), view(b));
}
