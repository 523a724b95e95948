import { expect, test } from 'vitest';
import { readTargetSettings } from '../endpoints/targetSettings.ts';
import { changeFileName, datePartition, loadFileName, momentText, tableFolder } from './fileNames.ts';

const at = new Date('2026-11-21T23:30:00.123Z');
const settings = (more: Record<string, unknown>) => readTargetSettings({ BucketName: 'lake', ...more });

test('files are named as DMS names them', () => {
  expect([1, 10, 16].map(loadFileName)).toEqual(['LOAD00000001', 'LOAD0000000A', 'LOAD00000010']);
  expect(changeFileName(at)).toBe('20261121-233000123');
  expect(tableFolder(settings({ BucketFolder: '/raw/' }), 'public', 'orders')).toBe('raw/public/orders/');
  expect(momentText(BigInt(at.getTime()) * 1000n + 456n)).toBe('2026-11-21 23:30:00.123456');
});

test.each([
  [{}, '2026/11/21/'],
  [{ DatePartitionSequence: 'YYYYMMDDHH', DatePartitionDelimiter: 'NONE' }, '2026112123/'],
  [{ DatePartitionSequence: 'ddmmyyyy', DatePartitionDelimiter: 'dash' }, '21-11-2026/'],
  [{ DatePartitionSequence: 'YYYYMM', DatePartitionDelimiter: 'UNDERSCORE' }, '2026_11/'],
])('changes lie under their date: %j', (more, expected) => {
  expect(datePartition(settings({ DatePartitionEnabled: true, ...more }), at)).toBe(expected);
});
