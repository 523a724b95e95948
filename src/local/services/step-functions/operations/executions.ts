import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { isIndex, writePageToken } from '../../../server/pageToken.ts';
import { executionArn, expressArn, requireName, splitMachineArn } from '../arns.ts';
import type { ExecutionRunner } from '../executionRunner.ts';
import type { Execution } from '../executionStore.ts';
import { historyEventShape } from '../history.ts';
import { type Json, sameJson } from '../interpreter/json.ts';
import { requireMachine, resolveMachine } from '../stateMachineStore.ts';
import { redriveOf } from '../statusEvents.ts';
import { executionShape, syncShape } from './executionShapes.ts';
import { pageSize, readToken } from './paging.ts';

const start = z.object({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().max(262_144).optional(),
  traceHeader: z.string().optional(),
});

export function executionOperations(runner: ExecutionRunner): Operations {
  const { store, kernel } = runner;

  const require = (arn: string): Execution => {
    const execution = store.get(arn) ?? runner.liveExecution(arn);
    if (!execution) throw noExecution(arn);
    return execution;
  };

  return {
    StartExecution: operation(start, (input, call) => {
      const execution = newExecution(runner, input, call);
      const known = store.get(execution.arn);
      if (known) {
        const again = known.status === 'RUNNING' && sameInput(known.input, execution.input);
        if (!again) throw new Fault('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);
        return { executionArn: known.arn, startDate: new Date(known.startDate) };
      }
      settle(runner, execution);
      return { executionArn: execution.arn, startDate: new Date(execution.startDate) };
    }),

    StartSyncExecution: operation(start, async (input, call) => {
      const execution = newExecution(runner, input, call);
      if (execution.type !== 'EXPRESS') {
        throw new Fault(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        );
      }
      return syncShape(await runner.run(execution));
    }),

    DescribeExecution: operation(z.object({ executionArn: z.string(), includedData: z.string().optional() }), (input) =>
      executionShape(require(input.executionArn), input.includedData !== 'METADATA_ONLY'),
    ),

    DescribeStateMachineForExecution: operation(z.object({ executionArn: z.string() }), (input) => {
      const execution = require(input.executionArn);
      return {
        stateMachineArn: execution.machineArn,
        name: execution.machineName,
        definition: store.definition(execution.definitionId),
        roleArn: execution.roleArn,
        updateDate: new Date(execution.startDate),
        revisionId: execution.revisionId,
        loggingConfiguration: execution.logging,
        ...(execution.mapRunArn
          ? { mapRunArn: execution.mapRunArn, label: execution.machineArn.split('/').at(-1) }
          : {}),
      };
    }),

    ListExecutions: operation(
      z.object({
        stateMachineArn: z.string().optional(),
        mapRunArn: z.string().optional(),
        statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
        redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
        maxResults: z.number().int().min(0).max(1000).optional(),
        nextToken: z.string().optional(),
      }),
      (input, call) => {
        const of = input.mapRunArn ?? input.stateMachineArn;
        if (of === undefined)
          throw new Fault('ValidationException', 'One of stateMachineArn and mapRunArn is required.');
        if (!input.mapRunArn) {
          if (requireMachine(kernel, call.region, of).type === 'EXPRESS') {
            throw new Fault(
              'StateMachineTypeNotSupported',
              'This operation is not supported by this type of state machine',
            );
          }
        }
        const { machine, qualifier } = input.mapRunArn ? { machine: of, qualifier: undefined } : splitMachineArn(of);
        const size = pageSize(input.maxResults);
        const after = readToken(input.nextToken, isPlace);
        const found = store.list({
          column: input.mapRunArn ? 'map_run_arn' : 'machine_arn',
          value: machine,
          limit: size + 1,
          ...(qualifier === undefined
            ? {}
            : { startedBy: { member: /^\d+$/.test(qualifier) ? 'versionArn' : 'aliasArn', arn: of } as const }),
          ...(input.statusFilter ? { status: input.statusFilter } : {}),
          ...(input.redriveFilter ? { redriven: input.redriveFilter === 'REDRIVEN' } : {}),
          ...(after ? { after } : {}),
        });
        const page = found.slice(0, size);
        const last = page.at(-1);
        return {
          executions: page.map((each) => ({
            executionArn: each.arn,
            stateMachineArn: each.machineArn,
            name: each.name,
            status: each.status,
            startDate: new Date(each.startDate),
            ...(each.stopDate === undefined ? {} : { stopDate: new Date(each.stopDate) }),
            ...(each.mapRunArn ? { mapRunArn: each.mapRunArn, itemCount: each.itemCount } : {}),
            ...(each.versionArn ? { stateMachineVersionArn: each.versionArn } : {}),
            ...(each.aliasArn ? { stateMachineAliasArn: each.aliasArn } : {}),
            redriveCount: each.redriveCount,
            ...(each.redriveDate === undefined ? {} : { redriveDate: new Date(each.redriveDate) }),
          })),
          ...(found.length > size && last
            ? { nextToken: writePageToken({ start: last.startDate, arn: last.arn }) }
            : {}),
        };
      },
    ),

    StopExecution: operation(
      z.object({
        executionArn: z.string(),
        error: z.string().max(256).optional(),
        cause: z.string().max(32_768).optional(),
      }),
      (input) => {
        const execution = require(input.executionArn);
        if (execution.type === 'EXPRESS') {
          throw new Fault(
            'StateMachineTypeNotSupported',
            'This operation is not supported by this type of state machine',
          );
        }
        const stopped = runner.stop(input.executionArn, input.error, input.cause);
        return { stopDate: new Date((stopped ?? execution).stopDate ?? Date.now()) };
      },
    ),

    GetExecutionHistory: operation(
      z.object({
        executionArn: z.string(),
        reverseOrder: z.boolean().optional(),
        includeExecutionData: z.boolean().optional(),
        maxResults: z.number().int().min(0).max(1000).optional(),
        nextToken: z.string().optional(),
      }),
      (input) => {
        const execution = require(input.executionArn);
        if (execution.type === 'EXPRESS') throw noExecution(input.executionArn);
        const size = pageSize(input.maxResults);
        const found = store.events(input.executionArn, {
          after: readToken(input.nextToken, isIndex),
          reverse: input.reverseOrder ?? false,
          limit: size + 1,
        });
        const page = found.slice(0, size);
        return {
          events: page.map((event) => historyEventShape(event, input.includeExecutionData ?? true)),
          ...(found.length > size ? { nextToken: writePageToken(page.at(-1)?.id) } : {}),
        };
      },
    ),

    RedriveExecution: operation(z.object({ executionArn: z.string(), clientToken: z.string().optional() }), (input) => {
      const execution = require(input.executionArn);
      const { redriveStatus, redriveStatusReason } = redriveOf(execution);
      if (redriveStatus !== 'REDRIVABLE') {
        const why = redriveStatusReason ?? 'Execution is redrivable by its map run only';
        throw new Fault('ExecutionNotRedrivable', `Execution Not Redrivable: '${why}'`);
      }
      const redriveDate = Date.now();
      const { stopDate: _, output: __, error: ___, cause: ____, ...rest } = execution;
      settle(runner, { ...rest, status: 'RUNNING', redriveCount: execution.redriveCount + 1, redriveDate });
      return { redriveDate: new Date(redriveDate) };
    }),
  };
}

/** Runs on its own: whoever started it does not wait. */
function settle(runner: ExecutionRunner, execution: Execution): void {
  runner.run(execution).catch((error: unknown) => {
    runner.kernel.log.error(`the execution ${execution.arn} broke off`, error);
  });
}

function newExecution(runner: ExecutionRunner, input: z.infer<typeof start>, call: Call): Execution {
  const { machine, versionArn, aliasArn } = resolveMachine(runner.kernel, call.region, input.stateMachineArn);
  const name = input.name === undefined ? randomUUID() : requireName(input.name);
  const text = input.input ?? '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Fault('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
  return {
    arn:
      machine.type === 'EXPRESS'
        ? expressArn(call, machine.name, name, randomUUID())
        : executionArn(call, machine.name, name),
    region: call.region,
    accountId: call.accountId,
    machineArn: machine.arn,
    machineName: machine.name,
    type: machine.type,
    name,
    status: 'RUNNING',
    startDate: Date.now(),
    input: text,
    roleArn: machine.roleArn,
    revisionId: machine.revisionId,
    definitionId: runner.store.keepDefinition(machine.definition),
    redriveCount: 0,
    logging: machine.loggingConfiguration,
    ...(versionArn ? { versionArn } : {}),
    ...(aliasArn ? { aliasArn } : {}),
    ...(input.traceHeader ? { traceHeader: input.traceHeader } : {}),
  };
}

function sameInput(a: string, b: string): boolean {
  return sameJson(JSON.parse(a) as Json, JSON.parse(b) as Json);
}

function noExecution(arn: string): Fault {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:(execution|express):/.test(arn)) {
    return new Fault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  }
  return new Fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

/** Executions are listed newest first; those of one moment by their ARN. */
function isPlace(place: unknown): place is { readonly start: number; readonly arn: string } {
  const { start, arn } = (place ?? {}) as { readonly start?: unknown; readonly arn?: unknown };
  return typeof start === 'number' && typeof arn === 'string';
}
