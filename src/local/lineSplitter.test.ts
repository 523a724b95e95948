import { describe, expect, it } from 'vitest';
import { LineSplitter } from './lineSplitter.ts';

function split(chunks: readonly (string | Buffer)[], most = 100): string[] {
  const splitter = new LineSplitter(most);
  return [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk as string))), ...splitter.end()];
}

describe('LineSplitter', () => {
  it('joins what comes in pieces', () => {
    expect(split(['on', 'e\ntw', 'o\n\nthree'])).toEqual(['one', 'two', '', 'three']);
  });

  it('ends lines as Windows does too', () => {
    expect(split(['one\r', '\ntwo\r\n'])).toEqual(['one', 'two']);
  });

  it('holds a character together that comes in two chunks', () => {
    const bytes = Buffer.from('año\n');
    expect(split([bytes.subarray(0, 2), bytes.subarray(2)])).toEqual(['año']);
  });

  it('survives bytes that are no UTF-8', () => {
    expect(split([Buffer.from([0x61, 0xff, 0xfe, 0x62, 10, 0x63, 10])])).toEqual(['a\ufffd\ufffdb', 'c']);
  });

  it('cuts a line that is too long between characters', () => {
    const line = 'ñ'.repeat(50);
    const lines = split([`${line}\nend\n`], 31);
    expect(lines.slice(0, -1).join('')).toBe(line);
    expect(lines.at(-1)).toBe('end');
    for (const each of lines) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(31);
  });

  it('cuts bytes that continue no character as well', () => {
    const lines = split([Buffer.alloc(25, 0x80)], 10);
    expect(lines.join('')).toBe('\ufffd'.repeat(25));
  });

  it('says nothing of an empty end', () => {
    expect(split(['one\n'])).toEqual(['one']);
    expect(split([''])).toEqual([]);
  });
});
