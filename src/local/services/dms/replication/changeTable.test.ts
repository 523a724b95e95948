import { expect, test } from 'vitest';
import { readTargetSettings } from '../endpoints/targetSettings.ts';
import { readTableMappings } from '../mappings/tableMappings.ts';
import { ChangeTable, type RowChange } from './changeTable.ts';
import type { Relation } from './pgoutput.ts';

const column = (name: string, key: boolean) => ({ name, key, type: 25, modifier: -1 });
const relation: Relation = {
  id: 1,
  schema: 'public',
  table: 'orders',
  columns: [column('id', true), column('note', false)],
};
const everything = {
  'rule-type': 'selection',
  'rule-id': '1',
  'object-locator': { 'schema-name': '%', 'table-name': '%' },
  'rule-action': 'include',
};
const mappings = readTableMappings(JSON.stringify({ rules: [everything] }));

function lines(change: RowChange, settings: Record<string, unknown> = {}) {
  const read = readTargetSettings({ BucketName: 'lake', ...settings });
  const table = new ChangeTable(relation, relation.columns, [], mappings, read);
  return table.rowsOf(change).map((row) => table.valuesOf(row, 'now'));
}

const insert: RowChange = { kind: 'insert', relation: 1, row: ['1', 'a'] };
const update: RowChange = { kind: 'update', relation: 1, row: ['1', 'b'] };
const moved: RowChange = { kind: 'update', relation: 1, row: ['2', 'b'], old: { row: ['1', null], whole: false } };
const removed: RowChange = { kind: 'delete', relation: 1, old: { row: ['1', null], whole: false } };

test('each change is a row that says what it is', () => {
  expect([insert, update, removed].map((change) => lines(change, { TimestampColumnName: 'ts' }))).toEqual([
    [['I', 'now', '1', 'a']],
    [['U', 'now', '1', 'b']],
    [['D', 'now', '1', null]],
  ]);
});

test('a row under another key is gone and new', () => {
  expect(lines(moved)).toEqual([
    ['D', '1', null],
    ['I', '2', 'b'],
  ]);
});

test('the same where the whole row is sent, by its primary key; without one it is an update', () => {
  const whole: Relation = { ...relation, columns: [column('id', true), column('note', true)] };
  const settings = readTargetSettings({ BucketName: 'lake' });
  const change: RowChange = { kind: 'update', relation: 1, row: ['2', 'b'], old: { row: ['1', 'a'], whole: true } };
  const rows = (primaryKey: readonly string[]) =>
    new ChangeTable(whole, whole.columns, primaryKey, mappings, settings)
      .rowsOf(change)
      .map(({ op, row }) => [op, ...row]);
  expect(rows(['id'])).toEqual([
    ['D', '1', 'a'],
    ['I', '2', 'b'],
  ]);
  expect(rows([])).toEqual([['U', '2', 'b']]);
});

test('only what the target wants is written, marked when full loads are', () => {
  const all = [insert, update, removed];
  expect(all.flatMap((change) => lines(change, { CdcInsertsOnly: true }))).toEqual([['1', 'a']]);
  expect(all.flatMap((change) => lines(change, { CdcInsertsAndUpdates: true, IncludeOpForFullLoad: true }))).toEqual([
    ['I', '1', 'a'],
    ['U', '1', 'b'],
  ]);
});
