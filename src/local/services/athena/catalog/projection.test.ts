import { describe, expect, test } from 'vitest';
import type { GlueTable } from './glueShapes.ts';
import { projectedPartitions } from './projection.ts';

const now = new Date('2024-03-31T10:20:30Z');

function table(keys: string[], parameters: Record<string, string>): GlueTable {
  return {
    Name: 'events',
    DatabaseName: 'shop',
    PartitionKeys: keys.map((Name) => ({ Name, Type: 'string' })),
    StorageDescriptor: { Location: 's3://lake/events/' },
    Parameters: { 'projection.enabled': 'true', ...parameters },
  };
}

function dates(range: string, format: string, more: Record<string, string> = {}): string[] {
  const parameters = { 'projection.d.type': 'date', 'projection.d.range': range, 'projection.d.format': format };
  const extra = Object.fromEntries(Object.entries(more).map(([name, value]) => [`projection.d.${name}`, value]));
  return projectedPartitions(table(['d'], { ...parameters, ...extra }), undefined, now).map(({ values }) => values[0]!);
}

describe('projectedPartitions', () => {
  test('combines the values of all keys, in folders of their names', () => {
    const made = projectedPartitions(
      table(['region', 'hour'], {
        'projection.region.type': 'enum',
        'projection.region.values': 'north, south',
        'projection.hour.type': 'integer',
        'projection.hour.range': '0,12',
        'projection.hour.interval': '6',
        'projection.hour.digits': '2',
      }),
      undefined,
    );
    expect(made.map(({ values }) => values.join('-'))).toEqual([
      ...['north-00', 'north-06', 'north-12', 'south-00', 'south-06', 'south-12'],
    ]);
    expect(made[1]?.storage.Location).toBe('s3://lake/events/region=north/hour=06');
  });

  test('follows the template of locations', () => {
    const [first] = projectedPartitions(
      table(['day'], {
        'projection.day.type': 'enum',
        'projection.day.values': '2024/01/02',
        'storage.location.template': 's3://other/${day}/data/',
      }),
      undefined,
    );
    expect(first?.storage.Location).toBe('s3://other/2024/01/02/data/');
  });

  test('takes the step of dates from their format', () => {
    expect(dates('2024-02-27,2024-03-01', 'yyyy-MM-dd')).toEqual([
      ...['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01'],
    ]);
    expect(dates('202311,202402', 'yyyyMM')).toEqual(['202311', '202312', '202401', '202402']);
    expect(dates('2024/01/01 at 22,2024/01/02 at 01', "yyyy/MM/dd' at 'HH")).toEqual([
      ...['2024/01/01 at 22', '2024/01/01 at 23', '2024/01/02 at 00', '2024/01/02 at 01'],
    ]);
    expect(dates('2024-01-01,2024-01-29', 'yyyy-MM-dd', { interval: '2', 'interval.unit': 'WEEKS' })).toEqual([
      ...['2024-01-01', '2024-01-15', '2024-01-29'],
    ]);
  });

  test('counts from now', () => {
    expect(dates('NOW-2DAYS,NOW', 'yyyy-MM-dd')).toEqual(['2024-03-29', '2024-03-30', '2024-03-31']);
    expect(dates('NOW-1MONTHS,NOW', 'yyyy-MM')).toEqual(['2024-02', '2024-03']);
  });

  test('needs a condition for injected values', () => {
    const injected = table(['id'], { 'projection.id.type': 'injected' });
    expect(() => projectedPartitions(injected, undefined)).toThrow('CONSTRAINT_VIOLATION: For the injected projected');
    const values = (predicate: string) => projectedPartitions(injected, predicate).map((each) => each.values[0]);
    expect(values(`(("id" = 'a''b'))`)).toEqual(["a'b"]);
    expect(values(`("id" IN ('x', 'y'))`)).toEqual(['x', 'y']);
  });

  test('names the property that is wrong', () => {
    expect(() => dates('2024-01-01', 'yyyy-MM-dd')).toThrow('not a range of dates');
    expect(() => dates('01.02.2024,NOW', 'yyyy-MM-dd')).toThrow("'01.02.2024' is no date of the format yyyy-MM-dd");
    expect(() => projectedPartitions(table(['x'], {}), undefined)).toThrow('projection.x.type is missing');
    const integers = table(['n'], { 'projection.n.type': 'integer', 'projection.n.range': 'a,b' });
    expect(() => projectedPartitions(integers, undefined)).toThrow("'a,b' is not a range of integers");
    const many = table(['n'], { 'projection.n.type': 'integer', 'projection.n.range': '1,99999999999' });
    expect(() => projectedPartitions(many, undefined)).toThrow('partitions');
  });
});
