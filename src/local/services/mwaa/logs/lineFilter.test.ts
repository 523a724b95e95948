import { expect, it } from 'vitest';
import { levelFilter } from './lineFilter.ts';

it('keeps lines from a level on, in the formats of both Airflows, and what belongs to them', () => {
  const lines = [
    'printed before anything else',
    '{"timestamp":"2026-01-01T00:00:00Z","level":"info","event":"started"}',
    '{"timestamp":"2026-01-01T00:00:01Z","level":"error","event":"Task failed"}',
    '  File "dag.py", line 3',
    '[2026-01-01T00:00:02.000+0000] {taskinstance.py:12} INFO - done',
    'and more of it',
    '[2026-01-01T00:00:03.000+0000] {taskinstance.py:12} WARNING - late',
  ];
  expect(lines.filter(levelFilter('WARNING'))).toEqual([lines[0], lines[2], lines[3], lines[6]]);
  expect(lines.filter(levelFilter('INFO'))).toEqual(lines);
});
