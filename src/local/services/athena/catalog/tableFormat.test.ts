import { describe, expect, test } from 'vitest';
import { formatOf } from './tableFormat.ts';

const lazy = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';
const format = (library: string, serde: Record<string, string> = {}, table: Record<string, string> = {}) =>
  formatOf({ SerdeInfo: { SerializationLibrary: library, Parameters: serde } }, table, 'shop.t');

describe('formatOf', () => {
  test('reads delimiters as Hive writes them', () => {
    expect(format(lazy)).toMatchObject({ kind: 'delimited', delimiters: expect.arrayContaining(['\u0001', '\u0002']) });
    expect(format(lazy, { 'serialization.format': '1' })).toMatchObject({
      delimiters: ['\u0001', '\u0002', '\u0003', '\u0004', '\u0005', '\u0006', '\u0007', '\b'],
      nullText: '\\N',
      skipLines: 0,
    });
    const written = {
      'field.delim': '\\t',
      'collection.delim': '|',
      'escape.delim': '\\',
      'serialization.null.format': '',
    };
    expect(format(lazy, written, { 'skip.header.line.count': '2' })).toMatchObject({
      delimiters: expect.arrayContaining(['\t', '|']),
      escape: '\\',
      nullText: '',
      skipLines: 2,
    });
  });

  test('knows the other SerDes and their properties', () => {
    expect(format('org.apache.hadoop.hive.serde2.OpenCSVSerde', { separatorChar: ';' })).toEqual({
      kind: 'quoted',
      separator: ';',
      quote: '"',
      escape: '\\',
      skipLines: 0,
    });
    const json = { 'case.insensitive': 'FALSE', 'ignore.malformed.json': 'true', 'mapping.Ts': 'the timestamp' };
    expect(format('org.openx.data.jsonserde.JsonSerDe', json)).toEqual({
      kind: 'json',
      caseSensitive: true,
      ignoreMalformed: true,
      dotsInKeys: false,
      keys: { ts: 'the timestamp' },
    });
    expect(format('org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe')).toEqual({ kind: 'parquet' });
  });

  test('refuses what it cannot read, by name', () => {
    expect(() => format('org.apache.hadoop.hive.ql.io.orc.OrcSerde')).toThrow(
      'NOT_SUPPORTED: The local endpoint does not read org.apache.hadoop.hive.ql.io.orc.OrcSerde (shop.t)',
    );
    expect(() => format(lazy, {}, { table_type: 'iceberg' })).toThrow('ICEBERG');
  });
});
