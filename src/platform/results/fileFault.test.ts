import { expect, test } from 'vitest';
import { fileFault } from './fileFault.ts';

const names = new Map([['/tmp/x/object.csv', 's3://lake/a.csv']]);

test('names the file as its reader knows it, however DuckDB writes it', () => {
  for (const written of ["'/tmp/x/object.csv'", '"/tmp/x/object.csv"', '/tmp/x/object.csv']) {
    expect(fileFault(`Invalid Input Error: No magic bytes found at end of file ${written}`, names)).toBe(
      'No magic bytes found at end of file s3://lake/a.csv',
    );
  }
});

test('names the only file where DuckDB names none', () => {
  expect(fileFault('Invalid Error: TProtocolException: Invalid data', names)).toBe(
    's3://lake/a.csv: TProtocolException: Invalid data',
  );
  expect(fileFault('Invalid Input Error: Error when sniffing file "".\nDelimiter Candidates: …', names)).toBe(
    's3://lake/a.csv: It has no rows of separated values.',
  );
});

test('keeps the line and the reason of a page about options', () => {
  const page = `Invalid Input Error: CSV Error on Line: 2
Original Line: 1,"caf
Value with unterminated quote found.

Possible fixes:
* Enable ignore errors

  file = /tmp/x/object.csv
  delimiter = , (Auto-Detected)`;
  expect(fileFault(page, names)).toBe('s3://lake/a.csv, line 2: Value with unterminated quote found.');
});

test('says nothing of errors that are about no file', () => {
  expect(fileFault('Out of Memory Error: failed to allocate', names)).toBeUndefined();
});
