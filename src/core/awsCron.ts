/**
 * The six-field cron of EventBridge, Scheduler and Glue:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based. Its own reading rather than a
 * cron library's: weekdays count from SUN = 1, one of the day fields must be `?`, and a time that daylight saving jumps
 * over does not fire.
 */
import { momentOf, wallTime } from './zonedTime.ts';

export interface AwsCron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** The days of a month on which it fires, ascending. */
  readonly daysOf: (year: number, month: number) => readonly number[];
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const firstYear = 1970;
const lastYear = 2199;

/** The six fields, without `cron(` and `)`; undefined when they are not a valid expression. */
export function parseAwsCron(fields: string): AwsCron | undefined {
  const parts = fields.trim().toUpperCase().split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = parts;
  if (parts.length !== 6 || !minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year) return undefined;
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const months = numbers(month, 1, 12, monthNames);
  const years = numbers(year, firstYear, lastYear);
  const daysOf = days(dayOfMonth, dayOfWeek);
  if (!minutes || !hours || !months || !years || !daysOf) return undefined;
  return { minutes, hours, months: new Set(months), years: new Set(years), daysOf };
}

/** The values of a field, ascending: lists, ranges (that may wrap around), steps, names. */
function numbers(field: string, least: number, most: number, names: readonly string[] = []): number[] | undefined {
  const found = new Set<number>();
  const one = (text: string): number | undefined => {
    const named = names.indexOf(text);
    const value = named >= 0 ? named + least : /^\d{1,4}$/.test(text) ? Number(text) : undefined;
    return value !== undefined && value >= least && value <= most ? value : undefined;
  };
  for (const item of field.split(',')) {
    const [range = '', step, ...more] = item.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return undefined;
    const [from = '', to, ...rest] = range.split('-');
    if (rest.length > 0) return undefined;
    const first = from === '*' ? least : one(from);
    if (first === undefined || (from === '*' && to !== undefined)) return undefined;
    // A single value with a step goes on to the end of the field.
    const last = to !== undefined ? one(to) : from === '*' || step !== undefined ? most : first;
    if (last === undefined) return undefined;
    const span = most - least + 1;
    const length = last >= first ? last - first : last - first + span;
    for (let i = 0; i <= length; i += Number(step ?? 1)) found.add(least + ((first - least + i) % span));
  }
  return [...found].sort((a, b) => a - b);
}

type DaysOf = AwsCron['daysOf'];

/** 0 for Sunday. */
const weekday = (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day)).getUTCDay();
const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function days(dayOfMonth: string, dayOfWeek: string): DaysOf | undefined {
  // Exactly one of the two says nothing.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  return dayOfWeek === '?' ? byDayOfMonth(dayOfMonth) : byDayOfWeek(dayOfWeek);
}

function byDayOfMonth(field: string): DaysOf | undefined {
  if (field === 'L') return (year, month) => [lengthOf(year, month)];
  if (field === 'LW') return (year, month) => [nearestWeekday(year, month, lengthOf(year, month))];
  const nearest = /^(\d{1,2})W$/.exec(field);
  if (nearest) {
    const wanted = Number(nearest[1]);
    if (wanted < 1 || wanted > 31) return undefined;
    return (year, month) => (wanted > lengthOf(year, month) ? [] : [nearestWeekday(year, month, wanted)]);
  }
  const wanted = numbers(field, 1, 31);
  return wanted && ((year, month) => wanted.filter((day) => day <= lengthOf(year, month)));
}

/** The Monday to Friday that is nearest to a day, within its month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const at = weekday(year, month, day);
  if (at === 6) return day > 1 ? day - 1 : day + 2;
  if (at === 0) return day < lengthOf(year, month) ? day + 1 : day - 2;
  return day;
}

function byDayOfWeek(field: string): DaysOf | undefined {
  const nth = /^(\w+)#([1-5])$/.exec(field);
  if (nth) {
    const wanted = dayNumber(nth[1]);
    const week = Number(nth[2]);
    return wanted === undefined ? undefined : (year, month) => daysOn(year, month, wanted).slice(week - 1, week);
  }
  const last = /^(\w+)L$/.exec(field);
  if (last) {
    const wanted = dayNumber(last[1]);
    return wanted === undefined ? undefined : (year, month) => daysOn(year, month, wanted).slice(-1);
  }
  // `L` alone is the last day of the week.
  const wanted = field === 'L' ? [7] : numbers(field, 1, 7, dayNames);
  if (!wanted) return undefined;
  return (year, month) => wanted.flatMap((each) => daysOn(year, month, each)).sort((a, b) => a - b);
}

function dayNumber(text: string | undefined): number | undefined {
  return text === undefined || /[,\-/*]/.test(text) ? undefined : numbers(text, 1, 7, dayNames)?.[0];
}

/** Every Sunday (1) … Saturday (7) of a month. */
function daysOn(year: number, month: number, wanted: number): number[] {
  const first = 1 + ((wanted - 1 - weekday(year, month, 1) + 7) % 7);
  return Array.from({ length: 5 }, (_, i) => first + i * 7).filter((day) => day <= lengthOf(year, month));
}

/**
 * The times after `after` at which it fires, in order. In a spring night the hour that is jumped over does not fire; in
 * an autumn night the hour that comes twice fires once.
 */
export function* cronFires(cron: AwsCron, timeZone: string, after: Date): Generator<Date> {
  const from = wallTime(after, timeZone);
  for (let year = from.year; year <= lastYear; year++) {
    if (!cron.years.has(year)) continue;
    for (let month = year === from.year ? from.month : 1; month <= 12; month++) {
      if (!cron.months.has(month)) continue;
      const today = year === from.year && month === from.month ? from.day : 0;
      for (const day of cron.daysOf(year, month)) {
        if (day < today) continue;
        for (const hour of cron.hours) {
          if (day === today && hour < from.hour - 1) continue;
          for (const minute of cron.minutes) {
            const fire = momentOf({ year, month, day, hour, minute, second: 0 }, timeZone);
            if (fire && fire > after) yield fire;
          }
        }
      }
    }
  }
}
