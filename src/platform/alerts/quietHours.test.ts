import { expect, it } from 'vitest';
import { isQuiet, readQuietHours } from './quietHours.ts';

// A Friday.
const friday = (time: string) => Date.parse(`2026-11-20T${time}:00Z`);
const saturday = (time: string) => Date.parse(`2026-11-21T${time}:00Z`);
const night = { from: '22:00', to: '07:00', timeZone: 'UTC' };

it('knows a night that goes over midnight, with its end not in it', () => {
  expect(
    [friday('21:59'), friday('22:00'), saturday('06:59'), saturday('07:00')].map((at) => isQuiet(night, at)),
  ).toEqual([false, true, true, false]);
});

it('counts a night to the day on which it begins', () => {
  const weekdays = { ...night, days: ['fri'] as const };
  expect(isQuiet(weekdays, friday('06:00'))).toBe(false);
  expect(isQuiet(weekdays, saturday('06:00'))).toBe(true);
  expect(isQuiet(weekdays, saturday('23:00'))).toBe(false);
});

it('reads the clock of the time zone, with its summer time', () => {
  const lima = { from: '08:00', to: '09:00', timeZone: 'America/Lima' };
  expect(isQuiet(lima, friday('13:30'))).toBe(true);
  expect(isQuiet(lima, friday('08:30'))).toBe(false);
  const madrid = { from: '22:00', to: '23:00', timeZone: 'Europe/Madrid' };
  expect(isQuiet(madrid, Date.parse('2026-07-01T20:30:00Z'))).toBe(true);
  expect(isQuiet(madrid, Date.parse('2026-12-01T20:30:00Z'))).toBe(false);
});

it('takes the same beginning and end for whole days', () => {
  const weekend = { from: '00:00', to: '00:00', timeZone: 'UTC', days: ['sat'] as const };
  expect(isQuiet(weekend, saturday('00:00'))).toBe(true);
  expect(isQuiet(weekend, saturday('23:59'))).toBe(true);
  expect(isQuiet(weekend, friday('23:59'))).toBe(false);
});

it('says what is wrong with a setting, and takes nothing for no quiet hours', () => {
  expect(readQuietHours({})).toEqual({});
  expect(readQuietHours(undefined)).toEqual({});
  expect(readQuietHours({ from: '22:00', to: '7' }).fault).toContain('to: 7');
  expect(readQuietHours({ from: '22:00', to: '07:00', timeZone: 'Mars/Olympus' }).fault).toContain('Mars');
  expect(readQuietHours({ from: '22:00', to: '07:00', days: ['mon', 'noday'] }).fault).toContain('noday');
  expect(readQuietHours({ from: '22:00', to: '7:00', timeZone: '', days: ['mon'] })).toEqual({
    hours: { from: '22:00', to: '7:00', days: ['mon'] },
  });
});
