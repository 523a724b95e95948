import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { TestEndpoint } from '../../support/endpoint.ts';

/** Rarely, so that asking takes nothing from what is measured; the times are those of the history. */
const pollMs = 250;

/** A finished execution and where its time went, in milliseconds. */
export interface Execution {
  readonly output: unknown;
  readonly total: number;
  /** In Wait states: what the machine's author wants to be waited. */
  readonly waited: number;
  /** From entering to leaving the state. */
  readonly timeIn: (state: string) => number;
}

/** Starts a state machine and follows it to its end. @throws Error with its cause when it does not succeed */
export async function runMachine(
  endpoint: Pick<TestEndpoint, 'client'>,
  stateMachineArn: string,
  signal: AbortSignal,
): Promise<Execution> {
  const client = new SFNClient(endpoint.client);
  try {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    for (;;) {
      await sleep(pollMs, undefined, { signal });
      const { status, cause, output, startDate, stopDate } = await client.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      if (status === 'RUNNING') continue;
      if (status !== 'SUCCEEDED') throw new Error(`The execution ended ${status}: ${cause}`);
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return {
        output: JSON.parse(output ?? 'null'),
        total: millisecondsBetween(startDate, stopDate),
        waited: timeBetween(events, 'WaitStateEntered', 'WaitStateExited'),
        timeIn: (state) => {
          const entered = events.filter((event) => event.stateEnteredEventDetails?.name === state);
          const exited = events.filter((event) => event.stateExitedEventDetails?.name === state);
          return sumOfPairs(entered, exited);
        },
      };
    }
  } finally {
    client.destroy();
  }
}

export function millisecondsBetween(start: Date | undefined, end: Date | undefined): number {
  if (!start || !end) throw new Error('A time is missing.');
  return end.getTime() - start.getTime();
}

function timeBetween(events: readonly HistoryEvent[], begin: string, end: string): number {
  return sumOfPairs(
    events.filter(({ type }) => type === begin),
    events.filter(({ type }) => type === end),
  );
}

/** Nothing in the machine runs beside something else, so the first entering belongs to the first leaving. */
function sumOfPairs(entered: readonly HistoryEvent[], exited: readonly HistoryEvent[]): number {
  return entered.reduce((sum, event, i) => sum + millisecondsBetween(event.timestamp, exited[i]?.timestamp), 0);
}
