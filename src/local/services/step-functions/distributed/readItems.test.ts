import { describe, expect, test } from 'vitest';
import { batchesOf } from '../interpreter/states/distributedMap.ts';
import { parseCsv } from './csv.ts';
import { itemsOf } from './readItems.ts';

const reader = (ReaderConfig: Record<string, unknown>) => ({ Resource: 'arn:aws:states:::s3:getObject', ReaderConfig });

describe('CSV', () => {
  test('quotes, doubled quotes, line breaks inside, empty fields, no last line break', () => {
    expect(parseCsv('a,b\r\n"x, y","say ""hi"""\n"two\nlines",\n\n,z', ',')).toEqual([
      ['a', 'b'],
      ['x, y', 'say "hi"'],
      ['two\nlines', ''],
      ['', 'z'],
    ]);
  });

  test('a byte order mark and another delimiter', () => {
    expect(parseCsv('\ufeffa|b\n1|2\n', '|')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});

describe('item sources', () => {
  test('CSV with its own header, and with a given one', () => {
    expect(itemsOf('id,name\n1,ada\n2,', reader({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }))).toEqual([
      { id: '1', name: 'ada' },
      { id: '2', name: '' },
    ]);
    const given = reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'TAB' });
    expect(itemsOf('1\t2', given)).toEqual([{ a: '1', b: '2' }]);
  });

  test('JSON arrays and JSON lines', () => {
    expect(itemsOf('[1,{"a":2}]', reader({ InputType: 'JSON' }))).toEqual([1, { a: 2 }]);
    expect(itemsOf('{"a":1}\n\n{"a":2}\n', reader({ InputType: 'JSONL' }))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test.each([
    ['{"a":1}', 'JSON'],
    ['[1', 'JSON'],
    ['x', 'MANIFEST'],
  ])('%s as %s fails as States.ItemReaderFailed', (text, InputType) => {
    expect(() => itemsOf(text, reader({ InputType }))).toThrow(/States.ItemReaderFailed/);
  });
});

test('batches keep both limits, and lose nothing', () => {
  expect(batchesOf([1, 2, 3, 4, 5], 2, 1000)).toEqual([[1, 2], [3, 4], [5]]);
  expect(batchesOf(['aaaa', 'bbbb', 'cccccccccccc'], 9, 12)).toEqual([['aaaa', 'bbbb'], ['cccccccccccc']]);
});
