import type { LogLevel } from '../../core/logEvent.ts';

const words: readonly (readonly [LogLevel, RegExp])[] = [
  [
    'error',
    /^(?:[\s[(|]|\S+\s+){0,4}?(?:ERROR|FATAL|CRITICAL|SEVERE)\b|^\w*(?:Error|Exception)\b.*:|^Traceback \(most recent/,
  ],
  ['warn', /^(?:[\s[(|]|\S+\s+){0,4}?(?:WARN|WARNING)\b|^\S+:\d+: \w*Warning:/],
  ['info', /^(?:[\s[(|]|\S+\s+){0,4}?(?:INFO|NOTICE)\b/],
  ['debug', /^(?:[\s[(|]|\S+\s+){0,4}?(?:DEBUG|TRACE)\b/],
];

/** The level that a line itself names near its beginning, as log4j, Python's logging, Spark and tracebacks do. */
export function levelOf(message: string): LogLevel | undefined {
  const head = message.slice(0, 200);
  return words.find(([, pattern]) => pattern.test(head))?.[0];
}
