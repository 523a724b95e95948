import { describe, expect, it } from 'vitest';
import type { LogEvent, LogLevel } from '../../src/core/logEvent.ts';
import { everyLine, keptLines, LogLines } from './logLines.ts';

const line = (message: string, level?: LogLevel, stream = 'output'): LogEvent => ({
  timestamp: 0,
  message,
  stream,
  ...(level ? { level } : {}),
});

describe('LogLines', () => {
  it('shows a level and the worse ones, with the lines that belong to them', () => {
    const lines = new LogLines();
    lines.append([
      line('start', 'info'),
      line('Traceback (most recent call last):', 'error'),
      line('  File "job.py", line 3'),
      line('plain'),
    ]);
    lines.setFilter({ ...everyLine, level: 'warn' });
    expect(lines.shown.map(({ message }) => message)).toEqual([
      'Traceback (most recent call last):',
      '  File "job.py", line 3',
    ]);
  });

  it('draws what was said at once over several lines as lines of their own', () => {
    const lines = new LogLines();
    lines.append([line('select 1\r\nfrom t', 'debug'), line('bad\n\nworse', 'error')]);
    expect(lines.shown.map(({ message }) => message)).toEqual(['select 1', 'from t', 'bad', '', 'worse']);
    lines.setFilter({ ...everyLine, level: 'error' });
    expect(lines.shown.map(({ message }) => message)).toEqual(['bad', '', 'worse']);
  });

  it('filters what comes later as what was there', () => {
    const lines = new LogLines();
    lines.setFilter({ ...everyLine, text: 'ROW', stream: 'output' });
    lines.append([line('one row'), line('none'), line('row of errors', undefined, 'error')]);
    expect(lines.shown.map(({ message }) => message)).toEqual(['one row']);
    expect(lines.total).toBe(3);
  });

  it('takes regular expressions, and says when one is none', () => {
    const lines = new LogLines();
    lines.append([line('took 12 ms'), line('took no time')]);
    lines.setFilter({ ...everyLine, text: '\\d+ ms', regex: true });
    expect(lines.shown).toHaveLength(1);
    expect(() => lines.setFilter({ ...everyLine, text: '(', regex: true })).toThrow(SyntaxError);
    expect(lines.shown).toHaveLength(1);
  });

  it('names every stream that wrote, however late', () => {
    const lines = new LogLines();
    lines.append(Array.from({ length: 6000 }, (_, i) => line(`line ${i}`)));
    lines.append([line('broke off', undefined, 'error')]);
    expect(lines.streams).toEqual(['output', 'error']);
  });

  it('begins anew', () => {
    const lines = new LogLines();
    lines.setFilter({ ...everyLine, text: 'row' });
    lines.append([line('row 1'), line('other', undefined, 'error')]);
    lines.clear();
    expect([lines.total, lines.shown, lines.streams]).toEqual([0, [], []]);
    lines.append([line('row 2'), line('other')]);
    expect(lines.shown.map(({ message }) => message)).toEqual(['row 2']);
  });

  it('lets the oldest lines go, and counts them', () => {
    const lines = new LogLines();
    const batch = Array.from({ length: 50_000 }, (_, i) => line(`line ${i}`));
    for (let i = 0; i < 5; i++) lines.append(batch);
    expect(lines.total).toBe(keptLines);
    expect(lines.dropped).toBe(50_000);
  });
});
