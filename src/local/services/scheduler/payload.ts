import type { Fire, Schedule } from './scheduleStore.ts';

export interface FireContext {
  readonly scheduleArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly schedule: Schedule;
  readonly fire: Pick<Fire, 'executionId' | 'scheduledTime'>;
  /** From 1. */
  readonly attempt: number;
}

/** The second, as Scheduler writes it. */
const seconds = (time: string) => time.replace(/\.\d{3}Z$/, 'Z');

/**
 * What the target receives: the schedule's input with the context attributes filled in, or Scheduler's default event.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function payloadOf({ scheduleArn, region, accountId, schedule, fire, attempt }: FireContext): string {
  const { Input, Arn } = schedule.definition.Target;
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': seconds(fire.scheduledTime),
    'execution-id': fire.executionId,
    'attempt-number': String(attempt),
  };
  if (Input !== undefined) {
    return Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (found, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? found) : found,
    );
  }
  // These take the input of an operation, not an event.
  if (Arn.includes(':aws-sdk:') || Arn.split(':')[2] === 'glue') return '{}';
  return JSON.stringify({
    version: '0',
    id: fire.executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: seconds(fire.scheduledTime),
    region,
    resources: [scheduleArn],
    detail: '{}',
  });
}
