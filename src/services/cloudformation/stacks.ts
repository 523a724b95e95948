/** Stacks: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html. */
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStacksCommand,
  type Output,
  type Stack,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { AppError } from '../../core/appError.ts';
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';
import { orMissing } from './missing.ts';
import { stateOfStatus } from './stackStatus.ts';

/** ListStacks goes on to name what was deleted for 90 days, unless it is asked for all the rest. */
const existing = Object.values(StackStatus).filter((status) => status !== StackStatus.DELETE_COMPLETE);

/** A page of stacks. The API knows no prefix, so each of its pages is narrowed here and may come out empty. */
export async function listStacks(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const client = await ctx.aws.client(CloudFormationClient);
  const page = await client.send(
    new ListStacksCommand({ StackStatusFilter: existing, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const stacks = (page.StackSummaries ?? []).filter((each) => each.StackName?.startsWith(request.prefix ?? ''));
  return pageOf(
    stacks.map(({ TemplateDescription, ...each }) => stackNode({ ...each, Description: TemplateDescription })),
    page.NextToken,
  );
}

type StackFacts = { readonly [K in keyof Stack]?: Stack[K] | undefined };

function stackNode(stack: StackFacts): Node {
  const { StackId = '', StackName = '', StackStatus: status = '' } = stack;
  const changed = stack.LastUpdatedTime ?? stack.CreationTime;
  const age = changed ? formatAge(changed.getTime(), Date.now()) : '';
  const state = stateOfStatus(status);
  return {
    kind: 'cloudformation.stack',
    path: [StackId],
    label: StackName,
    description: `${status.toLowerCase()} ${age}`.trim(),
    tooltip: [stack.Description, status, stack.StackStatusReason, StackId].filter(Boolean).join('\n'),
    expandable: true,
    traits: ['arn', state === 'running' ? 'running' : 'settled'],
    arn: StackId,
    // A stack that is well looks like one; only what needs a look shows a state.
    ...(state === 'succeeded' ? { icon: 'layers' } : stateIcons[state]),
  };
}

/** @throws AppError as `describeStack` does */
export async function findStack(ctx: Ctx, stack: string, signal: AbortSignal): Promise<Node> {
  return stackNode(await describeStack(ctx, stack, signal));
}

/**
 * @param stack name or ARN; a deleted stack is found by its ARN only
 * @throws AppError `not-found`
 */
export async function describeStack(ctx: Ctx, stack: string, signal: AbortSignal): Promise<Stack> {
  const client = await ctx.aws.client(CloudFormationClient);
  const { Stacks } = await orMissing(
    client.send(new DescribeStacksCommand({ StackName: stack }), { abortSignal: signal }),
  );
  if (!Stacks?.[0]) throw new AppError('not-found', t('There is no stack {0}.', stack));
  return Stacks[0];
}

/** What a stack holds, in two groups. */
export function stackParts(stack: string): Page<Node> {
  return pageOf([
    { kind: 'cloudformation.resources', path: [stack], label: t('Resources'), icon: 'package', expandable: true },
    { kind: 'cloudformation.outputs', path: [stack], label: t('Outputs'), icon: 'export', expandable: true },
  ]);
}

/** A stack has 200 outputs at most, and the API gives them all at once. */
export async function listOutputs(
  ctx: Ctx,
  stack: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const { Outputs } = await describeStack(ctx, stack, signal);
  return pageOf(
    (Outputs ?? [])
      .filter(({ OutputKey }) => OutputKey?.startsWith(request.prefix ?? ''))
      .map((output) => outputNode(stack, output)),
  );
}

function outputNode(stack: string, output: Output): Node {
  const { OutputKey = '', OutputValue = '', Description, ExportName } = output;
  return {
    kind: 'cloudformation.output',
    path: [stack, OutputKey],
    label: OutputKey,
    description: OutputValue,
    tooltip: [Description, OutputValue, ExportName && t('exported as {0}', ExportName)].filter(Boolean).join('\n'),
    icon: 'symbol-constant',
    expandable: false,
    ...(/^(s3|https):\/\//.test(OutputValue) ? { uri: OutputValue } : {}),
  };
}

/** @throws AppError `not-found` when the stack has no such output */
export async function findOutput(ctx: Ctx, stack: string, key: string, signal: AbortSignal): Promise<Node> {
  const { Outputs } = await describeStack(ctx, stack, signal);
  const output = Outputs?.find(({ OutputKey }) => OutputKey === key);
  if (!output) throw new AppError('not-found', t('The stack has no output {0}.', key));
  return outputNode(stack, output);
}

/** The template as it was sent. */
export async function templateOf(
  ctx: Ctx,
  stack: string,
  signal: AbortSignal,
): Promise<{ readonly title: string; readonly language: string; readonly text: string }> {
  const client = await ctx.aws.client(CloudFormationClient);
  const { StackName = stack } = await describeStack(ctx, stack, signal);
  const { TemplateBody = '' } = await client.send(
    new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
    { abortSignal: signal },
  );
  const language = /^\s*\{/.test(TemplateBody) ? 'json' : 'yaml';
  return { title: `${StackName}.${language}`, language, text: TemplateBody };
}

/** Asks for the deletion, which goes on by itself. */
export async function deleteStack(ctx: Ctx, stack: string, signal: AbortSignal): Promise<void> {
  const client = await ctx.aws.client(CloudFormationClient);
  await client.send(new DeleteStackCommand({ StackName: stack }), { abortSignal: signal });
}
