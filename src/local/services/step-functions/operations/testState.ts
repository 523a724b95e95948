/** One state tried on its own: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Fault, validationFault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { executionArn, machineArn } from '../arns.ts';
import { requireDefinition } from '../definition/requireDefinition.ts';
import { createHost } from '../executionHost.ts';
import type { ExecutionRunner } from '../executionRunner.ts';
import { type Execution, memoryFrames } from '../executionStore.ts';
import type { Machine, State } from '../interpreter/asl.ts';
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { outermostScope, type Visit, visitState } from '../interpreter/runMachine.ts';
import { StatesError } from '../interpreter/statesError.ts';

/** AWS gives a state that is tried five minutes. */
const longestMs = 300_000;

const testInput = z.object({
  definition: z.string().min(1).max(1_048_576),
  roleArn: z.string().optional(),
  input: z.string().max(262_144).default('{}'),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  variables: z.string().optional(),
  stateName: z.string().max(80).optional(),
  mock: z
    .object({
      result: z.string().optional(),
      errorOutput: z.object({ error: z.string().optional(), cause: z.string().optional() }).optional(),
    })
    .optional(),
  context: z.string().optional(),
  stateConfiguration: z.object({ retrierRetryCount: z.number().int().min(0).optional() }).optional(),
});
type TestInput = z.infer<typeof testInput>;

interface TestedEvent {
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export function testStateOperations(runner: ExecutionRunner): Operations {
  return {
    TestState: operation(testInput, async (input, call) => {
      const { machine, name } = await testedMachine(input);
      const state = machine.States[name]!;
      if ((state.Type === 'Map' || state.Type === 'Parallel') && !input.mock) {
        throw validationFault(`A state of type '${state.Type}' can be tested with a mock only.`);
      }
      if (input.context !== undefined && !input.mock) {
        throw validationFault('context may be given together with a mock only.');
      }
      const events: TestedEvent[] = [];
      const host = hostOf(runner, input, call, events);
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(longestMs)]);
      const scope = outermostScope(host, machine.QueryLanguage ?? 'JSONPath', signal);
      scope.variables = objectOf(input.variables, 'variables');
      const retries = input.stateConfiguration?.retrierRetryCount ?? 0;
      const visit = await visitState(scope, name, state, parsed(input.input, 'input'), retries, mockOf(input));
      return answer(visit, input.inspectionLevel === 'INFO' ? undefined : inspected(visit, input, events, state));
    }),
  };
}

/** The state with whatever it leads to: of a state on its own, stand-ins. */
async function testedMachine({ definition, stateName }: TestInput): Promise<{ machine: Machine; name: string }> {
  const given = parsed(definition, 'definition');
  if (!isObject(given)) throw new Fault('InvalidDefinition', "Invalid State Machine Definition: 'Not a JSON object'");
  if (isObject(given.States)) {
    const machine = await requireDefinition(definition);
    const name = stateName ?? machine.StartAt;
    if (!Object.hasOwn(machine.States, name)) throw validationFault(`There is no state '${name}' in the definition.`);
    return { machine, name };
  }
  const name = stateName ?? 'Tested';
  const state = given as unknown as State;
  const choices = Array.isArray(state.Choices) ? state.Choices : [];
  const catchers = Array.isArray(state.Catch) ? state.Catch : [];
  const next = [state.Next, state.Default, ...choices.map((each) => each.Next), ...catchers.map((each) => each.Next)];
  const targets = next.filter((each): each is string => typeof each === 'string' && each !== name);
  const stands = Object.fromEntries(targets.map((target) => [target, { Type: 'Succeed' }]));
  return {
    machine: await requireDefinition(JSON.stringify({ StartAt: name, States: { [name]: given, ...stands } })),
    name,
  };
}

function hostOf(runner: ExecutionRunner, input: TestInput, call: Call, events: TestedEvent[]) {
  const name = randomUUID();
  const execution: Execution = {
    arn: executionArn(call, 'TestState', name),
    region: call.region,
    accountId: call.accountId,
    machineArn: machineArn(call, 'TestState'),
    machineName: 'TestState',
    type: 'EXPRESS',
    name,
    status: 'RUNNING',
    startDate: Date.now(),
    input: input.input,
    roleArn: input.roleArn ?? '',
    revisionId: '',
    definitionId: '',
    redriveCount: 0,
  };
  const host = createHost(runner, execution, memoryFrames(), (type, _, details) => events.push({ type, details }));
  return input.context === undefined ? host : { ...host, context: objectOf(input.context, 'context') };
}

function mockOf({ mock }: TestInput): (() => Json) | undefined {
  if (!mock) return undefined;
  if ((mock.result === undefined) === (mock.errorOutput === undefined)) {
    throw validationFault('A mock has either a result or an errorOutput.');
  }
  const { result, errorOutput } = mock;
  if (result !== undefined) {
    const value = parsed(result, 'mock.result');
    return () => value;
  }
  return () => {
    throw new StatesError(errorOutput?.error ?? '', errorOutput?.cause ?? '');
  };
}

function answer(visit: Visit, inspectionData: Record<string, unknown> | undefined): Record<string, unknown> {
  const { status, outcome, error } = visit;
  return {
    status,
    ...(outcome ? { output: JSON.stringify(outcome.output) } : {}),
    ...(outcome?.next === undefined ? {} : { nextState: outcome.next }),
    ...(error ? { error: error.error, cause: error.errorCause } : {}),
    ...(inspectionData ? { inspectionData } : {}),
  };
}

/** What the state was given, what it made of that, and what came back. */
function inspected(
  visit: Visit,
  input: TestInput,
  events: readonly TestedEvent[],
  state: State,
): Record<string, unknown> {
  const detail = (suffix: string, member: string) =>
    events.find(({ type }) => type.endsWith(suffix))?.details?.[member] as string | undefined;
  const payload = detail('Scheduled', 'parameters') ?? detail('Scheduled', 'input');
  const result = input.mock?.result ?? detail('Succeeded', 'output');
  const { retryIndex, retryAfterMs, catchIndex } = visit;
  return {
    input: input.input,
    ...(payload === undefined
      ? {}
      : { [state.Arguments === undefined ? 'afterParameters' : 'afterArguments']: payload }),
    ...(result === undefined ? {} : { result }),
    ...(visit.outcome?.assigned ? { variables: JSON.stringify(visit.outcome.assigned) } : {}),
    ...(visit.error
      ? {
          errorDetails: {
            ...(catchIndex === undefined ? {} : { catchIndex }),
            ...(retryIndex === undefined ? {} : { retryIndex }),
            ...(retryAfterMs === undefined ? {} : { retryBackoffIntervalSeconds: Math.round(retryAfterMs / 1000) }),
          },
        }
      : {}),
  };
}

function parsed(text: string, member: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (member === 'input') {
      throw new Fault('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
    }
    if (member === 'definition') {
      throw new Fault('InvalidDefinition', `Invalid State Machine Definition: '${(error as Error).message}'`);
    }
    throw validationFault(`${member} is no JSON: ${(error as Error).message}`);
  }
}

function objectOf(text: string | undefined, member: string): JsonObject {
  const value = text === undefined ? {} : parsed(text, member);
  if (!isObject(value)) throw validationFault(`${member} must be a JSON object.`);
  return value;
}
