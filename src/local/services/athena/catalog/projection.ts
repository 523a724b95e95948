/** Partition projection: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
import { QueryFailure } from '../queryFailure.ts';
import { partitionFolder } from './glueCatalog.ts';
import type { GlueStorage, GlueTable } from './glueShapes.ts';
import { projectedDates } from './projectedDates.ts';

/** More than this many partitions would have to be listed one by one. */
const mostPartitions = 1_000_000;

export function isProjected(table: GlueTable): boolean {
  return table.Parameters?.['projection.enabled']?.toLowerCase() === 'true';
}

/** The partitions that a table's properties describe; the catalog's own are not looked at. @throws QueryFailure */
export function projectedPartitions(
  table: GlueTable,
  predicate: string | undefined,
  now = new Date(),
): { readonly values: readonly string[]; readonly storage: GlueStorage }[] {
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const ranges = keys.map((key) => valuesOf(table, key, predicate, now));
  const count = ranges.reduce((product, range) => product * range.length, 1);
  if (count > mostPartitions) {
    throw new QueryFailure('data', `INVALID_TABLE_PROPERTY: The projection of ${table.Name} makes ${count} partitions`);
  }
  const combinations = ranges.reduce<string[][]>(
    (all, range) => all.flatMap((values) => range.map((value) => [...values, value])),
    [[]],
  );
  return combinations.map((values) => ({
    values,
    storage: { ...table.StorageDescriptor, Location: locationOf(table, keys, values) },
  }));
}

function locationOf(table: GlueTable, keys: readonly string[], values: readonly string[]): string {
  const template = table.Parameters?.['storage.location.template'];
  if (!template) return partitionFolder(table, values);
  return template.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const index = keys.findIndex((key) => key.toLowerCase() === name.toLowerCase());
    return index < 0 ? whole : (values[index] ?? '');
  });
}

function valuesOf(table: GlueTable, key: string, predicate: string | undefined, now: Date): string[] {
  const property = (name: string) => table.Parameters?.[`projection.${key.toLowerCase()}.${name}`];
  const need = (name: string) => {
    const value = property(name);
    if (value !== undefined) return value;
    throw invalid(`Property projection.${key}.${name} is missing for partition projection on column ${key}`);
  };
  const type = need('type').toLowerCase();
  switch (type) {
    case 'enum':
      return need('values')
        .split(',')
        .map((value) => value.trim());
    case 'integer':
      return integers(key, need('range'), Number(property('interval') ?? 1), Number(property('digits') ?? 0));
    case 'date':
      return projectedDates({
        range: need('range'),
        format: need('format'),
        ...(property('interval') === undefined ? {} : { interval: Number(property('interval')) }),
        ...(property('interval.unit') === undefined ? {} : { unit: property('interval.unit') ?? '' }),
        now,
      });
    case 'injected':
      return injected(key, predicate);
    default:
      throw invalid(`Unknown projection type ${type} for column ${key}`);
  }
}

function invalid(words: string): QueryFailure {
  return new QueryFailure('tableProperty', `INVALID_TABLE_PROPERTY: ${words}`);
}

function integers(key: string, range: string, interval: number, digits: number): string[] {
  const [first, last] = range.split(',').map((bound) => Number(bound.trim()));
  if (first === undefined || last === undefined || !(interval > 0) || Number.isNaN(first + last)) {
    throw invalid(`Property projection.${key}.range value '${range}' is not a range of integers`);
  }
  const count = Math.min(Math.floor((last - first) / interval) + 1, mostPartitions + 1);
  return Array.from({ length: Math.max(count, 0) }, (_, i) => String(first + i * interval).padStart(digits, '0'));
}

/** The values that the query itself gives, `"id" = 'x'` or `"id" IN ('x', 'y')`. */
function injected(key: string, predicate: string | undefined): string[] {
  const column = `"?${key.replaceAll(/\W/g, String.raw`\$&`)}"?`;
  const literal = `'(?:[^']|'')*'`;
  const found = new RegExp(
    `${column}\\s*(?:=\\s*(${literal})|IN\\s*\\(\\s*(${literal}(?:\\s*,\\s*${literal})*)\\s*\\))`,
    'i',
  ).exec(predicate ?? '');
  const listed = found?.[1] ?? found?.[2];
  if (listed === undefined) {
    throw new QueryFailure(
      'data',
      `CONSTRAINT_VIOLATION: For the injected projected partition column ${key}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
    );
  }
  return (listed.match(new RegExp(literal, 'g')) ?? []).map((text) => text.slice(1, -1).replaceAll("''", "'"));
}
