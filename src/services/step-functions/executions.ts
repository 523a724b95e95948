/** Executions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html. */
import { randomUUID } from 'node:crypto';
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import {
  isFinal,
  type Run,
  type RunGraph,
  type RunId,
  type RunRef,
  type RunState,
  type Step,
  type StepState,
} from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { withLastRun } from '../../platform/runs/lastState.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';
import { aslGraph } from './aslGraph.ts';
import { stepsOfHistory } from './historySteps.ts';
import { historyReader } from './readHistory.ts';

const states: Readonly<Record<string, RunState>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'queued',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'stopped',
};

function refOf(machineArn: string, executionArn: string): RunRef {
  return {
    service: 'step-functions',
    id: executionArn as RunId,
    of: { kind: 'step-functions.machine', path: [machineArn] },
  };
}

/**
 * Starts an execution. Its name makes the start idempotent: sent twice with the same name, AWS starts it once.
 * @throws AppError `invalid-input` when the input is no JSON
 */
export async function startExecution(
  ctx: Ctx,
  machineArn: string,
  options: { readonly input: string; readonly name?: string | undefined },
  signal: AbortSignal,
): Promise<RunRef> {
  try {
    JSON.parse(options.input);
  } catch (error) {
    throw new AppError('invalid-input', t('The input is not JSON: {0}', (error as Error).message), { cause: error });
  }
  const client = await ctx.aws.client(SFNClient);
  const started = await client.send(
    new StartExecutionCommand({
      stateMachineArn: machineArn,
      name: options.name ?? `strata-${randomUUID()}`,
      input: options.input,
    }),
    { abortSignal: signal },
  );
  return refOf(machineArn, started.executionArn ?? '');
}

/** Newest first. Without a machine: one page of machines with the newest executions of each. */
export async function listExecutions(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  const client = await ctx.aws.client(SFNClient);
  if (request.of) {
    const page = await client.send(
      new ListExecutionsCommand({
        stateMachineArn: request.of.path[0],
        maxResults: Math.min(request.limit, 1000),
        ...(request.token ? { nextToken: request.token } : {}),
      }),
      { abortSignal: signal },
    );
    const runs = (page.executions ?? []).map((each) =>
      runOf(ctx, {
        machineArn: each.stateMachineArn,
        executionArn: each.executionArn,
        name: each.name,
        status: each.status,
        startDate: each.startDate,
        stopDate: each.stopDate,
      }),
    );
    return pageOf(runs, page.nextToken);
  }
  const machines = await client.send(
    new ListStateMachinesCommand({ maxResults: 25, ...(request.token ? { nextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  // Express executions are not listed by the API; they are found in their logs only.
  const listed = (machines.stateMachines ?? []).filter(({ type }) => type !== 'EXPRESS');
  return await runsOfParents(pageOf(listed, machines.nextToken), request.limit, async ({ stateMachineArn = '' }) => {
    const of: NodeAddress = { kind: 'step-functions.machine', path: [stateMachineArn] };
    return (await listExecutions(ctx, { limit: 10, of }, signal)).items;
  });
}

interface ExecutionFacts {
  readonly machineArn?: string | undefined;
  readonly executionArn?: string | undefined;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly startDate?: Date | undefined;
  readonly stopDate?: Date | undefined;
}

function runOf(ctx: Ctx, facts: ExecutionFacts): Run {
  const machine = facts.machineArn?.split(':').at(-1) ?? '';
  const state = states[facts.status ?? ''] ?? 'running';
  return {
    ref: refOf(facts.machineArn ?? '', facts.executionArn ?? ''),
    title: machine,
    state,
    stateLabel: facts.status ?? '',
    engine: ctx.connection.kind === 'local' ? t('Local state machine') : 'AWS Step Functions',
    facts: [{ label: t('Execution'), value: facts.name ?? '' }],
    ...(facts.startDate ? { startedAt: facts.startDate.getTime() } : {}),
    ...(facts.stopDate && isFinal(state) ? { endedAt: facts.stopDate.getTime() } : {}),
  };
}

/** @throws AppError `not-found` when Step Functions no longer knows the execution */
export async function describeExecution(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  const client = await ctx.aws.client(SFNClient);
  const it = await client.send(new DescribeExecutionCommand({ executionArn: ref.id }), { abortSignal: signal });
  return {
    ...runOf(ctx, { ...it, machineArn: it.stateMachineArn }),
    ...(it.input === undefined ? {} : { input: it.input }),
    ...(it.output === undefined ? {} : { output: it.output }),
    ...(it.error || it.cause ? { error: { name: it.error ?? '', message: it.cause ?? it.error ?? '' } } : {}),
    ...(it.redriveStatus === 'REDRIVABLE' ? { redrivable: true } : {}),
  };
}

/** One step for each time a state was entered, read from the whole history. */
export async function executionSteps(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly Step[]> {
  return await followExecutionSteps(ctx, ref)(signal);
}

/** The same for one who asks again and again: reads what is new of the history, and gives the same array for no news. */
export function followExecutionSteps(ctx: Ctx, ref: RunRef): (signal: AbortSignal) => Promise<readonly Step[]> {
  const read = historyReader(ctx, ref.id);
  let last: { readonly events: unknown; readonly state: StepState; readonly steps: readonly Step[] } | undefined;
  return async (signal) => {
    const [run, events] = await Promise.all([describeExecution(ctx, ref, signal), read(signal)]);
    const outcome = run.state === 'succeeded' ? 'succeeded' : run.state === 'stopped' ? 'stopped' : 'failed';
    const state = isFinal(run.state) ? outcome : 'running';
    if (last?.events !== events || last.state !== state) last = { events, state, steps: stepsOfHistory(events, state) };
    return last.steps;
  };
}

/** The definition as it was when the execution began, which may have changed since. */
export async function executionGraph(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunGraph | undefined> {
  const client = await ctx.aws.client(SFNClient);
  const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn: ref.id }), {
    abortSignal: signal,
  });
  return machine.definition ? aslGraph(machine.definition) : undefined;
}

/** Ends an execution as ABORTED. */
export async function stopExecution(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const client = await ctx.aws.client(SFNClient);
  await client.send(new StopExecutionCommand({ executionArn: ref.id, cause: 'Stopped in Strata.' }), {
    abortSignal: signal,
  });
}

/**
 * Goes on from the failed state, in the same execution; the token makes the start idempotent.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export async function redriveExecution(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const client = await ctx.aws.client(SFNClient);
  await client.send(new RedriveExecutionCommand({ executionArn: ref.id, clientToken: randomUUID() }), {
    abortSignal: signal,
  });
}

/** A new execution of the same machine with the same input. */
export async function rerunExecution(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const run = await describeExecution(ctx, ref, signal);
  return await startExecution(ctx, ref.of.path[0] ?? '', { input: run.input ?? '{}' }, signal);
}

/** A machine's node with how its last execution went. Those of express machines are not listed by the API. */
export async function withLastState(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  if (node.traits?.includes('express')) return node;
  return withLastRun(node, (await listExecutions(ctx, { limit: 1, of: node }, signal)).items[0]);
}
