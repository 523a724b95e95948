/**
 * Operations on stacks as runs. The API has no list of them, so that they are read from the stack's events, which it
 * keeps for 90 days: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  ListStacksCommand,
  type StackEvent,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef, type Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';
import { orMissing } from './missing.ts';
import { logEventOf, operationsOf, type StackOperation, stepsOfOperation } from './stackEvents.ts';
import { deleteStack, describeStack } from './stacks.ts';

/** Each costs a call of an API that is throttled early, and this list is asked for again and again. */
const stacksAPage = 10;
const perStack = 5;
const pollMs = { local: 200, aws: 3000 };
/** How long a deletion may take to show in the events: at once here, a second or two on AWS. */
const patienceMs = 15_000;

/** Newest first. Without a stack: the newest operations of the stacks that changed last, of a page of them. */
export async function listOperations(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  if (request.of) {
    const stack = request.of.path[0] ?? '';
    const operations = await readOperations(ctx, stack, request.limit, request.token, signal);
    const more = operations.length >= request.limit;
    return pageOf(
      operations.map((each) => runOf(ctx, each)),
      more ? operations.at(-1)?.id : undefined,
    );
  }
  const client = await ctx.aws.client(CloudFormationClient);
  const page = await client.send(new ListStacksCommand(request.token ? { NextToken: request.token } : {}), {
    abortSignal: signal,
  });
  const changed = [...(page.StackSummaries ?? [])].sort((a, b) => changedAt(b) - changedAt(a));
  const stacks = pageOf(changed.slice(0, stacksAPage), page.NextToken);
  return await runsOfParents(stacks, request.limit, async ({ StackId = '' }) => {
    const operations = await readOperations(ctx, StackId, perStack, undefined, signal);
    return operations.map((each) => runOf(ctx, each));
  });
}

function changedAt(stack: StackSummary): number {
  return (stack.DeletionTime ?? stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0;
}

/**
 * The newest operations on a stack, newest first; its events are read backwards until as many are whole.
 * @param after id of an operation; only older ones are wanted
 */
async function readOperations(
  ctx: Ctx,
  stack: string,
  limit: number,
  after: string | undefined,
  signal: AbortSignal,
): Promise<StackOperation[]> {
  const events: StackEvent[] = [];
  let found: StackOperation[] = [];
  for await (const page of eventPages(ctx, stack, signal)) {
    events.unshift(...page.reverse());
    const newestFirst = operationsOf(events).reverse();
    const from = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    found = after !== undefined && from === 0 ? [] : newestFirst.slice(from, from + limit);
    if (found.length >= limit) break;
  }
  return found;
}

/** Pages of events, newest first. */
async function* eventPages(ctx: Ctx, stack: string, signal: AbortSignal): AsyncGenerator<StackEvent[]> {
  const client = await ctx.aws.client(CloudFormationClient);
  let token: string | undefined;
  do {
    const page = await orMissing(
      client.send(new DescribeStackEventsCommand({ StackName: stack, ...(token ? { NextToken: token } : {}) }), {
        abortSignal: signal,
      }),
    );
    yield page.StackEvents ?? [];
    token = page.NextToken;
  } while (token);
}

function runOf(ctx: Ctx, operation: StackOperation): Run {
  const [first] = operation.events;
  const { StackId = '', StackName = '' } = first ?? {};
  const startedAt = first?.Timestamp?.getTime();
  const endedAt = operation.events.at(-1)?.Timestamp?.getTime();
  return {
    ref: {
      service: 'cloudformation',
      id: `${StackId}/${operation.id}` as RunId,
      of: { kind: 'cloudformation.stack', path: [StackId] },
    },
    title: StackName,
    state: operation.state,
    stateLabel: operation.status,
    engine: ctx.connection.kind === 'local' ? t('Local CloudFormation') : 'AWS CloudFormation',
    facts: [{ label: t('Operation'), value: operation.verb }],
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt !== undefined && isFinal(operation.state) ? { endedAt } : {}),
    ...(operation.error ? { error: operation.error } : {}),
  };
}

/** @throws AppError `not-found` when the stack's events no longer tell of it */
async function operationOf(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<StackOperation> {
  const at = ref.id.lastIndexOf('/');
  const [stack, id] = [ref.id.slice(0, at), ref.id.slice(at + 1)];
  const events: StackEvent[] = [];
  for await (const page of eventPages(ctx, stack, signal)) {
    events.unshift(...page.reverse());
    const found = page.some(({ EventId }) => EventId === id) && operationsOf(events).find((each) => each.id === id);
    if (found) return found;
  }
  throw new AppError('not-found', t('The events of the stack no longer tell of this operation.'));
}

/** @throws AppError `not-found` when the stack's events no longer tell of it */
export async function describeOperation(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  return runOf(ctx, await operationOf(ctx, ref, signal));
}

/**
 * A step for each time that a resource is made, changed or taken away. @throws AppError as `describeOperation` does
 */
export async function operationSteps(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly Step[]> {
  return stepsOfOperation(await operationOf(ctx, ref, signal));
}

/** The events of an operation as they come. */
export async function* operationLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  let told = 0;
  for (;;) {
    const operation = await operationOf(ctx, ref, signal);
    const fresh = operation.events.slice(told);
    told = operation.events.length;
    if (fresh.length > 0) yield fresh.map(logEventOf);
    if (isFinal(operation.state)) return;
    await sleep(pollMs[ctx.connection.kind], undefined, { signal });
  }
}

/** The newest operation on a stack; undefined for one of which only a change set was made. */
export async function lastOperation(ctx: Ctx, stack: string, signal: AbortSignal): Promise<RunRef | undefined> {
  const [operation] = await readOperations(ctx, stack, 1, undefined, signal);
  return operation && runOf(ctx, operation).ref;
}

/** Deletes a stack. The deletion goes on by itself; undefined when it has not begun to show yet. */
export async function startDeletion(ctx: Ctx, stack: string, signal: AbortSignal): Promise<RunRef | undefined> {
  // By its ARN: the name means nothing any more once the stack is gone.
  const { StackId = stack } = await describeStack(ctx, stack, signal);
  const before = (await lastOperation(ctx, StackId, signal))?.id;
  await deleteStack(ctx, StackId, signal);
  for (const end = Date.now() + patienceMs; Date.now() < end; ) {
    const now = await lastOperation(ctx, StackId, signal);
    if (now && now.id !== before) return now;
    await sleep(pollMs[ctx.connection.kind], undefined, { signal });
  }
  return undefined;
}
