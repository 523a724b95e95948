/** A template deployed as a stack: change set, execution, and the events until the end. */

import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Capability,
  ChangeSetType,
  CloudFormationClient,
  ResourceChange,
  Stack,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';

export interface DeployOptions {
  readonly stackName: string;
  /** The text, or where it lies in S3 when it is longer than 51,200 bytes. */
  readonly template: { readonly body: string } | { readonly url: string };
  /** Those not named keep their value, or take the default. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** A stack whose first creation failed can only be deleted; true deletes it and begins anew. */
  readonly deleteFailed?: boolean;
  /** Between two looks at the stack. */
  readonly pollMilliseconds?: number;
}

export type DeployProgress =
  | { readonly kind: 'changes'; readonly changes: readonly ResourceChange[] }
  | { readonly kind: 'event'; readonly event: StackEvent }
  | {
      readonly kind: 'finished';
      /** False when there was nothing to change. */
      readonly changed: boolean;
      readonly status: string;
      readonly outputs: Readonly<Record<string, string>>;
    };

/** What is needed of an SDK client; a connection's guarded client is one. */
export type CloudFormationLike = Pick<CloudFormationClient, 'send'>;

const neverWorked = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'];

/**
 * Deploys and tells what happens while it happens. Ends with `finished`.
 * @throws AppError `failed` with the first resource's reason when the stack does not get there; `conflict` when the
 * stack is in a state from which it cannot be updated
 */
