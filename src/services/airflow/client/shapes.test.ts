import { describe, expect, it } from 'vitest';
import { dagOf, dagRunOf, importErrorOf, paramsOf, taskInstanceOf, taskOf } from './shapes.ts';

describe('what both versions of the API answer', () => {
  it('gives a DAG of version 2', () => {
    const dag = dagOf({
      dag_id: 'shop',
      is_paused: false,
      is_stale: false,
      timetable_summary: '0 0 * * *',
      next_dagrun_run_after: '2026-11-22T00:00:00Z',
      owners: ['data'],
      tags: [{ name: 'etl', dag_id: 'shop' }],
      fileloc: '/dags/shop.py',
      relative_fileloc: 'shop.py',
    });
    expect(dag).toMatchObject({ schedule: '0 0 * * *', nextRun: Date.UTC(2026, 10, 22), tags: ['etl'], paused: false });
    expect(dag.relativeFile).toBe('shop.py');
  });

  it('gives the same of version 1, whose schedule is an object', () => {
    const common = { dag_id: 'shop', is_active: true, next_dagrun_create_after: '2026-11-22T00:00:00+00:00' };
    const cron = dagOf({ ...common, schedule_interval: { __type: 'CronExpression', value: '@daily' } });
    expect(cron).toMatchObject({ schedule: '@daily', stale: false, nextRun: Date.UTC(2026, 10, 22) });
    const delta = { __type: 'TimeDelta', days: 1, seconds: 30, microseconds: 0 };
    expect(dagOf({ ...common, schedule_interval: delta }).schedule).toBe('86430 s');
    expect(dagOf({ ...common, is_active: false, schedule_interval: null })).toMatchObject({
      stale: true,
      schedule: '',
    });
  });

  it('keeps the order of params, and takes one without a schema for its value', () => {
    const params = paramsOf({
      params: {
        rows: { value: 10, schema: { type: 'integer' }, description: null },
        region: {
          __class: 'airflow.models.param.Param',
          value: 'Lima',
          schema: { type: 'string', description: 'Which' },
        },
        old: 'bare',
      },
    });
    expect(params.map(({ name, value }) => [name, value])).toEqual([
      ['rows', 10],
      ['region', 'Lima'],
      ['old', 'bare'],
    ]);
    expect(params[1]?.description).toBe('Which');
  });

  it('reads the date of a run under either name, and none', () => {
    expect(dagRunOf({ execution_date: '2026-01-01T00:00:00+00:00' }).logicalDate).toBe('2026-01-01T00:00:00+00:00');
    expect(dagRunOf({ logical_date: '2026-01-01T00:00:00Z' }).logicalDate).toBe('2026-01-01T00:00:00Z');
    expect('logicalDate' in dagRunOf({ logical_date: null })).toBe(false);
    expect('endedAt' in dagRunOf({ end_date: null })).toBe(false);
  });

  it('names an operator as its author does, else by its class', () => {
    expect(taskOf({ task_id: 'a', operator_name: '@task', is_mapped: true, extra_links: [] })).toMatchObject({
      operator: '@task',
      mapped: true,
      hasLinks: false,
    });
    const old = { task_id: 'a', class_ref: { class_name: 'GlueJobOperator' }, extra_links: [{ class_ref: {} }] };
    expect(taskOf(old)).toMatchObject({ operator: 'GlueJobOperator', hasLinks: true });
  });

  it('takes a task instance without a state for one that is not scheduled', () => {
    expect(taskInstanceOf({ task_id: 'a', state: null, map_index: -1, try_number: 0 })).toMatchObject({
      state: 'none',
      mapIndex: -1,
      tryNumber: 0,
    });
  });

  it('knows the file of an import error below the folder where Airflow says it so', () => {
    expect(importErrorOf({ import_error_id: 1, filename: 'sub/broken.py' }).relativeFile).toBe('sub/broken.py');
    expect('relativeFile' in importErrorOf({ import_error_id: 1, filename: '/opt/dags/broken.py' })).toBe(false);
  });
});
