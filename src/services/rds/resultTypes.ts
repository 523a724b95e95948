/** What the columns of an answer are, for the result engine, which must hold every value exactly as PostgreSQL printed it. */
import type { QueryResultBase } from 'pg';
import type { RunColumn } from '../../platform/service.ts';

type Row = readonly (string | null)[];
export type ResultField = Pick<QueryResultBase['fields'][number], 'name' | 'dataTypeID' | 'dataTypeModifier'>;

/** https://www.postgresql.org/docs/current/catalog-pg-type.html */
const oids = { bool: 16, date: 1082, timestamp: 1114, numeric: 1700 };
/** Digits of the longest decimal that the result engine knows. */
const mostDigits = 38;

const shortNames: readonly (readonly [RegExp, string])[] = [
  [/^character varying\b/, 'varchar'],
  [/^timestamp(\(\d\))? without time zone$/, 'timestamp'],
  [/^timestamp(\(\d\))? with time zone$/, 'timestamptz'],
  [/^time(\(\d\))? without time zone$/, 'time'],
  [/^time(\(\d\))? with time zone$/, 'timetz'],
  [/^double precision$/, 'double'],
];

/** `character varying(100)` as people write it. */
export function shortTypeName(full: string): string {
  const known = shortNames.find(([pattern]) => pattern.test(full));
  return known ? full.replace(known[0], known[1]) : full;
}

/** Values as they are handed on: booleans in full, everything else as it came. */
export function textsOf(row: Row, fields: readonly ResultField[]): Row {
  return row.map((value, i) => {
    if (value === null || fields[i]?.dataTypeID !== oids.bool) return value;
    return value === 't' ? 'true' : 'false';
  });
}

/**
 * Watches the values of an answer: a numeric column without declared digits gets those that its values have, and one
 * with values that the result engine has no room for (NaN, infinity, years before Christ) stays text.
 */
export class ObservedTypes {
  readonly #fields: readonly ResultField[];
  readonly #whole: number[];
  readonly #fraction: number[];
  readonly #strange: boolean[];

  constructor(fields: readonly ResultField[]) {
    this.#fields = fields;
    this.#whole = fields.map(() => 1);
    this.#fraction = fields.map(() => 0);
    this.#strange = fields.map(() => false);
  }

  add(rows: readonly Row[]): void {
    this.#fields.forEach(({ dataTypeID }, i) => {
      if (dataTypeID === oids.numeric) for (const row of rows) this.#addNumber(i, row[i] ?? null);
      if (dataTypeID === oids.date || dataTypeID === oids.timestamp)
        for (const row of rows) if (!isPlainMoment(row[i] ?? null)) this.#strange[i] = true;
    });
  }

  #addNumber(i: number, value: string | null): void {
    if (value === null) return;
    const [, whole, fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
    if (whole === undefined) {
      this.#strange[i] = true;
      return;
    }
    this.#whole[i] = Math.max(this.#whole[i] ?? 1, whole.length);
    this.#fraction[i] = Math.max(this.#fraction[i] ?? 0, fraction.length);
  }

  /** @param names the server's own names of the types (`format_type`), a field each */
  columns(names: readonly string[]): RunColumn[] {
    return this.#fields.map(({ name, dataTypeID }, i) => ({
      name,
      type: dataTypeID === oids.numeric ? this.#numeric(i, names[i] ?? '') : this.#plain(i, names[i] ?? 'text'),
    }));
  }

  #numeric(i: number, name: string): string {
    const declared = /^numeric\((\d+),(\d+)\)$/.exec(name);
    const [fraction, whole] = declared
      ? [Number(declared[2]), Number(declared[1]) - Number(declared[2])]
      : [this.#fraction[i] ?? 0, this.#whole[i] ?? 1];
    const digits = fraction + Math.max(whole, 0);
    return this.#strange[i] || digits > mostDigits || whole < 0 ? 'numeric' : `numeric(${digits},${fraction})`;
  }

  #plain(i: number, name: string): string {
    return this.#strange[i] ? `${shortTypeName(name)} (text)` : shortTypeName(name);
  }
}

function isPlainMoment(value: string | null): boolean {
  return value === null || /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?$/.test(value);
}
