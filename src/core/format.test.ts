import { afterEach, describe, expect, it } from 'vitest';
import { formatAge, formatBytes, formatDateTime, formatDuration, formatNumber, formatTime } from './format.ts';
import { configureL10n, t, translated } from './l10n.ts';

const moment = new Date(2026, 0, 31, 14, 5, 9).getTime();
const minute = 60_000;

afterEach(() => configureL10n('en', undefined));

describe('the display language', () => {
  it('is English until a host says otherwise, whatever the system speaks', () => {
    expect(formatAge(moment, moment + 3 * minute)).toBe('3 min. ago');
    expect(formatNumber(1_234_567.5)).toBe('1,234,567.5');
    expect(formatDateTime(moment).replace(/\s/g, ' ')).toBe('Jan 31, 2026, 2:05:09 PM');
  });

  it('is followed by ages, counts, sizes, spans and dates', () => {
    configureL10n('es', undefined);
    expect(formatAge(moment, moment + 3 * minute)).toBe('hace 3 min');
    expect(formatAge(moment, moment + 26 * 60 * minute)).toBe('ayer');
    expect(formatNumber(1_234_567.5)).toBe('1.234.567,5');
    expect(formatBytes(1536)).toBe('1,5 KB');
    expect(formatDuration(1400)).toBe('1,4 s');
    expect(formatDateTime(moment)).toBe('31 ene 2026, 14:05:09');
  });

  it('changes with the next call, and texts with it', () => {
    expect(t('Refresh')).toBe('Refresh');
    configureL10n('es', { Refresh: 'Actualizar', 'Delete {0}?': '¿Eliminar {0}?' });
    expect(t('Refresh')).toBe('Actualizar');
    expect(translated('Delete {0}?', 'raw/')).toBe('¿Eliminar raw/?');
    expect(formatNumber(0.5)).toBe('0,5');
    configureL10n('en', undefined);
    expect(t('Refresh')).toBe('Refresh');
    expect(formatNumber(0.5)).toBe('0.5');
  });
});

describe('formatBytes', () => {
  it('counts in powers of 1024 with at most one digit after the point', () => {
    expect([0, 1023, 1024, 1536, 12 * 2 ** 20, 1023 * 2 ** 10].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1 KB',
      '1.5 KB',
      '12 MB',
      '1023 KB',
    ]);
  });
});

describe('formatDuration', () => {
  it('gives the two largest units that matter', () => {
    expect([-1, 40, 1400, 2000, 12_300, 185_000, 7_800_000].map(formatDuration)).toEqual([
      '0 ms',
      '40 ms',
      '1.4 s',
      '2 s',
      '12 s',
      '3 min 5 s',
      '2 h 10 min',
    ]);
  });
});

describe('formatTime', () => {
  it('shows midnight as the hour 00', () => {
    expect(formatTime(new Date(2026, 0, 31, 0, 0, 1).getTime())).toBe('00:00:01');
    expect(formatTime(moment)).toBe('14:05:09');
  });
});
