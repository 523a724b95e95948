import { describe, expect, test } from 'vitest';
import { type HiveType, mergeTypes, renderType } from './hiveType.ts';

describe('the type that holds both', () => {
  test.each<[HiveType, HiveType, string]>([
    ['int', 'int', 'int'],
    ['int', 'bigint', 'bigint'],
    ['tinyint', 'int', 'int'],
    ['bigint', 'double', 'double'],
    ['int', 'float', 'double'],
    ['float', 'double', 'double'],
    ['decimal(10,2)', 'decimal(6,4)', 'decimal(12,4)'],
    ['decimal(38,0)', 'decimal(38,10)', 'decimal(38,10)'],
    ['decimal(10,2)', 'int', 'double'],
    ['date', 'timestamp', 'timestamp'],
    ['date', 'int', 'string'],
    ['boolean', 'int', 'string'],
    ['null', 'date', 'date'],
    ['null', 'null', 'string'],
    [{ array: 'int' }, { array: 'double' }, 'array<double>'],
    [{ array: 'int' }, 'int', 'string'],
    [{ map: ['string', 'int'] }, { map: ['string', 'bigint'] }, 'map<string,bigint>'],
    [
      { struct: [{ name: 'a', type: 'int' }] },
      { struct: [{ name: 'b', type: { array: 'null' } }] },
      'struct<a:int,b:array<string>>',
    ],
    [{ struct: [] }, { struct: [] }, 'string'],
  ])('%j and %j', (a, b, merged) => {
    expect(renderType(mergeTypes(a, b))).toBe(merged);
    expect(renderType(mergeTypes(b, a)).length).toBe(merged.length);
  });
});
