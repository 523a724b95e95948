/** Invocations from here: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { AppError, toAppError } from '../../core/appError.ts';
import { covers } from '../../core/effect.ts';
import { t } from '../../core/l10n.ts';
import type { RunId, RunRef } from '../../core/run.ts';
import { reportingTo } from '../../platform/createCtx.ts';
import type { Ctx } from '../../platform/ctx.ts';
import {
  homeOfInvocations,
  type InvocationRecord,
  pruneInvocations,
  readInvocation,
  writeInvocation,
} from '../../platform/runs/invocationFiles.ts';
import { lambdaClient } from './lambdaClient.ts';
import { errorOfPayload } from './reportLines.ts';

export interface InvokeRequest {
  /** JSON, or `@` and the name of a JSON file of the workspace. */
  readonly payload: string;
  readonly qualifier?: string | undefined;
}

export function invocationRef(name: string, id: string): RunRef {
  return { service: 'lambda', id: id as RunId, of: { kind: 'lambda.function', path: [name] } };
}

/**
 * Starts an invocation and gives it back at once; what it answers is kept beside its event.
 * @throws AppError `invalid-input` for an event that is no JSON, before anything is sent; `read-only`
 */
export async function startInvocation(
  ctx: Ctx,
  name: string,
  request: InvokeRequest,
  way: InvocationRecord['way'],
  signal: AbortSignal,
): Promise<RunRef> {
  if (!covers(ctx.granted, 'write')) {
    throw new AppError('read-only', t('{0} changes things, and was not allowed to here.', 'Invoke'));
  }
  const record: InvocationRecord = {
    id: randomUUID(),
    home: homeOfInvocations(ctx),
    function: name,
    qualifier: request.qualifier || undefined,
    way,
    payload: await readPayload(ctx, request.payload),
    owner: process.pid,
    startedAt: Date.now(),
  };
  await writeInvocation(ctx, record);
  // With clients of its own: those of an action end with it.
  const called = reportingTo(ctx, ctx.report, (own) => call(own, record, signal));
  // What is only put into a queue is there in a moment, or refused: then nothing was started.
  if (way === 'event') {
    const ended = await called;
    if (ended.failure) throw new AppError('failed', ended.failure.message);
  } else void called;
  return invocationRef(name, record.id);
}

/** Started again with the same event. */
export async function invokeAgain(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const record = await readInvocation(ctx, ref.id);
  const name = ref.of.path[0] ?? '';
  if (!record) {
    throw new AppError('unsupported', t('Lambda does not keep the event of an invocation.'), {
      hint: t('Only what was invoked from Strata can be invoked again.'),
    });
  }
  return await startInvocation(ctx, name, record, record.way, signal);
}

async function call(ctx: Ctx, record: InvocationRecord, signal: AbortSignal): Promise<InvocationRecord> {
  const ended = { ...record, ...(await answerOf(ctx, record, signal)), endedAt: Date.now() };
  try {
    await writeInvocation(ctx, ended);
    await pruneInvocations(ctx);
  } catch (error) {
    ctx.log.error(`the answer of ${record.function} could not be kept`, error);
  }
  return ended;
}

async function answerOf(ctx: Ctx, record: InvocationRecord, signal: AbortSignal): Promise<Partial<InvocationRecord>> {
  try {
    const lambda = await lambdaClient(ctx);
    const command = new InvokeCommand({
      FunctionName: record.function,
      Payload: Buffer.from(record.payload),
      ...(record.qualifier === undefined ? {} : { Qualifier: record.qualifier }),
      ...(record.way === 'event'
        ? { InvocationType: 'Event' }
        : { InvocationType: 'RequestResponse', LogType: 'Tail' }),
    });
    const output = await lambda.send(command, { abortSignal: signal });
    const answer = Buffer.from(output.Payload ?? []).toString('utf8');
    const { requestId } = output.$metadata;
    return {
      ...(requestId === undefined ? {} : { requestId }),
      ...(record.way === 'event' ? {} : { answer }),
      version: output.ExecutedVersion,
      ...(output.LogResult ? { logTail: Buffer.from(output.LogResult, 'base64').toString('utf8') } : {}),
      ...(output.FunctionError ? { failure: errorOfPayload(answer) } : {}),
    };
  } catch (error) {
    const { message } = toAppError(error);
    return { failure: { message } };
  }
}

/** @throws AppError `invalid-input`, `untrusted-workspace` where a file of the workspace may not be read */
export async function readPayload(ctx: Ctx, given: string): Promise<string> {
  const text = given.trim().startsWith('@') ? await readEvent(ctx, given.trim().slice(1)) : given;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AppError('invalid-input', t('The event is not JSON: {0}', (error as Error).message), {
      hint: t('Give JSON, or @ and the name of a JSON file: {0}', '@events/order.json'),
    });
  }
}

async function readEvent({ workspace: { root, trusted } }: Ctx, name: string): Promise<string> {
  if (!trusted) throw new AppError('untrusted-workspace', t('Files of an untrusted workspace are not used.'));
  try {
    return await readFile(path.resolve(root ?? process.cwd(), name), 'utf8');
  } catch (error) {
    throw new AppError('invalid-input', t('There is no event file {0}.', name), {
      hint: t('Its name is relative to the workspace: {0}', root ?? process.cwd()),
      cause: error,
    });
  }
}
