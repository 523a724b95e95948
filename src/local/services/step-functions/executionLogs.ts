/** Delivers an execution's events to CloudWatch Logs; https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html. */
import { randomBytes } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Execution, HistoryEvent } from './executionStore.ts';

const flushAfterMs = 200;

export interface EventLog {
  add(event: HistoryEvent): void;
  flush(): Promise<void>;
}

/** Undefined when the machine's logging configuration asks for none. */
export function openEventLog(kernel: Kernel, execution: Execution): EventLog | undefined {
  const { logging } = execution;
  const arn = logging?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  const level = logging?.level ?? 'OFF';
  if (!arn || level === 'OFF') return undefined;
  const logGroupName = arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '';
  const day = new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const logStreamName = `states/${execution.machineName}/${day}/${randomBytes(4).toString('hex')}`;
  const caller = { region: execution.region, signal: new AbortController().signal };
  let waiting: { timestamp: number; message: string }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  const send = async () => {
    try {
      await kernel.call('logs', 'CreateLogStream', { logGroupName, logStreamName }, caller).catch((error: unknown) => {
        if (!(error instanceof Fault && error.code === 'ResourceAlreadyExistsException')) throw error;
      });
      while (waiting.length > 0) {
        const logEvents = waiting.splice(0, 1000);
        await kernel.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, caller);
      }
    } catch (error) {
      waiting = [];
      kernel.log.error(`the events of ${execution.arn} did not reach ${logGroupName}`, error);
    }
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    // One delivery after another: lines keep their order.
    sending = (sending ?? Promise.resolve()).then(send);
    await sending;
  };

  return {
    add(event) {
      if (!wanted(event.type, level)) return;
      waiting.push({ timestamp: event.timestamp, message: lineOf(execution, event) });
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => kernel.log.error('log delivery failed', error));
      }, flushAfterMs);
    },
    flush,
  };
}

function wanted(type: string, level: 'ALL' | 'ERROR' | 'FATAL'): boolean {
  if (level === 'ALL') return true;
  if (level === 'FATAL') return /^Execution(Failed|Aborted|TimedOut)$/.test(type);
  return /(Failed|Aborted|TimedOut)$/.test(type) || type === 'FailStateEntered';
}

function lineOf(execution: Execution, event: HistoryEvent): string {
  const data = new Set(['input', 'output', 'parameters', 'inputDetails', 'outputDetails', 'assignedVariables']);
  const shown = execution.logging?.includeExecutionData
    ? event.details
    : Object.fromEntries(Object.entries(event.details ?? {}).filter(([name]) => !data.has(name)));
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: shown ?? {},
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: execution.arn,
    redrive_count: String(execution.redriveCount),
  });
}
