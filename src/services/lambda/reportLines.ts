/**
 * Invocations read from the lines of a log stream, in both formats that Lambda writes:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
import type { RunError } from '../../core/run.ts';

export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

export interface Report {
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryMb?: number;
  readonly usedMb?: number;
  /** Of a cold start. */
  readonly initMs?: number;
}

/** One try of one request. Lambda runs one at a time in a stream. */
export interface LoggedInvocation {
  readonly requestId: string;
  readonly version?: string;
  readonly startedAt: number;
  /** Absent while there is no REPORT line. */
  readonly endedAt?: number;
  readonly report: Report;
  readonly error?: RunError;
  readonly lines: readonly LogLine[];
}

interface Open {
  requestId: string;
  version?: string;
  startedAt: number;
  endedAt?: number;
  report: Report;
  status?: string;
  error?: RunError;
  lines: LogLine[];
}

const id = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
const startText = new RegExp(`^START RequestId: ${id}(?: Version: (\\S+))?`);
const reportText = new RegExp(`^REPORT RequestId: ${id}`);

/** The invocations of a stream, oldest first, from its lines in their order. */
export function readInvocations(lines: readonly LogLine[]): readonly LoggedInvocation[] {
  const found: Open[] = [];
  // What stands before a START is its cold start's.
  let before: LogLine[] = [];
  for (const line of lines) {
    const platform = platformEvent(line.message);
    const start = startOf(line.message, platform);
    if (start) {
      found.push({ ...start, startedAt: line.timestamp, report: {}, lines: [...before, line] });
      before = [];
      continue;
    }
    const reported = reportOf(line.message, platform);
    const open = found.at(-1);
    if (reported) {
      const known = open?.requestId === reported.requestId && open.endedAt === undefined ? open : undefined;
      const { requestId, report, error } = reported;
      const own = known ?? { requestId, startedAt: line.timestamp - (report.durationMs ?? 0), report, lines: [] };
      if (!known) found.push(own);
      own.report = report;
      own.endedAt = line.timestamp;
      own.lines.push(line);
      const said = own.error ?? error;
      if (said) own.error = said;
    } else if (open && open.endedAt === undefined) {
      open.lines.push(line);
      const error = errorOf(line.message);
      if (error) open.error = error;
    } else before.push(line);
  }
  return found;
}

interface PlatformEvent {
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

function platformEvent(message: string): PlatformEvent | undefined {
  if (!/^\s*\{.*"platform\./.test(message)) return undefined;
  try {
    const { type, record } = JSON.parse(message) as Partial<PlatformEvent>;
    return typeof type === 'string' && record ? { type, record } : undefined;
  } catch {
    return undefined;
  }
}

function startOf(
  message: string,
  event: PlatformEvent | undefined,
): { requestId: string; version?: string } | undefined {
  if (event) {
    if (event.type !== 'platform.start') return undefined;
    const { requestId, version } = event.record;
    return { requestId: String(requestId), ...(version === undefined ? {} : { version: String(version) }) };
  }
  const [, requestId, version] = startText.exec(message) ?? [];
  return requestId === undefined ? undefined : { requestId, ...(version === undefined ? {} : { version }) };
}

function reportOf(
  message: string,
  event: PlatformEvent | undefined,
): { readonly requestId: string; readonly report: Report; readonly error?: RunError } | undefined {
  if (event) return event.type === 'platform.report' ? reportOfEvent(event.record) : undefined;
  const requestId = reportText.exec(message)?.[1];
  if (requestId === undefined) return undefined;
  const number = (label: string) => {
    const text = new RegExp(`(?:^|\\t|\\s)${label}: ([\\d.]+) (?:ms|MB)`).exec(message)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  const status = /\bStatus: (\w+)/.exec(message)?.[1];
  const type = /\bError Type: (\S+)/.exec(message)?.[1];
  return {
    requestId,
    report: reportWith({
      // `Billed Duration` and `Init Duration` end in the same word.
      durationMs: Number(
        /\tDuration: ([\d.]+) ms|^REPORT RequestId: \S+\s+Duration: ([\d.]+) ms/.exec(message)?.slice(1).find(Boolean),
      ),
      billedMs: number('Billed Duration'),
      memoryMb: number('Memory Size'),
      usedMb: number('Max Memory Used'),
      initMs: number('Init Duration'),
    }),
    ...errorOfStatus(status, type),
  };
}

function reportOfEvent(record: Readonly<Record<string, unknown>>) {
  const metrics = (record.metrics ?? {}) as Readonly<Record<string, number>>;
  return {
    requestId: String(record.requestId),
    report: reportWith({
      durationMs: metrics.durationMs,
      billedMs: metrics.billedDurationMs,
      memoryMb: metrics.memorySizeMB,
      usedMb: metrics.maxMemoryUsedMB,
      initMs: metrics.initDurationMs,
    }),
    ...errorOfStatus(record.status, record.errorType),
  };
}

function reportWith(values: Readonly<Record<keyof Report, number | undefined>>): Report {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

function errorOfStatus(status: unknown, type: unknown): { readonly error?: RunError } {
  if (status === undefined || status === 'success') return {};
  return { error: { ...(type === undefined ? {} : { name: String(type) }), message: String(status) } };
}

/** What a line says of the error that ended the invocation, as the managed runtimes write it. */
export function errorOf(message: string): RunError | undefined {
  const timedOut = /\b(Task timed out after [\d.]+ seconds)/.exec(message)?.[1];
  if (timedOut) return { name: 'Sandbox.Timedout', message: timedOut };
  const exited = /\b(Runtime exited (?:with error: .*|without providing a reason))/.exec(message)?.[1];
  if (exited) return { name: 'Runtime.ExitError', message: exited };
  const [, name, text] = /^\[ERROR\]\s+([\w.]+(?:Error|Exception|Exit|Interrupt|Warning)?): (.*)/.exec(message) ?? [];
  if (name !== undefined) return { name, message: text ?? '' };
  const thrown = /\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s*\t(\{.*)/s.exec(
    message,
  )?.[1];
  return thrown === undefined ? undefined : errorOfPayload(thrown);
}

/** What a failed invocation answered: `{"errorType": …, "errorMessage": …}`. */
export function errorOfPayload(payload: string): RunError {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: unknown; errorMessage?: unknown };
    return {
      ...(errorType === undefined ? {} : { name: String(errorType) }),
      message: errorMessage === undefined ? payload : String(errorMessage),
    };
  } catch {
    return { message: payload };
  }
}
