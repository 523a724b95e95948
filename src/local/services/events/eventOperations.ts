/** Events put by users: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AwsEvent } from '../../eventBus.ts';
import type { Kernel } from '../../kernel.ts';
import { validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { busName } from './rule.ts';
import type { RuleEngine } from './ruleEngine.ts';
import { checkPattern } from './ruleOperations.ts';
import type { RuleStore } from './ruleStore.ts';

const entrySchema = z.object({
  Time: z.union([z.number(), z.date(), z.string()]).optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
});
type Entry = z.infer<typeof entrySchema>;

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const mostBytes = 1_048_576;

export function eventOperations(
  kernel: Pick<Kernel, 'log'>,
  store: RuleStore,
  engine: Pick<RuleEngine, 'put'>,
): Operations {
  const put = (entry: Entry, call: Call) => {
    const refused = refusalOf(entry);
    if (refused) return refused;
    const bus = busName(entry.EventBusName);
    const event = eventOf(entry, bus, call);
    // As on AWS, who puts is not told.
    if (!store.buses(call.region).get(bus)) kernel.log.warn(`event ${event.id} was put on no bus: there is no ${bus}`);
    else engine.put(event);
    return { EventId: event.id };
  };
  return {
    PutEvents: operation(z.object({ Entries: z.array(entrySchema).min(1).max(10) }), ({ Entries }, call) => {
      const size = Entries.reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)), 0);
      if (size > mostBytes) throw validationFault(`Total size of the entries in the request is over the limit.`);
      const answers = Entries.map((entry) => put(entry, call));
      return { FailedEntryCount: answers.filter((each) => 'ErrorCode' in each).length, Entries: answers };
    }),

    TestEventPattern: operation(z.object({ EventPattern: z.string().max(4096), Event: z.string() }), (input) => {
      const matches = checkPattern(input.EventPattern);
      const event = jsonObject(input.Event);
      if (!event) throw validationFault('Parameter Event is not valid.');
      for (const name of ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']) {
        if (event[name] === undefined)
          throw validationFault(`Parameter Event is not valid. Reason: ${name} is missing.`);
      }
      return { Result: matches(event) };
    }),
  };
}

function refusalOf(entry: Entry): Refusal | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) {
      const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
      return { ErrorCode: 'InvalidArgument', ErrorMessage };
    }
  }
  if (Number.isNaN(timeOf(entry).getTime())) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Time is not valid.' };
  }
  if (entry.Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (!jsonObject(entry.Detail ?? '')) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
}

/** Epoch seconds on the wire; a Date or ISO 8601 from other local services. */
function timeOf({ Time }: Entry): Date {
  if (Time === undefined) return new Date();
  return new Date(typeof Time === 'number' ? Time * 1000 : Time);
}

function eventOf(entry: Entry, bus: string, call: Call): AwsEvent {
  return {
    id: randomUUID(),
    source: entry.Source ?? '',
    'detail-type': entry.DetailType ?? '',
    account: call.accountId,
    time: timeOf(entry).toISOString(),
    region: call.region,
    resources: entry.Resources ?? [],
    detail: jsonObject(entry.Detail ?? ''),
    busName: bus,
  };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
