import { describe, expect, it } from 'vitest';
import { pythonStrings } from './pythonStrings.ts';
import { logPieceOf } from './taskLog.ts';

describe('logPieceOf', () => {
  it('reads the events of Airflow 3, and where to read on', () => {
    const piece = logPieceOf({
      content: [
        { event: '::group::Log message source details' },
        { timestamp: '2026-11-22T02:32:03.940Z', event: 'line 1', level: 'info' },
      ],
      continuation_token: 'next',
    });
    expect(piece.lines).toEqual([
      { text: '::group::Log message source details' },
      { at: Date.UTC(2026, 10, 22, 2, 32, 3, 940), level: 'info', text: 'line 1' },
    ]);
    expect(piece.next).toBe('next');
    expect(logPieceOf({ content: [], continuation_token: null })).toEqual({ lines: [] });
  });

  it('writes a traceback as Python does, with the frames of the user alone', () => {
    const frames = [
      { filename: '/venv/lib/python3.11/site-packages/airflow/task_runner.py', lineno: 1, name: 'run' },
      { filename: '/dags/shop.py', lineno: 33, name: 'flaky' },
    ];
    const error = { exc_type: 'ValueError', exc_value: 'not yet', is_cause: false, frames };
    const { lines } = logPieceOf({ content: [{ event: 'Task failed', level: 'error', error_detail: [error] }] });
    expect(lines.map(({ text }) => text)).toEqual([
      'Task failed',
      'Traceback (most recent call last):',
      '  File "/dags/shop.py", line 33, in flaky',
      'ValueError: not yet',
    ]);
  });

  it('shows all frames where all are of packages', () => {
    const frames = [{ filename: '/site-packages/a.py', lineno: 1, name: 'run' }];
    const { lines } = logPieceOf({
      content: [{ event: 'x', error_detail: [{ exc_type: 'E', exc_value: '', frames }] }],
    });
    expect(lines[2]?.text).toContain('/site-packages/a.py');
  });

  it('reads the text of Airflow 2, a traceback with the moment of its line', () => {
    const text =
      '[2026-11-22T02:36:29.751+0000] {taskinstance.py:1} INFO - begun\\n[2026-11-22T02:36:30.000+0200] {a.py:2} ERROR - failed\\nTraceback (most recent call last):\\n';
    const { lines } = logPieceOf({ content: `[('host', '${text}')]`, continuation_token: 't' });
    expect(lines).toEqual([
      { at: Date.UTC(2026, 10, 22, 2, 36, 29, 751), level: 'info', text: 'begun' },
      { at: Date.UTC(2026, 10, 22, 0, 36, 30), level: 'error', text: 'failed' },
      { at: Date.UTC(2026, 10, 22, 0, 36, 30), level: 'error', text: 'Traceback (most recent call last):' },
    ]);
  });
});

describe('pythonStrings', () => {
  it('undoes what repr escapes', () => {
    expect(pythonStrings(`[('h', "it's\\n\\tñ \\xf1 \\u20ac \\\\"), ('i', '')]`)).toEqual([
      'h',
      "it's\n\tñ ñ € \\",
      'i',
      '',
    ]);
    expect(pythonStrings('[]')).toEqual([]);
  });

  it('leaves what is no list', () => {
    expect(pythonStrings('*** no log')).toBeUndefined();
  });
});
