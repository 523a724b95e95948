import type { LogEvent } from '../../core/logEvent.ts';
import { levelOf } from './logLevel.ts';

/**
 * The lines of one event of CloudWatch Logs, which may hold many, such as a traceback: a row of a log is one line. A
 * line that names no level has that of the one before it.
 */
export function linesOfEvent(timestamp: number, message: string, stream: string): LogEvent[] {
  let level: LogEvent['level'];
  return message
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => {
      level = levelOf(line) ?? level;
      return { timestamp, message: line, stream, ...(level ? { level } : {}) };
    });
}
