/** What stacks are made of: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html. */
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';
import { orMissing } from './missing.ts';
import { resourceArn, shownAs } from './resourceArn.ts';
import { stateOfStatus } from './stackStatus.ts';
import { describeStack } from './stacks.ts';

/**
 * A page of a stack's resources. The API knows no prefix, so each of its pages is narrowed here.
 * @param stack name or ARN
 */
export async function listResources(
  ctx: Ctx,
  stack: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const client = await ctx.aws.client(CloudFormationClient);
  const page = await orMissing(
    client.send(
      new ListStackResourcesCommand({ StackName: stack, ...(request.token ? { NextToken: request.token } : {}) }),
      { abortSignal: signal },
    ),
  );
  // The ARN of the stack says account and region; a stack that was addressed by its name is asked for it.
  const stackId = stack.startsWith('arn:') ? stack : ((await describeStack(ctx, stack, signal)).StackId ?? '');
  return pageOf(
    (page.StackResourceSummaries ?? [])
      .filter(({ LogicalResourceId }) => LogicalResourceId?.startsWith(request.prefix ?? ''))
      .map((resource) => resourceNode(stack, stackId, resource)),
    page.NextToken,
  );
}

type ResourceFacts = { readonly [K in keyof StackResourceSummary]?: StackResourceSummary[K] | undefined };

function resourceNode(stack: string, stackId: string, resource: ResourceFacts): Node {
  const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '', ResourceStatus = '' } = resource;
  const arn = resourceArn(ResourceType, PhysicalResourceId, stackId);
  const state = stateOfStatus(ResourceStatus);
  const type = ResourceType.replace(/^AWS::/, '').replaceAll('::', ' ');
  const traits = [...(PhysicalResourceId ? ['physical-id'] : []), ...(arn ? ['arn'] : [])];
  return {
    kind: 'cloudformation.resource',
    path: [stack, LogicalResourceId],
    label: LogicalResourceId,
    description: state === 'succeeded' ? type : `${type} · ${ResourceStatus.toLowerCase()}`,
    tooltip: [ResourceType, ResourceStatus, resource.ResourceStatusReason, PhysicalResourceId]
      .filter(Boolean)
      .join('\n'),
    expandable: shownAs(ResourceType, PhysicalResourceId) !== undefined,
    traits,
    ...(arn ? { arn } : {}),
    ...(state === 'succeeded' ? { icon: 'symbol-field' } : stateIcons[state]),
  };
}

export interface Resource {
  readonly node: Node;
  readonly type: string;
  /** Empty while it is being made. */
  readonly physicalId: string;
}

/** @param address of a `cloudformation.resource` */
export async function findResource(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Resource> {
  const [stack = '', logicalId = ''] = address.path;
  const client = await ctx.aws.client(CloudFormationClient);
  const { StackResourceDetail: found } = await orMissing(
    client.send(new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: logicalId }), {
      abortSignal: signal,
    }),
  );
  if (!found) throw new AppError('not-found', t('The stack has no resource {0}.', logicalId));
  const { PhysicalResourceId: physicalId = '', ResourceType: type = '' } = found;
  return { node: resourceNode(stack, found.StackId ?? stack, found), type, physicalId };
}

/** The thing itself, as the service that it belongs to shows it, with that service's actions. */
export async function whatResourceIs(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Page<Node>> {
  const { node, type, physicalId } = await findResource(ctx, address, signal);
  const shown = shownAs(type, physicalId);
  if (!shown) return pageOf([]);
  const label = physicalId.startsWith('arn:') ? nameOfArn(physicalId) : physicalId;
  return pageOf([{ ...shown, label, tooltip: physicalId, ...(node.arn ? { arn: node.arn } : {}) }]);
}

/** The name of a state machine, a topic or a nested stack. */
function nameOfArn(arn: string): string {
  const last = arn.split(':').at(-1) ?? arn;
  return last.split('/')[1] ?? last;
}
