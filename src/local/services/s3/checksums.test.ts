import { describe, expect, it } from 'vitest';
import { compositeChecksum, isChecksumValue, startChecksum } from './checksums.ts';
import type { ChecksumAlgorithm } from './objectRow.ts';

function sumOf(algorithm: ChecksumAlgorithm, ...pieces: Uint8Array[]): string {
  const sum = startChecksum(algorithm);
  for (const piece of pieces) sum.update(piece);
  return sum.digest();
}

const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

describe('checksums', () => {
  // The check values of the catalogue of parametrised CRC algorithms, of "123456789".
  it.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ] as const)('%s of the check string', (algorithm, value) => {
    expect(hex(sumOf(algorithm, Buffer.from('123456789')))).toBe(value);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA256'] as const)(
    '%s does not depend on how the bytes come',
    (algorithm) => {
      const data = Buffer.from(Array.from({ length: 1003 }, (_, i) => (i * 31 + (i >> 3)) & 0xff));
      const whole = sumOf(algorithm, data);
      for (const cut of [0, 1, 7, 8, 9, 500, 1003]) {
        expect(sumOf(algorithm, data.subarray(0, cut), data.subarray(cut))).toBe(whole);
      }
      expect(isChecksumValue(algorithm, whole)).toBe(true);
      expect(isChecksumValue(algorithm, 'AAA=')).toBe(false);
    },
  );

  it('composes those of parts', () => {
    const parts = ['a', 'b'].map((each) => sumOf('CRC32', Buffer.from(each)));
    const joined = Buffer.concat(parts.map((each) => Buffer.from(each, 'base64')));
    expect(compositeChecksum('CRC32', parts)).toBe(`${sumOf('CRC32', joined)}-2`);
  });
});
