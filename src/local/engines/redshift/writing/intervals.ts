import { RedshiftError } from '../redshiftError.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import { type Written, written } from './written.ts';

type Unit = 'month' | 'day' | 'microsecond';

/** Each unit's words and what one of it comes to. https://docs.aws.amazon.com/redshift/latest/dg/r_interval_literals.html */
const units: readonly (readonly [words: readonly string[], unit: Unit, factor: number])[] = [
  [['millennium', 'millennia', 'mil', 'mils'], 'month', 12_000],
  [['century', 'centuries', 'c', 'cent', 'cents'], 'month', 1200],
  [['decade', 'decades', 'dec', 'decs'], 'month', 120],
  [['year', 'years', 'y', 'yr', 'yrs'], 'month', 12],
  [['quarter', 'quarters', 'qtr', 'qtrs'], 'month', 3],
  [['month', 'months', 'mon', 'mons'], 'month', 1],
  [['week', 'weeks', 'w'], 'day', 7],
  [['day', 'days', 'd'], 'day', 1],
  [['hour', 'hours', 'h', 'hr', 'hrs'], 'microsecond', 3_600_000_000],
  [['minute', 'minutes', 'm', 'min', 'mins'], 'microsecond', 60_000_000],
  [['second', 'seconds', 's', 'sec', 'secs'], 'microsecond', 1_000_000],
  [['millisecond', 'milliseconds', 'ms', 'msec', 'msecs', 'msecond', 'mseconds'], 'microsecond', 1000],
  [['microsecond', 'microseconds', 'us', 'usec', 'usecs', 'microsecs', 'usecond', 'useconds'], 'microsecond', 1],
];

interface Amount {
  months: number;
  days: number;
  micros: number;
}

/**
 * An interval's text: `1 day`, `52 weeks`, `1-2`, `1 year 3 days 04:05:06`.
 * @param unit what a bare number counts; seconds where nothing is said
 * @throws RedshiftError 22007
 */
export function intervalSql(text: string, at: number, unit = 'second', to?: string): Written {
  const amount: Amount = { months: 0, days: 0, micros: 0 };
  let rest = text.trim().toLowerCase();
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length).trim();
    return match;
  };
  const bad = (): RedshiftError => new RedshiftError('22007', `invalid input syntax for type interval: "${text}"`, at);
  if (rest === '') throw bad();
  while (rest !== '') {
    const yearMonth = unit === 'year' || to === 'month' ? take(/^([+-]?)(\d+)-(\d+)/) : null;
    if (yearMonth) {
      const [, sign, years, months] = yearMonth;
      amount.months += (sign === '-' ? -1 : 1) * (Number(years) * 12 + Number(months));
      continue;
    }
    const clock = take(/^([+-]?)(\d+):(\d+)(?::(\d+(?:\.\d+)?))?/);
    if (clock) {
      const [, sign, hours, minutes, seconds = '0'] = clock;
      const all = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      amount.micros += (sign === '-' ? -1 : 1) * Math.round(all * 1_000_000);
      continue;
    }
    const number = take(/^[+-]?\d*\.?\d+/);
    if (!number) throw bad();
    const word = take(/^[a-z]+/)?.[0] ?? unit;
    const known = units.find(([words]) => words.includes(word));
    if (!known) throw bad();
    add(amount, Number(number[0]), known[1], known[2]);
    take(/^ago/);
    take(/^,/);
  }
  return intervalOf(amount);
}

function add(amount: Amount, count: number, unit: Unit, factor: number): void {
  const total = count * factor;
  if (unit === 'microsecond') amount.micros += Math.round(total);
  else if (unit === 'day') {
    amount.days += Math.trunc(total);
    amount.micros += Math.round((total - Math.trunc(total)) * 86_400_000_000);
  } else {
    amount.months += Math.trunc(total);
    // A part of a month is that part of 30 days.
    const days = (total - Math.trunc(total)) * 30;
    amount.days += Math.trunc(days);
    amount.micros += Math.round((days - Math.trunc(days)) * 86_400_000_000);
  }
}

function intervalOf({ months, days, micros }: Amount): Written {
  const parts = [
    ...(months === 0 ? [] : [`to_months(${months})`]),
    ...(days === 0 ? [] : [`to_days(${days})`]),
    ...(micros === 0 ? [] : [`to_microseconds(${micros})`]),
  ];
  const type: RedshiftType = {
    name: months !== 0 && days === 0 && micros === 0 ? 'interval year to month' : 'interval day to second',
  };
  return written(parts.length === 0 ? 'to_days(0)' : `(${parts.join(' + ')})`, type);
}
