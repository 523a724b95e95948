import { expect, it } from 'vitest';
import { heapOf, parseMemory } from './heap.ts';

const gib = 2 ** 30;

it.each([
  [24 * gib, undefined, 6144],
  [8 * gib, undefined, 2048],
  [2 * gib, undefined, 1024],
  [24 * gib, '10g', 10_240],
  [8 * gib, '10g', 4096],
  [8 * gib, 'much', 2048],
])('a machine of %i bytes that is asked for %s', (total, asked, heap) => {
  expect(heapOf(total, asked)).toBe(heap);
});

it.each([
  ['512m', 512],
  ['4g', 4096],
  ['2GB', 2048],
  ['1024', 1024],
  ['x', undefined],
])('%s is %s MiB', (text, size) => expect(parseMemory(text)).toBe(size));
