import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { assemblePivot } from '../../core/cube/assemblePivot.ts';
import type { Cube } from '../../core/cube/cube.ts';
import { PivotCells } from '../../core/cube/pivotCells.ts';
import { emptyAxis, emptyPivot, type PivotRequest } from '../../core/cube/pivotRequest.ts';
import { pivotStatement } from '../../core/cube/pivotSql.ts';
import { salesCube } from '../../core/cube/testCube.ts';
import type { PivotAnswer } from './openCube.ts';
import { pivotRows, readableWriting } from './pivotRows.ts';
import { writePivot } from './writePivot.ts';

const cube: Cube = {
  ...salesCube,
  measures: salesCube.measures.map((each) => (each.name === 'amount' ? { ...each, digits: 1 } : each)),
};
const request: PivotRequest = {
  ...emptyPivot,
  rows: { ...emptyAxis, levels: ['region', 'customer'], expanded: [['']] },
  measures: [
    { measure: 'amount', show: 'value' },
    { measure: 'amount', show: 'share-of-total' },
  ],
};
const exact = '12345678901234567890123456789012345.67';
const awkward = '=1+1 "<b>&amp;</b>" ‏שלום';

function answerOf(rows: readonly (readonly (string | null)[])[]): PivotAnswer {
  const statement = pivotStatement(cube, 'duckdb', request);
  const cells = new PivotCells(['amount']);
  cells.add(statement, rows);
  return { request, cells, table: assemblePivot(cube, request, cells), sql: '', more: false, milliseconds: 0 };
}

const answer = answerOf([
  ['0', '0', '0', null, null, exact],
  ['0', '1', '0', '', null, '3.25'],
  ['0', '1', '0', null, null, '-1.10'],
  ['0', '1', '0', awkward, null, null],
  ['0', '2', '0', '', null, '2.25'],
  ['0', '2', '0', '', '', '1.00'],
]);

test('CSV has every digit, and tells NULL, nothing and the empty text apart', async () => {
  await using folder = tempFolder('strata-pivot');
  const file = path.join(folder.path, 'pivot.csv');
  expect(await writePivot(cube, answer, 'csv', file)).toBe(6);
  expect((await readFile(file, 'utf8')).split('\r\n')).toEqual([
    'region,customer,amount,amount share-of-total',
    '"",,3.25,0.00000000',
    '"","",1.00,0.00000000',
    '"",NULL,2.25,0.00000000',
    `"${awkward.replaceAll('"', '""')}",,,`,
    'NULL,,-1.10,0.00000000',
    `Total,,${exact},1.00000000`,
    '',
  ]);
});

test('a table for people has the digits of its measures', () => {
  expect(pivotRows(cube, answer, readableWriting).rows.slice(0, 2)).toEqual([
    ['(empty)', null, '3.3', '0.0%'],
    ['(empty)', '(empty)', '1.0', '0.0%'],
  ]);
});

test('Excel gets numbers where it keeps them exactly, their formats, and texts as texts', async () => {
  await using folder = tempFolder('strata-pivot');
  const file = path.join(folder.path, 'pivot.xlsx');
  await writePivot(cube, answer, 'xlsx', file);
  const parts = Object.fromEntries(
    Object.entries(unzipSync(await readFile(file))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
  const sheet = parts['xl/worksheets/sheet1.xml'] ?? '';
  expect(sheet).toMatch(/<v>3\.25<\/v>/);
  expect(sheet).not.toContain('<f>');
  const texts = `${parts['xl/sharedStrings.xml'] ?? ''}${sheet}`;
  expect(texts).toContain('=1+1 "&lt;b&gt;&amp;amp;&lt;/b&gt;"');
  expect(texts).toContain(exact);
  expect(texts).toContain('(empty)');
  expect(parts['xl/styles.xml']).toContain('#,##0.0');
  expect(parts['xl/styles.xml']).toContain('0.0%');
});

test('a table that is wider than Excel’s sheets is refused with what to do', async () => {
  const many = Array.from({ length: 17_000 }, (_, i) => ['0', '0', '1', String(i), '1.00']);
  const wide = { ...request, rows: emptyAxis, columns: { ...emptyAxis, levels: ['items'] } };
  const statement = pivotStatement(cube, 'duckdb', wide);
  const cells = new PivotCells(['amount']);
  cells.add(statement, many);
  const wider = { ...answer, request: wide, cells, table: assemblePivot(cube, wide, cells) };
  await using folder = tempFolder('strata-pivot');
  await expect(writePivot(cube, wider, 'xlsx', path.join(folder.path, 'pivot.xlsx'))).rejects.toThrow('16,384 columns');
});
