/** State machines: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html. */
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { prettyJson } from '../../core/prettyJson.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** A page of state machines. The API knows no prefix, so each of its pages is narrowed here. */
export async function listMachines(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const states = await ctx.aws.client(SFNClient);
  const page = await states.send(
    new ListStateMachinesCommand({
      maxResults: Math.min(request.limit, 1000),
      ...(request.token ? { nextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const machines = (page.stateMachines ?? []).filter((each) => each.name?.startsWith(request.prefix ?? ''));
  return pageOf(
    machines.map((each) => machineNode(each.stateMachineArn ?? '', each.name ?? '', each.type ?? 'STANDARD')),
    page.nextToken,
  );
}

function machineNode(arn: string, name: string, type: string): Node {
  return {
    kind: 'step-functions.machine',
    path: [arn],
    label: name,
    description: type === 'EXPRESS' ? 'express' : '',
    tooltip: arn,
    icon: 'type-hierarchy-sub',
    expandable: false,
    traits: [type.toLowerCase()],
    arn,
  };
}

/** @throws AppError `not-found` when there is no such state machine */
export async function findMachine(ctx: Ctx, arn: string, signal: AbortSignal): Promise<Node> {
  const { name, type } = await describeMachine(ctx, arn, signal);
  return machineNode(arn, name, type);
}

/** Name, type and definition, the definition with a member a line. @throws AppError `not-found` */
export async function describeMachine(
  ctx: Ctx,
  arn: string,
  signal: AbortSignal,
): Promise<{ name: string; type: string; definition: string }> {
  const states = await ctx.aws.client(SFNClient);
  const machine = await states.send(new DescribeStateMachineCommand({ stateMachineArn: arn }), { abortSignal: signal });
  return {
    name: machine.name ?? '',
    type: machine.type ?? 'STANDARD',
    definition: prettyJson(machine.definition ?? '{}'),
  };
}
