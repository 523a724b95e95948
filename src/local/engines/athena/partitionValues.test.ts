import { describe, expect, test } from 'vitest';
import { openLockedDatabase } from './lockedDatabase.ts';
import { prune } from './partitionValues.ts';

const keys = [
  { name: 'day', type: 'date' },
  { name: 'region', type: 'string' },
  { name: 'hour', type: 'int' },
];
const partitions = [
  ['2024-01-01', 'north', '9'],
  ['2024-01-02', 'north', '10'],
  ['2024-01-02', 'south', '11'],
  ['2024-01-03', null, null],
];

async function left(...filters: string[]): Promise<number[]> {
  using database = await openLockedDatabase({ folders: [], spill: '', memoryMb: 256, setup: [] });
  return await prune(database.connection, { keys, partitions, filters });
}

describe('prune', () => {
  test('compares values as their types', async () => {
    expect(await left(`"hour" > 9`)).toEqual([1, 2]);
    expect(await left(`"day" >= DATE '2024-01-02'`, `"region" = 'north'`)).toEqual([1]);
    expect(await left(`"region" IN ('south', 'west') OR "day" = DATE '2024-01-01'`)).toEqual([0, 2]);
    expect(await left(`"region" IS NULL`)).toEqual([3]);
  });

  test('keeps all partitions for a condition that it cannot judge', async () => {
    expect(await left(`"amount" > 3`)).toEqual([0, 1, 2, 3]);
    expect(await left(`CAST("region" AS integer) = 1`, `"hour" = 9`)).toEqual([0]);
  });

  test('has none left of none', async () => {
    using database = await openLockedDatabase({ folders: [], spill: '', memoryMb: 256, setup: [] });
    expect(await prune(database.connection, { keys, partitions: [], filters: ['true'] })).toEqual([]);
  });
});
