/** Periods of dates. A member is the period's first day as `YYYY-MM-DD`; a whole-numbered year is its number. */

export const timeParts = ['year', 'quarter', 'month', 'week', 'day'] as const;

export type TimePart = (typeof timeParts)[number];

/** Whether a period of one kind always lies within one of the other. */
export function liesWithin(fine: TimePart, coarse: TimePart): boolean {
  if (fine === 'week') return coarse === 'week';
  if (coarse === 'week') return fine === 'day';
  return timeParts.indexOf(fine) >= timeParts.indexOf(coarse);
}

/**
 * The first day of the period that a person names: `2024`, `2024-Q3`, `2024-03`, `2024-03-05`.
 * @returns undefined for what names no such period
 */
export function periodStart(part: TimePart, text: string): string | undefined {
  const match = /^(\d{4})(?:-(?:[qQtT]([1-4])|(\d{2})(?:-(\d{2}))?))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, year = '', quarter, month, day] = match;
  const first = new Date(0);
  const monthIndex = quarter ? (Number(quarter) - 1) * 3 : month ? Number(month) - 1 : 0;
  first.setUTCFullYear(Number(year), monthIndex, day ? Number(day) : 1);
  if (month && (first.getUTCMonth() !== monthIndex || (day && first.getUTCDate() !== Number(day)))) return undefined;
  return isoDay(truncated(part, first));
}

/** The first day of the period after the one that begins on this day. */
export function nextPeriod(part: TimePart, start: string): string {
  return isoDay(moved(part, new Date(`${start}T00:00:00Z`), 1));
}

/** A period as people write it: `2024`, `2024-Q3`, `2024-03`, `2024-W10`, `2024-03-05`; other text as it is. */
export function periodText(part: TimePart, start: string): string {
  const match = /^(\d{4})-(\d{2})-\d{2}$/.exec(start);
  if (!match) return start;
  const [, year = '', month = ''] = match;
  switch (part) {
    case 'year':
      return year;
    case 'quarter':
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case 'month':
      return `${year}-${month}`;
    case 'week':
      return isoWeek(new Date(`${start}T00:00:00Z`));
    case 'day':
      return start;
  }
}

function truncated(part: TimePart, day: Date): Date {
  const date = new Date(day);
  if (part === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  else if (part !== 'day') {
    const month = date.getUTCMonth();
    date.setUTCMonth(part === 'year' ? 0 : part === 'quarter' ? month - (month % 3) : month, 1);
  }
  return date;
}

function moved(part: TimePart, day: Date, by: number): Date {
  const date = new Date(day);
  if (part === 'day' || part === 'week') date.setUTCDate(date.getUTCDate() + by * (part === 'week' ? 7 : 1));
  else date.setUTCMonth(date.getUTCMonth() + by * { year: 12, quarter: 3, month: 1 }[part]);
  return date;
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(monday: Date): string {
  const thursday = moved('day', monday, 3);
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000);
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
