/**
 * What the sample from OLTP to OLAP must come to, computed from the raw files alone: its PySpark and its dbt models are
 * the things under test, so nothing of them is used, and money is counted in whole cents.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';

export interface ExpectedCube {
  readonly orders: Counts;
  readonly customers: Counts;
  readonly products: Counts;
  /** `Lima 2025-06` → its figures. */
  readonly cube: ReadonlyMap<string, CubeFigures>;
  /** `Alimentos 2025-06-01` → its figures. */
  readonly byCategoryAndDay: ReadonlyMap<string, CubeFigures>;
  readonly total: CubeFigures;
}

export interface Counts {
  readonly read: number;
  readonly rejected: number;
  /** Rows that stand, one for each key. */
  readonly kept: number;
}

export interface CubeFigures {
  readonly orders: number;
  /** Hundredths of a sol. */
  readonly cents: bigint;
}

type Raw = Readonly<Record<string, unknown>>;

interface Received {
  readonly file: string;
  /** Milliseconds of the day in its folder's name. */
  readonly received: number;
  /** Undefined where the line could not be read at all. */
  readonly row: Raw | undefined;
}

/** A version of something, with what says which of two is the newer one. */
interface Version {
  readonly key: string;
  readonly updated: number;
  readonly received: number;
  readonly file: string;
}

interface OrderVersion extends Version {
  readonly deleted: boolean;
  readonly customer: number | undefined;
  readonly product: string | undefined;
  /** Milliseconds of Lima's wall clock, as if it were UTC. */
  readonly ordered: number;
  readonly cents: bigint;
}

const day = 86_400_000;
const limaBehindUtc = 5 * 3_600_000;
const firstDay = Date.UTC(2020, 0, 1);
const mostCents = 100_000_00n;
const unknown = 'Unknown';

/**
 * @param folder holds orders/, customers/ and products/
 * @param regions the official names, as the sample's seed of regions lists them
 */
export async function expectedCube(folder: string, regions: readonly string[]): Promise<ExpectedCube> {
  const orders = newest(await filesOf(folder, 'orders'), orderOf);
  const officially = new Map(regions.map((name) => [plain(name), name]));
  for (const [other, name] of otherNames) officially.set(other, name);
  const customers = newest(await filesOf(folder, 'customers'), (each) => customerOf(each, officially));
  const products = newest(await filesOf(folder, 'products'), productOf);
  const standing = [...orders.versions.values()].filter((order) => !order.deleted);

  const regionOf = ({ customer }: OrderVersion) => customers.versions.get(String(customer))?.region ?? unknown;
  const categoryOf = ({ product }: OrderVersion) => products.versions.get(product ?? '')?.category ?? unknown;
  const dayOf = ({ ordered }: OrderVersion) => new Date(ordered).toISOString().slice(0, 10);
  return {
    orders: { ...orders.counts, kept: standing.length },
    customers: customers.counts,
    products: products.counts,
    cube: figuresBy(standing, (order) => `${regionOf(order)} ${dayOf(order).slice(0, 7)}`),
    byCategoryAndDay: figuresBy(standing, (order) => `${categoryOf(order)} ${dayOf(order)}`),
    total: figuresBy(standing, () => '').get('') ?? { orders: 0, cents: 0n },
  };
}

/** `1234567n` → `12345.67`. */
export const soles = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

function newest<V extends Version>(
  received: readonly Received[],
  read: (each: Received, row: Raw) => V | undefined,
): { readonly versions: ReadonlyMap<string, V>; readonly counts: Counts } {
  const versions = new Map<string, V>();
  let rejected = 0;
  for (const each of received) {
    const version = each.row && read(each, each.row);
    if (!version) rejected++;
    else if (isNewer(version, versions.get(version.key))) versions.set(version.key, version);
  }
  return { versions, counts: { read: received.length, rejected, kept: versions.size } };
}

function isNewer(version: Version, known: Version | undefined): boolean {
  if (!known) return true;
  if (version.updated !== known.updated) return version.updated > known.updated;
  if (version.received !== known.received) return version.received > known.received;
  return version.file > known.file;
}

