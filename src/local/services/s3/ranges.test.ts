import { describe, expect, it } from 'vitest';
import { copyRangeOf, rangeOf } from './ranges.ts';

describe('rangeOf', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=2-', { start: 2, end: 10 }],
    ['bytes=2-100', { start: 2, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-100', { start: 0, end: 10 }],
    ['bytes=5-2', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=1-2', undefined],
    [undefined, undefined],
  ])('%s of ten bytes', (header, range) => expect(rangeOf(header, 10)).toEqual(range));

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('%s begins behind the end', (header) => {
    expect(() => rangeOf(header, 10)).toThrow(expect.objectContaining({ code: 'InvalidRange', status: 416 }));
  });
});

describe('copyRangeOf', () => {
  it('must lie within the source', () => {
    expect(copyRangeOf('bytes=2-9', 10)).toEqual({ start: 2, end: 10 });
    expect(copyRangeOf(undefined, 10)).toEqual({ start: 0, end: 10 });
    for (const header of ['bytes=2-10', 'bytes=2-', 'bytes=5-4', 'nonsense']) {
      expect(() => copyRangeOf(header, 10)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    }
  });
});
