import { expect, test } from 'vitest';
import { writeJson } from '../../server/awsJson.ts';
import type { RedshiftColumn } from '../../warehouse/warehouseApi.ts';
import { columnMetadata, csvOf, fieldsOf } from './records.ts';

const column = (typeName: string, more: Partial<RedshiftColumn> = {}): RedshiftColumn => ({
  name: 'c',
  typeName,
  length: 0,
  precision: 0,
  scale: 0,
  nullable: true,
  ...more,
});

test('values come by their type, and NULL apart from an empty text', () => {
  const columns = ['int4', 'float8', 'bool', 'numeric', 'varchar', 'varchar', 'timestamp'].map((each) => column(each));
  expect(fieldsOf(['-7', '1.5e300', 't', '12.50', '', null, '2026-01-31 10:00:00'], columns)).toEqual([
    { longValue: -7 },
    { doubleValue: 1.5e300 },
    { booleanValue: true },
    { stringValue: '12.50' },
    { stringValue: '' },
    { isNull: true },
    { stringValue: '2026-01-31 10:00:00' },
  ]);
  expect(fieldsOf(['NaN'], [column('float4')])).toEqual([{ doubleValue: 'NaN' }]);
});

test('whole numbers are exact on the wire whatever their size', () => {
  const digits = ['9223372036854775807', '-9007199254740993', '9007199254740991'];
  const fields = fieldsOf(digits, [column('int8'), column('int8'), column('int8')]);
  expect(writeJson({ Records: [fields] })).toBe(
    `{"Records":[[${digits.map((each) => `{"longValue":${each}}`).join(',')}]]}`,
  );
});

test('CSV quotes what needs it, and only a text that is empty is two quotes', () => {
  expect(csvOf([[null, '', 'a"b', 'x,y', 'two\nlines', 'plain']])).toBe(',"","a""b","x,y","two\nlines",plain\r\n');
});

test('metadata says precision for numbers and the length for texts', () => {
  expect(columnMetadata(column('numeric', { precision: 18, scale: 2, nullable: false }))).toMatchObject({
    precision: 18,
    scale: 2,
    nullable: 0,
    isSigned: true,
  });
  expect(columnMetadata(column('varchar', { length: 256 }))).toMatchObject({ precision: 256, isCaseSensitive: true });
});
