import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CsvClassifier, csvSchema } from './csvSchema.ts';

function read(text: string, classifier?: Omit<CsvClassifier, 'Name'>, isComplete = true) {
  const found = csvSchema(text, isComplete, classifier && { Name: 'own', ...classifier });
  return (
    found && {
      columns: found.schema.columns.map(({ name, type }) => `${name} ${type}`),
      header: found.schema.csv?.hasHeader,
      delimiter: found.schema.csv?.delimiter,
      records: found.records,
    }
  );
}

describe('types', () => {
  test.each([
    [['1', '-2', '+3'], 'bigint'],
    [['1', '', '3'], 'bigint'],
    [['007', '1'], 'bigint'],
    [['9223372036854775807', '1'], 'bigint'],
    [['9223372036854775808', '1'], 'double'],
    [['1', '2.5'], 'double'],
    [['1e3', '.5', '2.'], 'double'],
    [['1', 'x'], 'string'],
    [['2025-06-01', '2025-06-02'], 'string'],
    [['true', 'false'], 'string'],
    [['1,5', '2'], 'string'],
    [['', ''], 'string'],
    [['\\N', '4'], 'bigint'],
    [[' 5 ', '6'], 'bigint'],
  ])('%j is %s', (values, type) => {
    const rows = values.map((value) => `"${value}",1`);
    expect(read(['v,n', ...rows, ''].join('\n'))?.columns[0]).toBe(`v ${type}`);
  });
});

describe('headers', () => {
  test('names over numbers are one, in lower case', () => {
    expect(read('Id,Customer Name,Total\n1,Ana,2.5\n2,Luis,3\n')).toEqual({
      columns: ['id bigint', 'customer name string', 'total double'],
      header: true,
      delimiter: ',',
      records: 2,
    });
  });

  test('a row with a number in it is none', () => {
    expect(read('id,2024\n1,5\n2,6\n')).toMatchObject({ header: false, columns: ['col0 string', 'col1 bigint'] });
  });

  test('a column of numbers with some misspelt tells a header apart too', () => {
    expect(read('name,amount\nAna,2\nEva,two\nLuis,3\n')?.columns).toEqual(['name string', 'amount string']);
    expect(read('name,place\nAna,Cali\nEva,Quito\nLuis,3\n')?.header).toBe(false);
  });

  test('among text alone there is none, as nothing tells it apart', () => {
    expect(read('name,city\nAna,Cali\nLuis,Quito\n')).toMatchObject({
      header: false,
      columns: ['col0 string', 'col1 string'],
      records: 3,
    });
  });

  test('an index column without a name, and one cell too many at the end', () => {
    expect(read(',a\n0,x\n1,y\n')?.columns).toEqual(['col0 bigint', 'a string']);
    expect(read('a,b,\n1,x,\n2,y,\n')?.columns).toEqual(['a bigint', 'b string', 'col2 string']);
  });

  test('a cell of 150 characters is no name', () => {
    expect(read(`${'x'.repeat(150)},b\n1,2\n`)?.header).toBe(false);
  });

  test('a name that comes twice gets a number', () => {
    expect(read('a,a,A\n1,2,3\n')?.columns).toEqual(['a bigint', 'a_2 bigint', 'a_3 bigint']);
  });
});

describe('the raw files of the sample', () => {
  const folder = path.resolve(import.meta.dirname, '../../../../../../sample-workspace/batch-datalake/raw/ventas');

  test.each(readdirSync(folder))('%s', (name) => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    expect(read(text)?.columns.map((column) => column.split(' ')[0])).toEqual([
      'pedido_id',
      'fecha_pedido',
      'cliente_id',
      'region',
      'producto',
      'categoria',
      'cantidad',
      'precio_unitario',
      'canal',
    ]);
    expect(read(text)).toMatchObject({ header: true, delimiter: ',', records: 400 });
  });
});

describe('layout', () => {
  test.each([
    [';', 'a;b\n1;x,y\n2;z,w\n'],
    ['\t', 'a\tb\n1\tx\n'],
    ['|', 'a|b|c\n1|x|y\n'],
    ['\u0001', 'a\u0001b\n1\u0001x\n'],
  ])('delimiter %j', (delimiter, text) => {
    expect(read(text)).toMatchObject({ delimiter, header: true });
  });

  test('quotes hold delimiters, line ends and quotes', () => {
    expect(read('id,note\n1,"a, b"\n2,"two\nlines"\n3,"say ""hi"""\n')).toMatchObject({
      columns: ['id bigint', 'note string'],
      records: 3,
    });
  });

  test('line ends of Windows, and none at the end', () => {
    expect(read('a,b\r\n1,x\r\n2,y')).toMatchObject({ columns: ['a bigint', 'b string'], records: 2 });
  });

  test('some irregular rows do no harm', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},x,2`);
    expect(read(['a,b,c', ...rows, 'broken', '1,2,3,4'].join('\n'))).toMatchObject({
      columns: ['a bigint', 'b string', 'c bigint'],
    });
  });

  test('the torn last line of a beginning is not looked at', () => {
    expect(read('a,b\n1,2\n3,4\n5,not whol', undefined, false)).toMatchObject({
      columns: ['a bigint', 'b bigint'],
      records: 2,
    });
  });

  test.each([
    ['one column', 'a\n1\n2\n'],
    ['one row', 'a,b\n'],
    ['prose', 'Dear all,\nthis is a letter.\nIt has commas, here, and there.\nYours\n'],
    ['nothing', ''],
  ])('%s is no CSV', (_, text) => {
    expect(read(text)).toBeUndefined();
  });
});

describe('a classifier of one’s own', () => {
  test('says where the header is', () => {
    const text = 'name,city\nAna,Cali\nLuis,Quito\n';
    expect(read(text, { ContainsHeader: 'PRESENT' })?.columns).toEqual(['name string', 'city string']);
    expect(read('id,n\n1,2\n', { ContainsHeader: 'ABSENT' })?.columns).toEqual(['col0 string', 'col1 string']);
    expect(read('1,2\n3,4\n', { ContainsHeader: 'ABSENT', Header: ['id', 'n'] })?.columns).toEqual([
      'id bigint',
      'n bigint',
    ]);
  });

  test('does not take a file with other columns than its header has', () => {
    expect(read('1,2,3\n4,5,6\n', { ContainsHeader: 'ABSENT', Header: ['id', 'n'] })).toBeUndefined();
  });

  test('has a delimiter, a quote and a SerDe', () => {
    const found = csvSchema("a^b\n1^'x^y'\n", true, { Name: 'own', Delimiter: '^', QuoteSymbol: "'" });
    expect(found?.schema.columns.map((column) => column.type)).toEqual(['bigint', 'string']);
    expect(found?.schema.csv).toMatchObject({ delimiter: '^', quote: "'", serde: 'OpenCSVSerDe' });
    const plain = { Name: 'own', Serde: 'LazySimpleSerDe', QuoteSymbol: '"' };
    expect(csvSchema('a,b\n1,2\n', true, plain)?.schema.csv?.serde).toBe('LazySimpleSerDe');
  });

  test('allows a single column', () => {
    expect(read('a\n1\n2\n', { Delimiter: ',', AllowSingleColumn: true })?.columns).toEqual(['a bigint']);
  });
});
