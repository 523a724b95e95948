import type { HistoryEvent } from './executionStore.ts';

/** These say all they have to say by their type. */
const bare = new Set([
  'LambdaFunctionStarted',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateAborted',
  'MapRunSucceeded',
  'MapRunAborted',
  'TaskStateAborted',
  'WaitStateAborted',
]);

/** The member of HistoryEvent that carries an event's details, such as `taskScheduledEventDetails`. */
export function detailsMember(type: string): string | undefined {
  if (bare.has(type)) return undefined;
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`;
}

/** What is left out of a history without execution data. */
const executionData = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'cause',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/** An event in the shape of https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html. */
export function historyEventShape(event: HistoryEvent, withData: boolean): Record<string, unknown> {
  const member = detailsMember(event.type);
  const details = withData
    ? event.details
    : Object.fromEntries(Object.entries(event.details ?? {}).filter(([name]) => !executionData.has(name)));
  return {
    timestamp: new Date(event.timestamp),
    type: event.type,
    id: event.id,
    previousEventId: event.previousEventId,
    ...(member && event.details ? { [member]: details } : {}),
  };
}
