/**
 * What the batch data lake sample must come to, computed from the raw CSV files alone: the sample's Python is the thing
 * under test, so nothing of it is used, and money is counted in whole cents.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface ExpectedSales {
  readonly read: number;
  readonly clean: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** `YYYY-MM-DD` → figures of that partition. */
  readonly byDate: ReadonlyMap<string, Figures>;
  readonly byRegion: ReadonlyMap<string, Figures>;
  readonly byChannel: ReadonlyMap<string, Figures>;
  readonly total: Figures;
}

export interface Figures {
  readonly orders: number;
  readonly units: number;
  /** Hundredths of a peso. */
  readonly cents: bigint;
}

interface Sale {
  readonly order: string;
  readonly date: string;
  readonly region: string;
  readonly channel: string;
  readonly units: number;
  readonly cents: bigint;
}

/** @param folder holds the CSV batches, one a day, whose names sort by day */
export function expectedSales(folder: string): ExpectedSales {
  const latest = new Map<string, Sale>();
  let read = 0;
  let valid = 0;
  for (const name of readdirSync(folder).sort()) {
    for (const row of parseCsv(readFileSync(path.join(folder, name), 'utf8'))) {
      read++;
      const sale = saleOf(row);
      if (!sale) continue;
      valid++;
      latest.set(sale.order, sale);
    }
  }
  const sales = [...latest.values()];
  return {
    read,
    clean: sales.length,
    duplicates: valid - sales.length,
    rejected: read - valid,
    byDate: figuresBy(sales, (sale) => sale.date),
    byRegion: figuresBy(sales, (sale) => sale.region),
    byChannel: figuresBy(sales, (sale) => sale.channel),
    total: figuresBy(sales, () => '').get('') ?? { orders: 0, units: 0, cents: 0n },
  };
}

/** Cents as SQL prints a decimal(…,2): `1234.50`. */
export function pesos(cents: bigint): string {
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const regions = new Map(
  ['Andina', 'Caribe', 'Pacífica', 'Orinoquía', 'Amazonía'].map((name) => [withoutAccents(name), name] as const),
);

function saleOf(row: Record<string, string>): Sale | undefined {
  const order = row.pedido_id?.trim() ?? '';
  const date = dateOf(row.fecha_pedido?.trim() ?? '');
  const region = regions.get(withoutAccents(row.region?.trim() ?? ''));
  const quantity = row.cantidad?.trim() ?? '';
  const units = /^\d+$/.test(quantity) ? Number(quantity) : 0;
  const price = centsOf(row.precio_unitario?.trim() ?? '');
  if (order === '' || !date || !region || units <= 0 || price <= 0n) return undefined;
  const channel = (row.canal ?? '').trim().toLowerCase();
  return { order, date, region, channel, units, cents: price * BigInt(units) };
}

function dateOf(text: string): string | undefined {
  const slashed = text.split('/');
  const iso = slashed.length === 3 ? `${slashed[2]}-${slashed[1]}-${slashed[0]}` : text;
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return undefined;
  const time = Date.parse(`${iso}T00:00:00Z`);
  // JavaScript reads February 30th as March 2nd; a real date prints as it was written.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) return undefined;
  return iso;
}

/** 0 for what is no amount, or not positive: both are refused alike. */
function centsOf(text: string): bigint {
  const match = /^(?:\$ *)?(\d[\d,]*)(?:\.(\d\d))?$/.exec(text);
  return match ? BigInt(`${match[1]!.replaceAll(',', '')}${match[2] ?? '00'}`) : 0n;
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function figuresBy(sales: readonly Sale[], key: (sale: Sale) => string): Map<string, Figures> {
  const groups = new Map<string, Figures>();
  for (const sale of sales) {
    const known = groups.get(key(sale)) ?? { orders: 0, units: 0, cents: 0n };
    groups.set(key(sale), {
      orders: known.orders + 1,
      units: known.units + sale.units,
      cents: known.cents + sale.cents,
    });
  }
  return groups;
}

/** The files' own dialect: comma, quotes doubled, no line breaks inside a field. */
function parseCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = text.trimEnd().split('\n').map(fieldsOf);
  return lines.map((fields) => Object.fromEntries((header ?? []).map((name, index) => [name, fields[index] ?? ''])));
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
