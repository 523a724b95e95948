/** For this folder's tests: a table of random sales, and what a pivot of it must show, computed row by row. */
import type { Cube } from './cube.ts';
import { dateLevels } from './detectCube.ts';
import { formatDecimal, parseDecimal } from './exactDecimal.ts';
import type { Member, MemberPath, PivotRequest } from './pivotRequest.ts';
import { nextPeriod, periodStart, type TimePart, timeParts } from './timeParts.ts';

export interface Sale {
  readonly region: string | null;
  readonly customer: string | null;
  readonly day: string | null;
  readonly amount: string | null;
  readonly items: number | null;
}

const dated = dateLevels('day', 'day', '"day"', 'date', ['year', 'quarter', 'month', 'day']);

export const salesCube: Cube = {
  name: 'sales',
  title: 'Sales',
  engine: 'files',
  place: {},
  relation: { kind: 'table', path: ['sales'] },
  levels: [
    { name: 'region', title: 'region', sql: '"region"', kind: 'text' },
    { name: 'customer', title: 'customer', sql: '"customer"', kind: 'text' },
    { name: 'items', title: 'items', sql: '"items"', kind: 'integer' },
    ...dated.levels,
  ],
  hierarchies: [...dated.hierarchies, { name: 'place', title: 'place', levels: ['region', 'customer'] }],
  measures: [
    { name: 'rows', title: 'rows', kind: 'integer', aggregate: 'count', of: '*' },
    { name: 'amount', title: 'amount', kind: 'decimal', aggregate: 'sum', of: '"amount"' },
    { name: 'customers', title: 'customers', kind: 'text', aggregate: 'count-distinct', of: '"customer"' },
    { name: 'ticket', title: 'ticket', kind: 'decimal', aggregate: 'avg', of: '"amount"' },
    { name: 'largest', title: 'largest', kind: 'decimal', aggregate: 'max', of: '"amount"' },
    { name: 'smallest', title: 'smallest', kind: 'decimal', aggregate: 'min', of: '"amount"' },
    { name: 'net', title: 'net', kind: 'decimal', aggregate: 'sql', of: 'sum("amount") - sum("items")' },
  ],
  refresh: { kind: 'none' },
};

/** Numbers that look random and are the same each time. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Regions and customers with NULL, empty and awkward texts among them. */
export function randomSales(random: () => number, count: number): Sale[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, () => ({
    region: pick(['Lima', 'Cusco', "O'Higgins", '', null, 'a"b\\']),
    customer: pick(['ana', 'luis', null, 'eva; --', '100%', 'null']),
    day:
      random() < 0.05
        ? null
        : new Date(Date.UTC(2023, 10, 1) + Math.floor(random() * 500) * 86_400_000).toISOString().slice(0, 10),
    amount: random() < 0.05 ? null : (Math.floor(random() * 2_000_000) / 100 - 5000).toFixed(2),
    items: random() < 0.05 ? null : Math.floor(random() * 4),
  }));
}

/** The member of a level that a row belongs to; with its day moved by a period where one is given. */
export function memberOf(sale: Sale, level: string, moved?: TimePart): Member {
  if (level.startsWith('day.')) {
    if (sale.day === null) return null;
    const day = moved === undefined ? sale.day : later(sale.day, moved);
    return periodStart(level.slice(4) as TimePart, day) ?? null;
  }
  const value = sale[level as 'region' | 'customer' | 'items'];
  return value === null ? null : String(value);
}

/** One period later; the last day of a month where the day is beyond it, as engines have it. */
function later(day: string, part: TimePart): string {
  if (part === 'day' || part === 'week') return nextPeriod(part, day);
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const months = { year: 12, quarter: 3, month: 1 }[part];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Rows of a cell, those of the period before instead where `moved` is given. */
export function rowsOf(
  sales: readonly Sale[],
  request: PivotRequest,
  row: MemberPath,
  column: MemberPath,
  moved?: TimePart,
): Sale[] {
  const on = (levels: readonly string[], path: MemberPath) =>
    path.map((member, i) => [levels[i] ?? '', member] as const);
  const asked = [...on(request.rows.levels, row), ...on(request.columns.levels, column)];
  return sales.filter(
    (sale) =>
      asked.every(([level, member]) => memberOf(sale, level, moved) === member) &&
      request.slices.every(
        (slice) => slice.members.includes(memberOf(sale, slice.level, moved)) !== (slice.exclude ?? false),
      ),
  );
}

/** A measure of some rows, the long way. */
export function measured(sales: readonly Sale[], measure: string): string | null {
  const amounts = sales.flatMap(({ amount }) => parseDecimal(amount) ?? []);
  const sum = amounts.reduce((total, { digits }) => total + digits, 0n);
  const ordered = amounts.map(({ digits }) => digits).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const cents = (digits: bigint | undefined) => (digits === undefined ? null : formatDecimal({ digits, scale: 2 }));
  const items = sales.flatMap(({ items: each }) => (each === null ? [] : [each]));
  switch (measure) {
    case 'rows':
      return String(sales.length);
    case 'customers':
      return String(new Set(sales.flatMap(({ customer }) => (customer === null ? [] : [customer]))).size);
    case 'amount':
      return amounts.length > 0 ? cents(sum) : null;
    case 'largest':
      return cents(ordered.at(-1));
    case 'smallest':
      return cents(ordered[0]);
    case 'net':
      return amounts.length > 0 && items.length > 0
        ? cents(sum - BigInt(items.reduce((a, b) => a + b, 0)) * 100n)
        : null;
    case 'ticket': {
      if (amounts.length === 0) return null;
      const size = BigInt(amounts.length);
      const digits = roundHalfUp((sum < 0n ? -sum : sum) * 10_000n, size);
      return formatDecimal({ digits: sum < 0n ? -digits : digits, scale: 6 });
    }
    default:
      throw new Error(`no measure ${measure}`);
  }
}

function roundHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}

/** The finest period among some levels. */
export function finestPart(levels: readonly string[]): TimePart | undefined {
  const parts = levels.filter((level) => level.startsWith('day.')).map((level) => level.slice(4) as TimePart);
  return parts.sort((a, b) => timeParts.indexOf(b) - timeParts.indexOf(a))[0];
}
