/**
 * The two checksums that Node does not bring: CRC-32C (Castagnoli) and CRC-64/NVME, both reflected, eight bytes a step.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */

const crc32cTables = tables32(0x82f63b78);

function tables32(polynomial: number): Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
  const tables = [first];
  for (let i = 1; i < 8; i++) {
    const before = tables[i - 1]!;
    tables.push(before.map((value) => (value >>> 8) ^ first[value & 0xff]!));
  }
  return tables;
}

/** Goes on from `value`, the checksum of what came before; 0 at the start. */
export function crc32c(data: Uint8Array, value: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = crc32cTables as [Uint32Array, ...Uint32Array[]] as Uint32Array[];
  let crc = ~value;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    crc ^= data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    crc =
      t7![crc & 0xff]! ^
      t6![(crc >>> 8) & 0xff]! ^
      t5![(crc >>> 16) & 0xff]! ^
      t4![crc >>> 24]! ^
      t3![data[at + 4]!]! ^
      t2![data[at + 5]!]! ^
      t1![data[at + 6]!]! ^
      t0![data[at + 7]!]!;
  }
  for (; at < data.length; at++) crc = (crc >>> 8) ^ t0![(crc ^ data[at]!) & 0xff]!;
  return ~crc >>> 0;
}

/** The high and low halves of a 64-bit checksum. */
export interface Halves {
  readonly high: number;
  readonly low: number;
}

const nvme = tables64(0x9a6c9329, 0xac4bc9b5);

function tables64(high: number, low: number): { high: Uint32Array; low: Uint32Array }[] {
  const first = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = ((l >>> 1) | (h << 31)) >>> 0;
      h >>>= 1;
      if (carry) {
        h = (h ^ high) >>> 0;
        l = (l ^ low) >>> 0;
      }
    }
    first.high[byte] = h;
    first.low[byte] = l;
  }
  const tables = [first];
  for (let i = 1; i < 8; i++) {
    const before = tables[i - 1]!;
    const next = { high: new Uint32Array(256), low: new Uint32Array(256) };
    for (let byte = 0; byte < 256; byte++) {
      const h = before.high[byte]!;
      const l = before.low[byte]!;
      next.low[byte] = ((l >>> 8) | (h << 24)) ^ first.low[l & 0xff]!;
      next.high[byte] = (h >>> 8) ^ first.high[l & 0xff]!;
    }
    tables.push(next);
  }
  return tables;
}

/** Goes on from `value`; both halves are 0 at the start. */
export function crc64nvme(data: Uint8Array, value: Halves): Halves {
  let high = ~value.high;
  let low = ~value.low;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    low ^= data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    high ^= data[at + 4]! | (data[at + 5]! << 8) | (data[at + 6]! << 16) | (data[at + 7]! << 24);
    let h = 0;
    let l = 0;
    for (let i = 0; i < 8; i++) {
      const word = i < 4 ? low : high;
      const byte = (word >>> ((i & 3) * 8)) & 0xff;
      const table = nvme[7 - i]!;
      h ^= table.high[byte]!;
      l ^= table.low[byte]!;
    }
    high = h;
    low = l;
  }
  for (; at < data.length; at++) {
    const byte = (low ^ data[at]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ nvme[0]!.low[byte]!;
    high = (high >>> 8) ^ nvme[0]!.high[byte]!;
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
