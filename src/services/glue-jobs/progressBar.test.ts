import { describe, expect, it } from 'vitest';
import { parseProgress, Stages } from './progressBar.ts';

describe('parseProgress', () => {
  it('reads one stage, several, and none', () => {
    expect(parseProgress('[Stage 3 (parquet at job.py:12):=====>        (5 + 2) / 10]')).toEqual([
      { stage: 3, name: 'parquet at job.py:12', done: 5, active: 2, tasks: 10 },
    ]);
    expect(parseProgress('[Stage 0:>    (0 + 1) / 1][Stage 1 (a (b) c):>   (0 + 0) / 4]')).toEqual([
      { stage: 0, name: '', done: 0, active: 1, tasks: 1 },
      { stage: 1, name: 'a (b) c', done: 0, active: 0, tasks: 4 },
    ]);
    expect(parseProgress('WARN nothing [Stage x]')).toEqual([]);
  });
});

describe('Stages', () => {
  it('begin with their first line and end with their last task', () => {
    const stages = new Stages();
    stages.add('[Stage 0 (count at a.py:1):>  (0 + 2) / 2]', 100);
    stages.add('[Stage 0 (count at a.py:1):>  (1 + 1) / 2]', 200);
    stages.add('[Stage 0 (count at a.py:1):==>(2 + 0) / 2]', 300);
    stages.add('[Stage 0 (count at a.py:1):==>(2 + 0) / 2]', 400);
    stages.add('[Stage 1 (count at a.py:1):>  (0 + 1) / 8]', 500);
    const first = { id: 'stage-0', name: 'Stage 0 (count at a.py:1)', type: '2/2', attempts: 1 };
    expect(stages.steps('running')).toEqual([
      { ...first, state: 'succeeded', startedAt: 100, endedAt: 300 },
      { id: 'stage-1', name: 'Stage 1 (count at a.py:1)', type: '0/8', state: 'running', startedAt: 500, attempts: 1 },
    ]);
  });

  it.each([
    ['failed', 'failed'],
    ['stopped', 'stopped'],
    ['timed-out', 'stopped'],
    ['succeeded', 'skipped'],
  ] as const)('that a run left when it %s are %s', (run, state) => {
    const stages = new Stages();
    stages.add('[Stage 0:>  (0 + 2) / 2]', 100);
    expect(stages.steps(run)[0]?.state).toBe(state);
  });

  it('that begin again are another attempt', () => {
    const stages = new Stages();
    stages.add('[Stage 0:>  (3 + 1) / 4]', 100);
    stages.add('[Stage 0:>  (0 + 4) / 4]', 200);
    expect(stages.steps('running')[0]).toMatchObject({ attempts: 2, startedAt: 100, type: '0/4' });
  });
});
