/** Topics and subscriptions: https://docs.aws.amazon.com/sns/latest/api/API_Operations.html. */
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** A page of topics. SNS knows no prefix, so each of its pages is narrowed here. */
export async function listTopics(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const client = await ctx.aws.client(SNSClient);
  const page = await client.send(new ListTopicsCommand(request.token ? { NextToken: request.token } : {}), {
    abortSignal: signal,
  });
  const nodes = (page.Topics ?? []).map(({ TopicArn = '' }): Node => {
    const name = TopicArn.split(':').at(-1) ?? TopicArn;
    return { kind: 'sns.topic', path: [TopicArn], label: name, icon: 'megaphone', expandable: true, arn: TopicArn };
  });
  return pageOf(
    nodes.filter((node) => node.label.startsWith(request.prefix ?? '')),
    page.NextToken,
  );
}

/** A page of a topic's subscriptions, those that wait for a confirmation marked. */
export async function listSubscriptions(
  ctx: Ctx,
  topicArn: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const client = await ctx.aws.client(SNSClient);
  const page = await client.send(
    new ListSubscriptionsByTopicCommand({
      TopicArn: topicArn,
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const nodes = (page.Subscriptions ?? []).map(({ SubscriptionArn = '', Endpoint = '', Protocol = '' }): Node => {
    const pending = !SubscriptionArn.startsWith('arn:');
    return {
      kind: 'sns.subscription',
      path: [topicArn, Protocol, Endpoint],
      label: Endpoint,
      description: pending ? t('{0}, not confirmed yet', Protocol) : Protocol,
      icon: Protocol.startsWith('email') ? 'mail' : 'link',
      expandable: false,
    };
  });
  return pageOf(nodes, page.NextToken);
}

/** Publishes to all subscribers of a topic. */
export async function publish(
  ctx: Ctx,
  topicArn: string,
  input: { readonly message: string; readonly subject?: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  const client = await ctx.aws.client(SNSClient);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Message: input.message,
      ...(input.subject ? { Subject: input.subject } : {}),
    }),
    { abortSignal: signal },
  );
}
