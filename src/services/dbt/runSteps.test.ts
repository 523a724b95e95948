import { describe, expect, it } from 'vitest';
import type { DbtEvent } from './events.ts';
import { RunSteps, shortName } from './runSteps.ts';

const at = Date.parse('2026-03-01T10:00:00Z');
const model = { unique_id: 'model.shop.fct_sales', resource_type: 'model', materialized: 'table' };
const test = { unique_id: 'test.shop.unique_fct_sales_id.ab12', resource_type: 'test', materialized: 'test' };
const event = (name: string, more: Partial<DbtEvent>): DbtEvent => ({ at, name, level: 'debug', message: '', ...more });

const selected = event('Selected', { nodes: [model, test] });
const started = event('NodeStart', { node: { ...model, node_started_at: '2026-03-01T10:00:01.5' } });
const finished = event('NodeFinished', {
  node: { ...model, node_finished_at: '2026-03-01T10:00:03', relation: '"shop"."fct_sales"' },
  result: { status: 'success', message: 'SELECT 5', rows_affected: 5 },
});

function stepsAfter(...events: readonly DbtEvent[]) {
  const steps = new RunSteps();
  steps.add(events);
  return steps;
}

describe('RunSteps', () => {
  it('has what will run before it begins, behind what has begun', () => {
    const steps = stepsAfter(event('Selected', { nodes: [test, model] }), started).steps(false);
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['fct_sales', 'running'],
      ['unique_fct_sales_id', 'waiting'],
    ]);
    expect(steps[0]).toMatchObject({ type: 'table', startedAt: Date.parse('2026-03-01T10:00:01.5Z') });
  });

  it('says how a node went, with its rows and its relation', () => {
    const [step] = stepsAfter(selected, started, finished).steps(false);
    expect(step).toMatchObject({ state: 'succeeded', endedAt: Date.parse('2026-03-01T10:00:03Z') });
    expect(JSON.parse(step?.output ?? '')).toEqual({
      message: 'SELECT 5',
      relation: '"shop"."fct_sales"',
      rowsAffected: 5,
    });
  });

  it('tells failures, warnings and what was skipped apart', () => {
    const ended = (status: string) =>
      stepsAfter(
        event('NodeFinished', { node: test, result: { status, message: 'Got 2 results', num_failures: 2 } }),
      ).steps(true)[0];
    expect(ended('fail')).toMatchObject({ state: 'failed', error: { name: 'fail', message: 'Got 2 results' } });
    expect(ended('warn')?.state).toBe('caught');
    expect(ended('skipped')?.state).toBe('skipped');
  });

  it('has nothing running once the run is over', () => {
    const steps = stepsAfter(selected, started);
    expect(steps.steps(false)[0]?.state).toBe('running');
    expect(steps.steps(true)[0]?.state).toBe('stopped');
  });
});

describe('shortName', () => {
  it('is what people call a node', () => {
    expect(shortName('model.shop.fct_sales')).toBe('fct_sales');
    expect(shortName('source.shop.landing.raw_orders')).toBe('landing.raw_orders');
    expect(shortName('test.shop.unique_x.ab12')).toBe('unique_x');
    expect(shortName('test.shop.my_own_test')).toBe('my_own_test');
  });
});
