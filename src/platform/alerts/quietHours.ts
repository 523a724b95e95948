/** When nobody wants to be told. */
import { isTimeZone, wallTime } from '../../core/zonedTime.ts';

export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type DayName = (typeof dayNames)[number];

export interface QuietHours {
  /** `22:00`. */
  readonly from: string;
  /** `07:00`; one that is not after `from` is of the next day, and the same as `from` means the whole day. */
  readonly to: string;
  /** Of the time zone database; the machine's own where absent. */
  readonly timeZone?: string | undefined;
  /** On which they begin; every day where absent. */
  readonly days?: readonly DayName[] | undefined;
}

/** Minutes after midnight; undefined for what is no time of a day. */
function minutesOf(text: unknown): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  if (hours === undefined || Number(hours) > 24 || Number(minutes) > 59) return undefined;
  return Number(hours) * 60 + Number(minutes);
}

/** What a setting says; undefined where it says no quiet hours, or says them wrongly, with the fault. */
export function readQuietHours(setting: unknown): { readonly hours?: QuietHours; readonly fault?: string } {
  if (setting === null || typeof setting !== 'object') return {};
  const { from, to, timeZone, days } = setting as Readonly<Record<string, unknown>>;
  if (from === undefined && to === undefined) return {};
  if (minutesOf(from) === undefined || minutesOf(to) === undefined) return { fault: `from: ${from}, to: ${to}` };
  if (timeZone !== undefined && timeZone !== '' && !(typeof timeZone === 'string' && isTimeZone(timeZone))) {
    return { fault: `timeZone: ${String(timeZone)}` };
  }
  const known = (Array.isArray(days) ? days : []).filter((day): day is DayName => dayNames.includes(day as DayName));
  if (Array.isArray(days) && known.length < days.length) return { fault: `days: ${days.join(', ')}` };
  return {
    hours: {
      from: String(from),
      to: String(to),
      ...(typeof timeZone === 'string' && timeZone !== '' ? { timeZone } : {}),
      ...(known.length > 0 ? { days: known } : {}),
    },
  };
}

/** Whether a moment, in milliseconds, is in the quiet hours. */
export function isQuiet({ from, to, timeZone, days = dayNames }: QuietHours, at: number): boolean {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { year, month, day, hour, minute } = wallTime(new Date(at), zone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const now = hour * 60 + minute;
  const [begin = 0, end = 0] = [minutesOf(from), minutesOf(to)];
  const on = (which: number) => days.includes(dayNames[(which + 7) % 7] ?? 'sun');
  if (begin < end) return on(weekday) && now >= begin && now < end;
  return (on(weekday) && now >= begin) || (on(weekday - 1) && now < end);
}
