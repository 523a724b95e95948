import { expect, it } from 'vitest';
import type { Run, RunId } from '../../core/run.ts';
import { runsOfParents } from './runsOfParents.ts';

const run = (job: string, startedAt?: number): Run => ({
  ref: { service: 'jobs', id: `${job} ${startedAt}` as RunId, of: { kind: 'jobs.job', path: [job] } },
  title: job,
  state: 'succeeded',
  stateLabel: 'SUCCEEDED',
  ...(startedAt === undefined ? {} : { startedAt }),
});
const runs: Record<string, Run[]> = { a: [run('a', 5), run('a', 1)], b: [run('b', 4), run('b')], c: [] };

it('puts the runs of a page of parents in one order, and goes on where the parents do', async () => {
  const page = await runsOfParents({ items: ['a', 'b', 'c'], next: 'd' }, 10, async (name) => runs[name] ?? []);
  expect(page.items.map(({ title, startedAt }) => [title, startedAt])).toEqual([
    ['a', 5],
    ['b', 4],
    ['a', 1],
    ['b', undefined],
  ]);
  expect(page.next).toBe('d');
});

it('gives the newest where there are more than wanted', async () => {
  const page = await runsOfParents({ items: ['b', 'a'] }, 2, async (name) => runs[name] ?? []);
  expect(page.items.map(({ startedAt }) => startedAt)).toEqual([5, 4]);
  expect(page.next).toBeUndefined();
});
