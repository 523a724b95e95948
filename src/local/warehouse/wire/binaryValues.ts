/** Values in the wire's binary form, for clients that ask for it (redshift_connector, asyncpg). */
import type { RedshiftType } from '../../engines/redshift/types/redshiftType.ts';

/** Microseconds, and days, from 1970 to 2000, where the wire's clock begins. */
const epochMicros = 946_684_800_000_000n;
const epochDays = 10_957;

/** Writes a value that is given in Redshift's text. */
type BinaryWriter = (text: string) => Buffer;

function sized(length: number, write: (buffer: Buffer, text: string) => void): BinaryWriter {
  return (text) => {
    const buffer = Buffer.allocUnsafe(length);
    write(buffer, text);
    return buffer;
  };
}

const int4 = sized(4, (buffer, text) => buffer.writeInt32BE(Number(text) | 0));

const writers: Readonly<Record<string, BinaryWriter>> = {
  boolean: (text) => Buffer.from([text === 't' ? 1 : 0]),
  smallint: sized(2, (buffer, text) => buffer.writeInt16BE(Number(text))),
  integer: int4,
  oid: int4,
  regclass: int4,
  regtype: int4,
  regproc: int4,
  bigint: sized(8, (buffer, text) => buffer.writeBigInt64BE(BigInt(text))),
  real: sized(4, (buffer, text) => buffer.writeFloatBE(Number(text))),
  'double precision': sized(8, (buffer, text) => buffer.writeDoubleBE(Number(text))),
  date: sized(4, (buffer, text) => buffer.writeInt32BE(Number(dayMicros(text) / 86_400_000_000n) - epochDays)),
  time: sized(8, (buffer, text) => buffer.writeBigInt64BE(timeMicros(text))),
  timestamp: sized(8, (buffer, text) => buffer.writeBigInt64BE(momentMicros(text) - epochMicros)),
  timestamptz: sized(8, (buffer, text) => {
    const [, moment = text, offset = '+00'] = /^(.*?)([+-]\d\d(?::\d\d)?)$/.exec(text) ?? [];
    buffer.writeBigInt64BE(momentMicros(moment) - BigInt(zoneSeconds(offset)) * 1_000_000n - epochMicros);
  }),
  timetz: sized(12, (buffer, text) => {
    const [, moment = text, offset = '+00'] = /^(.*?)([+-]\d\d(?::\d\d)?)$/.exec(text) ?? [];
    buffer.writeBigInt64BE(timeMicros(moment));
    buffer.writeInt32BE(-zoneSeconds(offset), 8);
  }),
  numeric: numericBytes,
  'interval year to month': sized(4, (buffer, text) => {
    buffer.writeInt32BE(Number(intervalPart(text, 'year')) * 12 + Number(intervalPart(text, 'mon')));
  }),
  'interval day to second': sized(8, (buffer, text) => {
    const [time = '00:00:00'] = /-?\d+:\d+:\d+(?:\.\d+)?$/.exec(text) ?? [];
    const micros = time.startsWith('-') ? -timeMicros(time.slice(1)) : timeMicros(time);
    buffer.writeBigInt64BE(intervalPart(text, 'day') * 86_400_000_000n + micros);
  }),
};

/** Undefined for types whose binary form is their text. */
export function binaryWriter(type: RedshiftType): BinaryWriter | undefined {
  return writers[type.name];
}

/** How many of a unit an interval's text has. */
function intervalPart(text: string, unit: 'year' | 'mon' | 'day'): bigint {
  return BigInt(new RegExp(`(-?\\d+) ${unit}`).exec(text)?.[1] ?? 0);
}

function dayMicros(text: string): bigint {
  const [, year = '', month = '', day = ''] = /^(\d+)-(\d+)-(\d+)/.exec(text) ?? [];
  const date = new Date(0);
  const era = text.endsWith(' BC') ? 1 - Number(year) : Number(year);
  date.setUTCFullYear(era, Number(month) - 1, Number(day));
  return BigInt(date.getTime()) * 1000n;
}

function timeMicros(text: string): bigint {
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    /^(\d+):(\d+):(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

function momentMicros(text: string): bigint {
  const at = text.indexOf(' ');
  return dayMicros(text) + timeMicros(text.slice(at + 1));
}

function zoneSeconds(offset: string): number {
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':');
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** Groups of four decimal digits, as PostgreSQL sends `numeric`. */
function numericBytes(text: string): Buffer {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const groups = (left + right).match(/\d{4}/g)?.map(Number) ?? [];
  let weight = left.length / 4 - 1;
  while (groups[0] === 0) {
    groups.shift();
    weight -= 1;
  }
  while (groups.at(-1) === 0) groups.pop();
  const buffer = Buffer.allocUnsafe(8 + groups.length * 2);
  buffer.writeInt16BE(groups.length, 0);
  buffer.writeInt16BE(groups.length === 0 ? 0 : weight, 2);
  buffer.writeUInt16BE(negative && groups.length > 0 ? 0x4000 : 0, 4);
  buffer.writeInt16BE(fraction.length, 6);
  for (const [i, group] of groups.entries()) buffer.writeInt16BE(group, 8 + i * 2);
  return buffer;
}
