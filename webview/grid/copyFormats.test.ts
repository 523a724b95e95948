import { describe, expect, it } from 'vitest';
import { formatRows } from './copyFormats.ts';

const columns = ['id', 'note'];
const rows = [
  ['9223372036854775807', 'a "b", c'],
  ['2', null],
  ['3', ''],
] as const;

describe('formatRows', () => {
  it('makes TSV that spreadsheets read back', () => {
    expect(formatRows('tsv', columns, rows)).toBe('id\tnote\n9223372036854775807\t"a ""b"", c"\n2\t\n3\t');
  });

  it('tells NULL and the empty text apart in CSV', () => {
    expect(formatRows('csv', columns, rows)).toBe('id,note\n9223372036854775807,"a ""b"", c"\n2,\n3,""');
  });

  it('keeps NULL in JSON', () => {
    expect(JSON.parse(formatRows('json', columns, rows))[1]).toEqual({ id: '2', note: null });
  });

  it('escapes what would break a Markdown table', () => {
    expect(formatRows('markdown', ['a|b'], [['x|y\nz']])).toBe('| a\\|b |\n| --- |\n| x\\|y<br>z |');
  });
});
