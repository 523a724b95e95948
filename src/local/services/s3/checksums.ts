/** Checksums of objects and parts, in the forms that S3 speaks of them. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Fault } from '../../server/fault.ts';
import { crc32c, crc64nvme, type Halves } from './crc.ts';
import type { ChecksumAlgorithm, StoredChecksum } from './objectRow.ts';

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** A checksum that is computed while bytes go by. */
export interface RunningChecksum {
  readonly algorithm: ChecksumAlgorithm;
  update(data: Uint8Array): void;
  /** Base64; once, at the end. */
  digest(): string;
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm.toLowerCase());
      return { algorithm, update: (data) => void hash.update(data), digest: () => hash.digest('base64') };
    }
    case 'CRC32':
    case 'CRC32C': {
      let value = 0;
      const step = algorithm === 'CRC32' ? crc32 : crc32c;
      return {
        algorithm,
        update: (data) => {
          value = step(data, value);
        },
        digest: () => base64Of(value),
      };
    }
    case 'CRC64NVME': {
      let value: Halves = { high: 0, low: 0 };
      return {
        algorithm,
        update: (data) => {
          value = crc64nvme(data, value);
        },
        digest: () => base64Of(value.high, value.low),
      };
    }
  }
}

function base64Of(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, i * 4);
  return bytes.toString('base64');
}

/** The checksum of an upload in parts made of those of its parts: `base64-N`. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const sum = startChecksum(algorithm);
  for (const part of parts) sum.update(Buffer.from(part, 'base64'));
  return `${sum.digest()}-${parts.length}`;
}

/** `ChecksumCRC32` and its like: the member of the SDK's shapes, whose header is `x-amz-checksum-crc32`. */
export function checksumMember(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** @throws Fault InvalidRequest for an algorithm that S3 does not have */
export function algorithmOf(name: string): ChecksumAlgorithm {
  const found = checksumAlgorithms.find((each) => each === name.toUpperCase());
  if (found) return found;
  throw new Fault(
    'InvalidRequest',
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

/** The members that tell a stored checksum. */
export function checksumMembers(checksum: StoredChecksum | undefined): Record<string, string> {
  return checksum ? { [checksumMember(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {};
}

export function checksumMismatch(algorithm: ChecksumAlgorithm): Fault {
  return new Fault('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** The number of bytes a checksum has, to tell a malformed one from a wrong one. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const lengths: Record<ChecksumAlgorithm, number> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };
  return /^[A-Za-z0-9+/]+=*$/.test(value) && Buffer.from(value, 'base64').length === lengths[algorithm];
}
