/** Dates of a partition projection, in formats of Java's DateTimeFormatter. */
import { QueryFailure } from '../queryFailure.ts';

export type Unit = 'YEARS' | 'MONTHS' | 'WEEKS' | 'DAYS' | 'HOURS' | 'MINUTES' | 'SECONDS';

interface DateRange {
  /** Two dates of the format, or `NOW` with an offset such as `NOW-3YEARS`. */
  readonly range: string;
  readonly format: string;
  readonly interval?: number;
  readonly unit?: string;
  readonly now: Date;
}

const most = 1_000_000;
const stepMs = { WEEKS: 604_800_000, DAYS: 86_400_000, HOURS: 3_600_000, MINUTES: 60_000, SECONDS: 1000 };

/** @throws QueryFailure */
export function projectedDates({ range, format, interval, unit, now }: DateRange): string[] {
  const tokens = tokensOf(format);
  const finest = finestUnit(tokens);
  // Without an interval the format must say days or months, whose step is then one of them.
  const step = unitOf(unit) ?? finest;
  const [from, to] = range.split(',').map((bound) => boundOf(bound.trim(), tokens, format, now));
  if (!from || !to) throw invalid(`'${range}' is not a range of dates of the format ${format}`);
  const values: string[] = [];
  // Counted from the start each time: a month after January 31 is not followed by one after February 28.
  for (let i = 0; i <= most; i++) {
    const at = plus(from, i * (interval ?? 1), step);
    if (at > to) return [...new Set(values)];
    values.push(tokens.map((token) => written(token, at)).join(''));
  }
  throw invalid(`the range '${range}' holds too many values`);
}

function invalid(words: string): QueryFailure {
  return new QueryFailure('tableProperty', `INVALID_TABLE_PROPERTY: The partition projection is not valid: ${words}`);
}

type Token = { readonly field: string; readonly length: number } | { readonly text: string };

function tokensOf(format: string): Token[] {
  const tokens: Token[] = [];
  for (const [part] of format.matchAll(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+/g)) {
    if (part.startsWith("'")) tokens.push({ text: part === "''" ? "'" : part.slice(1, -1).replaceAll("''", "'") });
    else if (/^[yuMdHms]/.test(part)) tokens.push({ field: part[0] === 'u' ? 'y' : part[0]!, length: part.length });
    else if (/^[a-zA-Z]/.test(part))
      throw invalid(`the date format ${format} has ${part}, which is not supported here`);
    else tokens.push({ text: part });
  }
  return tokens;
}

function finestUnit(tokens: readonly Token[]): Unit {
  const fields = new Set(tokens.map((token) => ('field' in token ? token.field : '')));
  const order: [string, Unit][] = [
    ['s', 'SECONDS'],
    ['m', 'MINUTES'],
    ['H', 'HOURS'],
    ['d', 'DAYS'],
    ['M', 'MONTHS'],
  ];
  return order.find(([field]) => fields.has(field))?.[1] ?? 'YEARS';
}

function unitOf(text: string | undefined): Unit | undefined {
  if (text === undefined) return undefined;
  const known = ['YEARS', 'MONTHS', 'WEEKS', 'DAYS', 'HOURS', 'MINUTES', 'SECONDS'] as const;
  const found = known.find((unit) => unit === text.toUpperCase() || unit === `${text.toUpperCase()}S`);
  if (!found) throw invalid(`${text} is not a unit of time`);
  return found;
}

function boundOf(text: string, tokens: readonly Token[], format: string, now: Date): Date | undefined {
  const relative = /^NOW\s*(?:([+-])\s*(\d+)\s*([A-Z]+))?$/i.exec(text);
  if (relative) {
    const [, sign, amount, unit] = relative;
    return amount === undefined ? now : plus(now, Number(amount) * (sign === '-' ? -1 : 1), unitOf(unit) ?? 'DAYS');
  }
  const pattern = tokens.map((token) =>
    'field' in token ? `(?<${token.field}>\\d{1,${Math.max(token.length, 2)}})` : literalPattern(token.text),
  );
  const groups = new RegExp(`^${pattern.join('')}$`).exec(text)?.groups;
  if (!groups) throw invalid(`'${text}' is no date of the format ${format}`);
  const part = (field: string, otherwise: number) => Number(groups[field] ?? otherwise);
  const year = part('y', 1970);
  return new Date(
    Date.UTC(year < 100 ? 2000 + year : year, part('M', 1) - 1, part('d', 1), part('H', 0), part('m', 0), part('s', 0)),
  );
}

function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}

function plus(from: Date, amount: number, unit: Unit): Date {
  if (unit !== 'YEARS' && unit !== 'MONTHS') return new Date(from.getTime() + amount * stepMs[unit]);
  const months = unit === 'YEARS' ? amount * 12 : amount;
  const moved = new Date(from);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const days = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(from.getUTCDate(), days));
  return moved;
}

function written(token: Token, at: Date): string {
  if ('text' in token) return token.text;
  const { field, length } = token;
  const value = {
    y: length === 2 ? at.getUTCFullYear() % 100 : at.getUTCFullYear(),
    M: at.getUTCMonth() + 1,
    d: at.getUTCDate(),
    H: at.getUTCHours(),
    m: at.getUTCMinutes(),
    s: at.getUTCSeconds(),
  }[field as 'y' | 'M' | 'd' | 'H' | 'm' | 's'];
  return String(value).padStart(length, '0');
}
