import type { Fire, Schedule } from './scheduleStore.ts';

export interface FireContext {
  readonly scheduleArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly fire: Pick<Fire, 'executionId' | 'scheduledTime'>;
  /** From 1. */
  readonly attempt: number;
}

/** Stands for any fire, where an input is checked before there is one. */
export const sampleContext: FireContext = {
  scheduleArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/sample',
  region: 'us-east-1',
  accountId: '000000000000',
  fire: { executionId: '00000000-0000-0000-0000-000000000000', scheduledTime: '2026-01-01T00:00:00.000Z' },
  attempt: 1,
};

/** The second, as Scheduler writes it. */
const seconds = (time: string) => time.replace(/\.\d{3}Z$/, 'Z');

/**
 * An input with its context attributes filled in; what is none of them stays.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function fillIn(input: string, { scheduleArn, fire, attempt }: FireContext): string {
  const values = new Map([
    ['schedule-arn', scheduleArn],
    ['scheduled-time', seconds(fire.scheduledTime)],
    ['execution-id', fire.executionId],
    ['attempt-number', String(attempt)],
  ]);
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (found, name: string) => values.get(name) ?? found);
}

/** What the target receives: the schedule's input, or Scheduler's default event. */
export function payloadOf(context: FireContext, { Input }: Schedule['definition']['Target']): string {
  if (Input !== undefined) return fillIn(Input, context);
  return JSON.stringify({
    version: '0',
    id: context.fire.executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: context.accountId,
    time: seconds(context.fire.scheduledTime),
    region: context.region,
    resources: [context.scheduleArn],
    detail: '{}',
  });
}
