import { expect, it } from 'vitest';
import { errorOf, readInvocations } from './reportLines.ts';

const a = '6c8d7a3e-0000-4000-8000-00000000000a';
const b = '6c8d7a3e-0000-4000-8000-00000000000b';
const lines = (...messages: readonly string[]) => messages.map((message, i) => ({ timestamp: 1000 + i, message }));

it('reads invocations one after the other, each with its own lines and its report', () => {
  const found = readInvocations(
    lines(
      'INIT_START Runtime Version: python:3.12.v1',
      `START RequestId: ${a} Version: $LATEST`,
      'hello',
      `END RequestId: ${a}`,
      `REPORT RequestId: ${a}\tDuration: 102.25 ms\tBilled Duration: 103 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 250.50 ms\t`,
      `START RequestId: ${b} Version: 7`,
      'second',
    ),
  );
  expect(found).toMatchObject([
    {
      requestId: a,
      version: '$LATEST',
      startedAt: 1001,
      endedAt: 1004,
      report: { durationMs: 102.25, billedMs: 103, memoryMb: 128, usedMb: 40, initMs: 250.5 },
    },
    { requestId: b, version: '7', startedAt: 1005, report: {} },
  ]);
  expect(found[0]?.error).toBeUndefined();
  expect(found[0]?.lines.map(({ message }) => message)).toContain('INIT_START Runtime Version: python:3.12.v1');
  expect(found[1]?.endedAt).toBeUndefined();
  expect(found[1]?.lines).toHaveLength(2);
});

it('reads the JSON format', () => {
  const event = (type: string, record: object) => JSON.stringify({ time: '2026-11-22T00:00:00Z', type, record });
  const found = readInvocations(
    lines(
      event('platform.start', { requestId: a, version: '3' }),
      '{"level":"INFO","message":"platform. is a word too"}',
      event('platform.report', {
        requestId: a,
        status: 'timeout',
        metrics: { durationMs: 3000, billedDurationMs: 3000, memorySizeMB: 128, maxMemoryUsedMB: 30 },
      }),
    ),
  );
  expect(found).toMatchObject([
    { requestId: a, version: '3', report: { durationMs: 3000, usedMb: 30 }, error: { message: 'timeout' } },
  ]);
  expect(found[0]?.lines).toHaveLength(3);
});

it('knows of an invocation whose beginning is not in the lines, and keeps tries of one request apart', () => {
  const report = `REPORT RequestId: ${a}\tDuration: 500.00 ms\tBilled Duration: 500 ms\tMemory Size: 128 MB`;
  const found = readInvocations(
    lines('the end of something', report, `START RequestId: ${a} Version: 1`, "[ERROR] KeyError: 'x'", report),
  );
  expect(found.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([
    [501, 1001],
    [1002, 1004],
  ]);
  expect(found.map(({ error }) => error?.name)).toEqual([undefined, 'KeyError']);
});

it('reads why an invocation failed', () => {
  expect(errorOf(`2026-11-22T00:00:00.000Z ${a} Task timed out after 3.00 seconds`)).toEqual({
    name: 'Sandbox.Timedout',
    message: 'Task timed out after 3.00 seconds',
  });
  expect(errorOf('[ERROR] ValueError: no: such thing\nTraceback (most recent call last):\n  File')).toEqual({
    name: 'ValueError',
    message: 'no: such thing',
  });
  const thrown = JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is not a function', stack: [] });
  expect(errorOf(`2026-11-22T00:00:00.000Z\t${a}\tERROR\tInvoke Error \t${thrown}`)).toEqual({
    name: 'TypeError',
    message: 'x is not a function',
  });
  expect(errorOf(`RequestId: ${a} Error: Runtime exited with error: exit status 1`)?.name).toBe('Runtime.ExitError');
  expect(errorOf('[INFO] all is well')).toBeUndefined();
  expect(errorOf('the word ERROR in passing')).toBeUndefined();
});
