import { expect, test } from 'vitest';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import type { Run, RunId, Step, StepState } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { RunSource, Service } from '../../platform/service.ts';
import { freshnessOf } from './freshness.ts';

const cube: DeclaredCube = {
  name: 'cube_sales',
  title: 'cube_sales',
  engine: 'redshift',
  place: {},
  relation: { kind: 'table', path: ['gold', 'cube_sales'] },
  facts: { kind: 'table', path: ['gold', 'fct_sales'] },
  refresh: { kind: 'dbt', model: 'cube_sales' },
  source: { kind: 'dbt', file: 'cube_sales.sql' },
};

/** A run of dbt by what it did to which model, and when that ended. */
type Built = Readonly<Record<string, readonly [StepState, number]>>;

/** Newest first, as they are listed. */
async function fresh(kind: 'local' | 'aws', ...runs: readonly Built[]) {
  const source: Pick<RunSource, 'list' | 'steps'> = {
    list: async () => ({
      items: runs.map(
        (_, i): Run => ({
          ref: { service: 'dbt', id: String(i) as RunId, of: { kind: 'dbt.project', path: ['gold'] } },
          title: 'dbt build',
          state: 'succeeded',
          stateLabel: 'SUCCEEDED',
        }),
      ),
    }),
    steps: async (_, { id }) =>
      Object.entries(runs[Number(id)] ?? {}).map(
        ([name, [state, endedAt]]) =>
          ({ id: `model.gold.${name}`, name, type: 'table', state, endedAt, attempts: 1 }) as Step,
      ),
  };
  const ctx = { connection: { kind } } as Ctx;
  const peers = () => ({ runs: source }) as unknown as Service;
  return await freshnessOf(ctx, peers, cube, new AbortController().signal);
}

test('a cube of dbt is as old as its model, and stale once its facts are newer', async () => {
  const both: Built = { fct_sales: ['succeeded', 100], cube_sales: ['succeeded', 200] };
  expect(await fresh('local', both)).toEqual({ at: 200, stale: false });
  expect(await fresh('local', { fct_sales: ['succeeded', 300] }, both)).toEqual({ at: 200, stale: true });
  expect(await fresh('local', { fct_sales: ['failed', 300], cube_sales: ['skipped', 300] }, both)).toEqual({
    at: 200,
    stale: false,
  });
});

test('where nobody here has built it, or others build it too, nothing is said', async () => {
  expect(await fresh('local')).toEqual({});
  expect(await fresh('aws', { cube_sales: ['succeeded', 200] })).toEqual({});
});