export async function* deployTemplate(
  client: CloudFormationLike,
  options: DeployOptions,
  signal: AbortSignal,
): AsyncGenerator<DeployProgress> {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const poll = options.pollMilliseconds ?? 1000;
  let existing = await findStack(client, options.stackName, signal);
  if (existing && neverWorked.includes(existing.StackStatus ?? '')) {
    if (!options.deleteFailed) throw unusable(existing);
    yield* deleteStack(client, existing.StackId ?? options.stackName, signal, poll);
    existing = undefined;
  }
  const creates = existing === undefined || existing.StackStatus === 'REVIEW_IN_PROGRESS';
  const name = `strata-${Date.now().toString(36)}`;
  const known = new Set(creates ? [] : (existing?.Parameters ?? []).map((parameter) => parameter.ParameterKey));
  const declared = await client.send(
    new sdk.GetTemplateSummaryCommand(
      'url' in options.template ? { TemplateURL: options.template.url } : { TemplateBody: options.template.body },
    ),
    { abortSignal: signal },
  );
  const kept = (declared.Parameters ?? [])
    .map((parameter) => parameter.ParameterKey ?? '')
    .filter((key) => known.has(key) && !Object.hasOwn(options.parameters, key));
  const { Id: changeSet, StackId: stackId } = await client.send(
    new sdk.CreateChangeSetCommand({
      StackName: options.stackName,
      ChangeSetName: name,
      ChangeSetType: (creates ? 'CREATE' : 'UPDATE') satisfies ChangeSetType,
      ...('url' in options.template ? { TemplateURL: options.template.url } : { TemplateBody: options.template.body }),
      Parameters: [
        ...Object.entries(options.parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
      ],
      Capabilities: [...options.capabilities] as Capability[],
      Tags: Object.entries(options.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    { abortSignal: signal },
  );
  if (!changeSet || !stackId) throw new AppError('failed', t('CloudFormation made no change set.'));

  const changes: ResourceChange[] = [];
  const ready = await describeChangeSet(client, changeSet, changes, signal, poll);
  if (!ready.ok) {
    await client.send(new sdk.DeleteChangeSetCommand({ ChangeSetName: changeSet }), { abortSignal: signal });
    if (!/didn't contain changes|No updates are to be performed/.test(ready.reason)) {
      throw new AppError('failed', ready.reason);
    }
    const stack = await findStack(client, stackId, signal);
    yield { kind: 'finished', changed: false, status: stack?.StackStatus ?? '', outputs: outputsOf(stack) };
    return;
  }
  yield { kind: 'changes', changes };

  const seen = new Set<string>();
  for await (const event of newEvents(client, stackId, seen, signal)) void event;
  await client.send(new sdk.ExecuteChangeSetCommand({ ChangeSetName: changeSet }), { abortSignal: signal });
  const failures: StackEvent[] = [];
  const stack = yield* follow(client, stackId, seen, failures, signal, poll);
  const status = stack?.StackStatus ?? '';
  if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(status))
    throw failed(options.stackName, status, stack, failures);
  yield { kind: 'finished', changed: true, status, outputs: outputsOf(stack) };
}

/** Deletes a stack and tells its events. @throws AppError `failed` when something of it remains */
export async function* deleteStack(
  client: CloudFormationLike,
  stack: string,
  signal: AbortSignal,
  poll = 1000,
): AsyncGenerator<DeployProgress> {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const found = await findStack(client, stack, signal);
  if (!found?.StackId) return;
  const seen = new Set<string>();
  for await (const event of newEvents(client, found.StackId, seen, signal)) void event;
  await client.send(new sdk.DeleteStackCommand({ StackName: found.StackId }), { abortSignal: signal });
  const failures: StackEvent[] = [];
  const end = yield* follow(client, found.StackId, seen, failures, signal, poll);
  const status = end?.StackStatus ?? 'DELETE_COMPLETE';
  if (status !== 'DELETE_COMPLETE') throw failed(found.StackName ?? stack, status, end, failures);
}

async function findStack(client: CloudFormationLike, name: string, signal: AbortSignal): Promise<Stack | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const answer = await client.send(new DescribeStacksCommand({ StackName: name }), { abortSignal: signal });
    return answer.Stacks?.[0];
  } catch (error) {
    // The API has no code of its own for this.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function describeChangeSet(
  client: CloudFormationLike,
  changeSet: string,
  changes: ResourceChange[],
  signal: AbortSignal,
  poll: number,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const { DescribeChangeSetCommand } = await import('@aws-sdk/client-cloudformation');
  let token: string | undefined;
  for (;;) {
    const answer = await client.send(
      new DescribeChangeSetCommand({ ChangeSetName: changeSet, ...(token === undefined ? {} : { NextToken: token }) }),
      { abortSignal: signal },
    );
    if (answer.Status === 'FAILED') return { ok: false, reason: answer.StatusReason ?? '' };
    if (answer.Status !== 'CREATE_COMPLETE') {
      await sleep(poll, undefined, { signal });
      continue;
    }
    for (const change of answer.Changes ?? []) if (change.ResourceChange) changes.push(change.ResourceChange);
    if (!answer.NextToken) return { ok: true };
    token = answer.NextToken;
  }
}

async function* follow(
  client: CloudFormationLike,
  stackId: string,
  seen: Set<string>,
  failures: StackEvent[],
  signal: AbortSignal,
  poll: number,
): AsyncGenerator<DeployProgress, Stack | undefined> {
  for (;;) {
    // The state first: events that come between the two calls are then seen before the end.
    const stack = await findStack(client, stackId, signal);
    for await (const event of newEvents(client, stackId, seen, signal)) {
      if (event.ResourceStatus?.endsWith('_FAILED') && event.PhysicalResourceId !== stackId) failures.push(event);
      yield { kind: 'event', event };
    }
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await sleep(poll, undefined, { signal });
  }
}

/** Events that were not seen before, oldest first. */
async function* newEvents(
  client: CloudFormationLike,
  stackId: string,
  seen: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<StackEvent> {
  const { DescribeStackEventsCommand } = await import('@aws-sdk/client-cloudformation');
  const fresh: StackEvent[] = [];
  let token: string | undefined;
  do {
    const answer = await client.send(
      new DescribeStackEventsCommand({ StackName: stackId, ...(token === undefined ? {} : { NextToken: token }) }),
      { abortSignal: signal },
    );
    const page = answer.StackEvents ?? [];
    const unseen = page.filter((event) => !seen.has(event.EventId ?? ''));
    fresh.push(...unseen);
    token = unseen.length === page.length ? answer.NextToken : undefined;
  } while (token);
  for (const event of fresh.reverse()) {
    seen.add(event.EventId ?? '');
    yield event;
  }
}

function outputsOf(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries((stack?.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']));
}

function unusable(stack: Stack): AppError {
  return new AppError(
    'conflict',
    t('The stack {0} is in the state {1} and cannot be updated.', stack.StackName ?? '', stack.StackStatus ?? ''),
    { hint: t('Delete the stack, then deploy again.') },
  );
}

function failed(name: string, status: string, stack: Stack | undefined, failures: readonly StackEvent[]): AppError {
  const [first] = failures;
  const reason = first
    ? `${first.LogicalResourceId} (${first.ResourceType}): ${first.ResourceStatusReason}`
    : (stack?.StackStatusReason ?? '');
  return new AppError('failed', t('The stack {0} ended as {1}. {2}', name, status, reason));
}