function orderOf({ file, received }: Received, row: Raw): OrderVersion | undefined {
  const key = wholeNumber(row.order_id, /^ORD-/i);
  const updated = momentOf(row.updated_at);
  const op = (text(row.op) || 'I').toUpperCase();
  if (!key || updated === undefined || !'IUD'.includes(op)) return undefined;
  const version = { key: String(key), updated, received, file };
  const product = text(row.product_id).toUpperCase();
  const common = { ...version, customer: wholeNumber(row.customer_id), product };
  if (op === 'D') return { ...common, deleted: true, ordered: 0, cents: 0n };
  const ordered = momentOf(row.order_date);
  if (ordered === undefined || ordered < firstDay || ordered >= received + day) return undefined;
  const cents = centsOf(row.amount);
  if (!wholeNumber(row.quantity) || cents === undefined || cents <= 0n || cents > mostCents) return undefined;
  return { ...common, deleted: false, ordered, cents };
}

function customerOf({ file, received, row = {} }: Received, regions: ReadonlyMap<string, string>) {
  const key = wholeNumber(row.customer_id);
  const updated = momentOf(row.updated_at);
  if (!key || updated === undefined) return undefined;
  return { key: String(key), updated, received, file, region: regions.get(plain(text(row.region))) };
}

function productOf({ file, received }: Received, row: Raw) {
  const key = text(row.product_id).toUpperCase();
  const updated = momentOf(row.updated_at);
  const category = text(row.category);
  if (!key || !category || !text(row.name) || updated === undefined) return undefined;
  return {
    key,
    updated,
    received,
    file,
    category: category.slice(0, 1).toUpperCase() + category.slice(1).toLowerCase(),
  };
}

/** Every record below a folder, in files of three formats. */
async function filesOf(root: string, entity: string): Promise<Received[]> {
  const found: Received[] = [];
  const names = readdirSync(path.join(root, entity), { recursive: true, encoding: 'utf8' });
  for (const name of names.map((each) => each.replaceAll('\\', '/')).sort()) {
    const file = `raw/${entity}/${name}`;
    const received = Date.parse(`${/dt=(\d{4}-\d\d-\d\d)/.exec(name)?.[1]}T00:00:00Z`);
    const full = path.join(root, entity, name);
    const rows = await rowsOf(full);
    found.push(...rows.map((row) => ({ file, received, row })));
  }
  return found;
}

async function rowsOf(file: string): Promise<(Raw | undefined)[]> {
  if (file.endsWith('.parquet')) return await parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer });
  if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8')) as Raw[];
  if (file.endsWith('.csv')) return csvRows(readFileSync(file, 'utf8'));
  if (!file.endsWith('.jsonl')) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(jsonLine);
}

function jsonLine(line: string): Raw | undefined {
  try {
    return JSON.parse(line) as Raw;
  } catch {
    return undefined;
  }
}

/** The header comes again where two exports were pasted together; a line that was cut gives undefined. */
function csvRows(csv: string): (Raw | undefined)[] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(Boolean);
  const header = fieldsOf(lines[0] ?? '');
  return lines
    .filter((line) => line !== header.join(','))
    .map(fieldsOf)
    .map((fields) =>
      fields.length === header.length
        ? Object.fromEntries(header.map((name, index) => [name, fields[index]]))
        : undefined,
    );
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}

const text = (value: unknown) =>
  value === null || value === undefined ? '' : String(value).replace(/\s+/g, ' ').trim();

/** Positive, whole, written in any way; else undefined. */
function wholeNumber(value: unknown, prefix = /^/): number | undefined {
  const number = Number(text(value).replace(prefix, '') || Number.NaN);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function centsOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return BigInt(Math.round(value * 100));
  const match = /^(?:S\/ ?)?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(text(value));
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  return BigInt(`${sign}${whole.replaceAll(',', '')}${fraction.padEnd(2, '0')}`);
}

/** Milliseconds of Lima's wall clock, as if it were UTC. */
function momentOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  const written = text(value);
  if (/^\d{13}$/.test(written)) return Number(written) - limaBehindUtc;
  if (written.endsWith('Z')) return Date.parse(written) - limaBehindUtc;
  const iso = written.replace(/^(\d\d)\/(\d\d)\/(\d{4})/, '$3-$2-$1').replace(' ', 'T');
  const time = Date.parse(`${iso}Z`);
  // JavaScript reads February 30th as March 2nd; a real date prints as it was written.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== iso ? undefined : time;
}

const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const otherNames = [
  ['cuzco', 'Cusco'],
  ['lima metropolitana', 'Lima'],
  ['lima provincias', 'Lima'],
] as const;

function figuresBy(orders: readonly OrderVersion[], key: (order: OrderVersion) => string): Map<string, CubeFigures> {
  const groups = new Map<string, CubeFigures>();
  for (const order of orders) {
    const known = groups.get(key(order)) ?? { orders: 0, cents: 0n };
    groups.set(key(order), { orders: known.orders + 1, cents: known.cents + order.cents });
  }
  return groups;
}
