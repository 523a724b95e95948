import { expect, it } from 'vitest';
import type { LogEvent } from '../../core/logEvent.ts';
import type { RunId, RunRef } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import type { RunSource } from '../service.ts';
import { followLogs } from './runLogs.ts';

const ctx = {} as Ctx;
const { signal } = new AbortController();
const ref = (service: string, id: string): RunRef => ({
  service,
  id: id as RunId,
  of: { kind: `${service}.x`, path: [] },
});
const line = (message: string): LogEvent => ({ timestamp: 0, message, stream: 'output' });

function sourceWith(logs: RunSource['logs']): RunSource {
  return { ...(logs ? { logs } : {}) } as RunSource;
}

it('joins the logs of the runs that steps started, each once, with the step before the stream', async () => {
  const sources: Record<string, RunSource> = {
    jobs: sourceWith(async function* (_, { id }) {
      yield [line(`${id} one`)];
      yield [line(`${id} two`)];
    }),
    machines: sourceWith(undefined),
  };
  const seen: string[] = [];
  const logs = followLogs(
    ctx,
    (service) => sources[service],
    async (lines) => void seen.push(...lines.map(({ stream, message }) => `${stream}: ${message}`)),
    signal,
  );
  logs.follow(ref('machines', 'm'));
  logs.follow(ref('jobs', 'a'), 'Clean');
  logs.follow(ref('jobs', 'a'), 'Clean');
  logs.follow(ref('jobs', 'b'));
  await logs.ended();
  expect(seen.filter((each) => each.startsWith('Clean'))).toEqual(['Clean · output: a one', 'Clean · output: a two']);
  expect(seen.filter((each) => !each.startsWith('Clean'))).toEqual(['output: b one', 'output: b two']);
});

it('tells of a log that cannot be read, after the others have ended', async () => {
  const seen: string[] = [];
  const sources: Record<string, RunSource> = {
    broken: sourceWith(async function* () {
      yield [line('before')];
      throw new Error('The log group is gone.');
    }),
    whole: sourceWith(async function* () {
      yield [line('first')];
      yield [line('last')];
    }),
  };
  const logs = followLogs(
    ctx,
    (service) => sources[service],
    async (lines) => void seen.push(...lines.map(({ message }) => message)),
    signal,
  );
  logs.follow(ref('broken', '1'));
  logs.follow(ref('whole', '2'));
  await expect(logs.ended()).rejects.toThrow('The log group is gone.');
  expect(seen).toContain('last');
});
