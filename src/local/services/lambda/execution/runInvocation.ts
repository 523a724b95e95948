/** One invocation, from START to REPORT, as https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html shows them. */
import type { LambdaFunction } from '../functionStore.ts';
import { engineOf } from './runtimes.ts';
import type { WarmWorker, WorkerPool } from './workerPool.ts';
import { type HandlerError, type HandlerResult, InitError, WorkerExit } from './workerProcess.ts';

export interface Invocation {
  readonly requestId: string;
  readonly region: string;
  readonly fn: LambdaFunction;
  readonly invokedArn: string;
  readonly event: unknown;
  readonly clientContext?: unknown;
}

export interface InvocationResult {
  /** JSON text. */
  readonly payload: string;
  readonly failed: boolean;
  /** The last 4 KB of what it logged. */
  readonly logTail: string;
}

/** Lambda's limit for an answer. */
const maxAnswerBytes = 6_291_556;
const tailBytes = 4096;

/** @throws Fault TooManyRequestsException; AppError when the runtime cannot be had */
export async function runInvocation(
  pool: WorkerPool,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<InvocationResult> {
  const { fn, region } = invocation;
  const worker = await pool.take(region, fn, signal);
  const tail: string[] = [];
  const say = (line: string) => {
    tail.push(line);
    worker.log.add(line);
  };
  worker.process.onLine = (line) => say(line);
  try {
    return await withReport(worker, invocation, say, tail);
  } finally {
    worker.process.onLine = (line) => worker.log.add(line);
    await worker.log.flush();
    pool.give(worker);
  }
}

async function withReport(
  worker: WarmWorker,
  invocation: Invocation,
  say: (line: string) => void,
  tail: readonly string[],
): Promise<InvocationResult> {
  const { fn, requestId } = invocation;
  const isCold = worker.initMs === undefined;
  let outcome: { result?: HandlerResult; error?: HandlerError };
  let started = Date.now();
  const initStarted = started;
  try {
    await worker.process.ready;
    say(`START RequestId: ${requestId} Version: ${fn.version}`);
    started = Date.now();
    outcome = await withTimeout(worker, invocation, started);
  } catch (error) {
    say(`START RequestId: ${requestId} Version: ${fn.version}`);
    outcome = { error: startFailure(error, requestId) };
    await worker.process.kill();
  }
  const error = outcome.error ?? outcome.result?.error ?? answerTooLarge(outcome.result);
  if (error) say(errorLine(fn, error, requestId));
  say(`END RequestId: ${requestId}`);
  const ms = Date.now() - started;
  const init = isCold ? (worker.initMs ?? started - initStarted) : undefined;
  say(reportLine(fn, requestId, ms, outcome.result?.memoryMb, init));
  return {
    payload: error ? JSON.stringify(error) : (outcome.result?.payload ?? 'null'),
    failed: error !== undefined,
    logTail: lastBytes(`${tail.join('\n')}\n`),
  };
}

async function withTimeout(
  worker: WarmWorker,
  invocation: Invocation,
  started: number,
): Promise<{ result?: HandlerResult; error?: HandlerError }> {
  const { fn, requestId } = invocation;
  const seconds = fn.timeout;
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), seconds * 1000);
  try {
    const message = {
      requestId,
      functionArn: invocation.invokedArn,
      deadlineMs: started + seconds * 1000,
      event: invocation.event,
      clientContext: invocation.clientContext,
    };
    const result = await Promise.race([worker.process.invoke(message), late]);
    if (result !== 'late') return { result };
    await worker.process.kill();
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
    return { error: { errorType: 'Sandbox.Timedout', errorMessage } };
  } catch (error) {
    return { error: startFailure(error, requestId) };
  } finally {
    clearTimeout(timer);
  }
}

function reportLine(
  fn: LambdaFunction,
  requestId: string,
  ms: number,
  memoryMb: number | undefined,
  initMs: number | undefined,
): string {
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Billed Duration: ${Math.max(1, Math.ceil(ms))} ms`,
    `Memory Size: ${fn.memorySize} MB`,
    // Of a process that was ended nobody knows.
    ...(memoryMb === undefined ? [] : [`Max Memory Used: ${memoryMb} MB`]),
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ].join('\t');
}

function startFailure(error: unknown, requestId: string): HandlerError {
  if (error instanceof InitError) return error.payload;
  if (error instanceof WorkerExit) {
    return {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${error.message}`,
    };
  }
  throw error;
}

function answerTooLarge(result: HandlerResult | undefined): HandlerError | undefined {
  if (Buffer.byteLength(result?.payload ?? '') <= maxAnswerBytes) return undefined;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxAnswerBytes} bytes).`,
  };
}

/** As the runtimes log an error that the handler did not take. */
function errorLine(fn: LambdaFunction, error: HandlerError, requestId: string): string {
  const now = new Date().toISOString();
  if (error.errorType === 'Sandbox.Timedout') {
    return `${now} ${requestId} Task timed out after ${fn.timeout.toFixed(2)} seconds`;
  }
  if (error.errorType === 'Runtime.ExitError') return String(error.errorMessage);
  if (engineOf(fn.runtime) === 'node') {
    return `${now}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: error.errorType, errorMessage: error.errorMessage, stack: error.trace })}`;
  }
  const stack = Array.isArray(error.stackTrace) ? error.stackTrace.join('') : '';
  return `[ERROR] ${error.errorType}: ${error.errorMessage}${stack ? `\nTraceback (most recent call last):\n${stack.trimEnd()}` : ''}`;
}

function lastBytes(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString('utf8');
}
