/** What starts a function: sources that it polls, services that may call it, schedules that name it. */
import { type FunctionConfiguration, GetPolicyCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { lambdaClient, whereAllowed } from './lambdaClient.ts';

/** Schedules that are looked through; an account rarely has more, and there is no way to ask by target. */
const mostSchedules = 100;

interface Trigger {
  readonly what: string;
  readonly source: string;
  readonly icon: string;
  readonly note?: string;
}

export async function triggersOf(ctx: Ctx, fn: FunctionConfiguration, signal: AbortSignal): Promise<Node[]> {
  const { FunctionName: name = '', FunctionArn: arn = '' } = fn;
  const found = await Promise.all([
    whereAllowed(() => polled(ctx, name, signal)),
    whereAllowed(() => callers(ctx, name, signal)),
    whereAllowed(() => schedules(ctx, arn, signal)),
  ]);
  const seen = new Map(found.flatMap((each) => each ?? []).map((each) => [`${each.what} ${each.source}`, each]));
  return [...seen.values()].map((trigger) => triggerNode(name, trigger));
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
async function polled(ctx: Ctx, name: string, signal: AbortSignal): Promise<Trigger[]> {
  const lambda = await lambdaClient(ctx);
  const command = new ListEventSourceMappingsCommand({ FunctionName: name });
  const { EventSourceMappings = [] } = await lambda.send(command, { abortSignal: signal });
  return EventSourceMappings.map(({ EventSourceArn: source = '', State: state = '' }) => ({
    what: source.split(':')[2] ?? '',
    source,
    icon: 'arrow-right',
    note: state,
  }));
}

const callerIcons: Readonly<Record<string, string>> = { sns: 'megaphone', events: 'calendar', s3: 'archive' };

/** Who may call it by its resource policy: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
async function callers(ctx: Ctx, name: string, signal: AbortSignal): Promise<Trigger[]> {
  const lambda = await lambdaClient(ctx);
  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: name }), { abortSignal: signal });
  return callersIn(Policy ?? '{}');
}

/** The services that a resource policy lets in, each with the thing of theirs that it names. */
export function callersIn(policy: string): Trigger[] {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: readonly PolicyStatement[] };
  return Statement.flatMap((statement) => {
    const service = typeof statement.Principal === 'object' ? statement.Principal.Service : statement.Principal;
    if (statement.Effect !== 'Allow' || typeof service !== 'string' || !service.endsWith('.amazonaws.com')) return [];
    const what = service.replace('.amazonaws.com', '');
    const conditions = Object.values(statement.Condition ?? {}).flatMap((each) => Object.entries(each));
    const source = conditions.find(([key]) => /^aws:SourceArn$/i.test(key))?.[1];
    return [{ what, source: source ?? '*', icon: callerIcons[what] ?? 'arrow-right' }];
  });
}

interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly Service?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

async function schedules(ctx: Ctx, arn: string, signal: AbortSignal): Promise<Trigger[]> {
  const { ListSchedulesCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
  const scheduler = await ctx.aws.client(SchedulerClient);
  const command = new ListSchedulesCommand({ MaxResults: mostSchedules });
  const { Schedules = [] } = await scheduler.send(command, { abortSignal: signal });
  return Schedules.filter(({ Target }) => Target?.Arn === arn || Target?.Arn?.startsWith(`${arn}:`)).map(
    ({ Arn = '', State = '' }) => ({ what: 'scheduler', source: Arn, icon: 'calendar', note: State }),
  );
}

function triggerNode(name: string, { what, source, icon, note }: Trigger): Node {
  return {
    kind: 'lambda.trigger',
    path: [name, what, source],
    label:
      source === '*'
        ? what
        : source
            .split(':')
            .slice(5)
            .join(':')
            .replace(/^[a-z-]+\//, ''),
    description: [t('started by {0}', what), note].filter(Boolean).join(' · '),
    tooltip: source,
    icon,
    expandable: false,
    ...(source.startsWith('arn:') ? { arn: source } : {}),
  };
}
