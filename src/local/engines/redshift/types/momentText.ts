/**
 * Dates and times as Redshift reads them from texts, given as DuckDB reads them.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_Date_and_time_literals.html
 */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const day = (year: string, month: string, date: string): Day => ({
  year: fullYear(year),
  month: /^\d/.test(month) ? Number(month) : months.indexOf(month.slice(0, 3).toLowerCase()) + 1,
  day: Number(date),
});

/** Two digits are of this century up to 69. */
function fullYear(text: string): number {
  if (text.length > 2) return Number(text);
  return Number(text) + (Number(text) < 70 ? 2000 : 1900);
}

const name = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const formats: readonly (readonly [RegExp, (...groups: string[]) => Day])[] = [
  [/^(\d{4,})[-/.](\d{1,2})[-/.](\d{1,2})/, (y, m, d) => day(y!, m!, d!)],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, (y, m, d) => day(y!, m!, d!)],
  [/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/, (m, d, y) => day(y!, m!, d!)],
  [new RegExp(`^${name}[- ]+(\\d{1,2}),?[- ]+(\\d{4}|\\d{2})(?!\\d)`, 'i'), (m, d, y) => day(y!, m!, d!)],
  [new RegExp(`^(\\d{1,2})[- ]+${name}[- ,]+(\\d{4}|\\d{2})(?!\\d)`, 'i'), (d, m, y) => day(y!, m!, d!)],
  [new RegExp(`^(\\d{4})[- ]+${name}[- ]+(\\d{1,2})`, 'i'), (y, m, d) => day(y!, m!, d!)],
];

const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(am|pm)?|^(\d{2})(\d{2})(\d{2})(?:\.(\d+))?/i;
const zoneText = /^(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?|[a-z]{3,5}|[a-z_]+\/[a-z_/+-]+\d*)$/i;

export interface MomentText {
  /** `2008-02-18`; missing for a time of day alone. */
  readonly date?: string;
  /** `02:36:48.5`. */
  readonly time?: string;
  /** As written: `+02`, `EST`, `America/Lima`. */
  readonly zone?: string;
}

/** The parts of a text; `undefined` where it is none of a date or a time. */
export function readMoment(text: string): MomentText | undefined {
  let rest = text.trim();
  let date: string | undefined;
  for (const [pattern, read] of formats) {
    const match = pattern.exec(rest);
    if (!match) continue;
    const found = read(...match.slice(1));
    if (!isDay(found)) return undefined;
    date = [found.year.toString().padStart(4, '0'), twoDigits(found.month), twoDigits(found.day)].join('-');
    rest = rest.slice(match[0].length).replace(/^T(?=\d)|^[ ,]+/i, '');
    break;
  }
  const match = clock.exec(rest);
  let time: string | undefined;
  if (match) {
    time = timeOf(match);
    if (time === undefined) return undefined;
    rest = rest.slice(match[0].length).trim();
  }
  if (date === undefined && time === undefined) return undefined;
  if (rest !== '' && !zoneText.test(rest)) return undefined;
  return { ...(date && { date }), ...(time && { time }), ...(rest !== '' && { zone: rest }) };
}

function timeOf(match: RegExpExecArray): string | undefined {
  const [, h, m, s = '0', f, half, h2, m2, s2, f2] = match;
  let hours = Number(h ?? h2);
  const [minutes, seconds] = [Number(m ?? m2), Number(s2 ?? s)];
  if (half?.toLowerCase() === 'pm' && hours < 12) hours += 12;
  if (half?.toLowerCase() === 'am' && hours === 12) hours = 0;
  if (hours > 24 || minutes > 59 || seconds > 60) return undefined;
  const fraction = (f ?? f2)?.slice(0, 6);
  return `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}${fraction ? `.${fraction}` : ''}`;
}

function isDay({ year, month, day: date }: Day): boolean {
  if (month < 1 || month > 12 || date < 1) return false;
  return date <= new Date(Date.UTC(year % 400 === 0 ? 2000 : 2000 + (year % 400), month, 0)).getUTCDate();
}

function twoDigits(number: number): string {
  return number.toString().padStart(2, '0');
}
