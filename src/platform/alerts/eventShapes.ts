/** Events as EventBridge hands them on: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
import type { Json, News } from './news.ts';

const failedStates = /^(FAILED|TIMED_OUT|TIMEOUT|ERROR|ABORTED|Failed)$/;

export const textAt = (from: unknown, name: string): string | undefined => {
  const value = from !== null && typeof from === 'object' ? (from as Json)[name] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
};

const last = (arn: string | undefined, separator = ':') => arn?.split(separator).at(-1);

/** By the event's `detail-type`; AWS documents the details with each service. */
const readers: Readonly<Record<string, (detail: Json, event: Json) => News>> = {
  'Glue Job State Change': (detail) => ({
    failed: failedStates.test(textAt(detail, 'state') ?? ''),
    service: 'glue-jobs',
    pipeline: textAt(detail, 'jobName'),
    run: textAt(detail, 'jobRunId'),
    cause: textAt(detail, 'message'),
  }),
  'Glue Crawler State Change': (detail) => ({
    failed: failedStates.test(textAt(detail, 'state') ?? ''),
    service: 'glue-crawlers',
    pipeline: textAt(detail, 'crawlerName'),
    cause: textAt(detail, 'errorMessage') ?? textAt(detail, 'message'),
  }),
  'Step Functions Execution Status Change': (detail) => ({
    failed: failedStates.test(textAt(detail, 'status') ?? ''),
    service: 'step-functions',
    pipeline: last(textAt(detail, 'stateMachineArn')),
    run: textAt(detail, 'executionArn'),
    cause: [textAt(detail, 'error'), textAt(detail, 'cause')].filter(Boolean).join(': ') || undefined,
  }),
  'DMS Replication Task State Change': (detail, event) => {
    const [task] = Array.isArray(event.resources) ? (event.resources as readonly string[]) : [];
    const words = `${textAt(detail, 'category')} ${textAt(detail, 'eventType')}`;
    return {
      failed: /fail|error/i.test(words),
      service: 'dms',
      pipeline: last(task),
      run: task,
      cause: textAt(detail, 'detailMessage'),
    };
  },
  'CloudWatch Alarm State Change': (detail) => ({
    failed: textAt(detail.state, 'value') === 'ALARM',
    pipeline: textAt(detail, 'alarmName'),
    cause: textAt(detail.state, 'reason'),
  }),
  'Redshift Data Statement Status Change': (detail) => ({
    failed: failedStates.test(textAt(detail, 'state') ?? ''),
    service: 'redshift',
    pipeline: textAt(detail, 'statementName') || undefined,
    run: textAt(detail, 'statementId'),
  }),
  'Athena Query State Change': (detail) => ({
    failed: failedStates.test(textAt(detail, 'currentState') ?? ''),
    service: 'athena',
    run: textAt(detail, 'queryExecutionId'),
    cause: textAt(detail.athenaError, 'errorMessage'),
  }),
};

/** Undefined for what is no event; of an event of another kind its state counts, as far as it has one. */
export function eventBridgeNews(event: Json): News | undefined {
  const type = event['detail-type'];
  const { detail } = event;
  if (typeof type !== 'string' || detail === null || typeof detail !== 'object') return undefined;
  const known = readers[type];
  if (known) return known(detail as Json, event);
  const state = textAt(detail, 'state') ?? textAt(detail, 'status') ?? '';
  return { failed: failedStates.test(state), pipeline: type, cause: textAt(detail, 'message') };
}
