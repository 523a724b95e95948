/** A parameter that a client sends in binary, as text: https://www.postgresql.org/docs/current/protocol-overview.html */
import { SqlError } from '../sqlError.ts';
import { momentText, secondsText } from '../values/momentText.ts';

/** Microseconds from 1970 to 2000, where the wire's clock begins. */
const epoch = 946_684_800_000_000n;

type Reader = (value: Buffer) => string;

const readers: Readonly<Record<number, Reader>> = {
  16: (value) => (value[0] ? 't' : 'f'),
  20: (value) => String(value.readBigInt64BE()),
  21: (value) => String(value.readInt16BE()),
  23: (value) => String(value.readInt32BE()),
  26: (value) => String(value.readUInt32BE()),
  700: (value) => String(value.readFloatBE()),
  701: (value) => String(value.readDoubleBE()),
  1082: (value) => momentText(BigInt(value.readInt32BE()) * 86_400_000_000n + epoch).slice(0, -9),
  1083: (value) => secondsText(value.readBigInt64BE()),
  1114: (value) => momentText(value.readBigInt64BE() + epoch),
  1184: (value) => `${momentText(value.readBigInt64BE() + epoch)}+00`,
  1186: intervalText,
};

/**
 * @param oid the type that the client gave the parameter; 0 where it gave none
 * @throws SqlError for a binary value of a type that has no such form here
 */
export function parameterText(value: Buffer, format: number, oid: number): string {
  if (format === 0) return value.toString('utf8');
  const reader = readers[oid];
  if (reader) return reader(value);
  // Characters are the same in both forms.
  if ([0, 18, 19, 25, 705, 1042, 1043].includes(oid)) return value.toString('utf8');
  throw new SqlError('0A000', `parameters of type ${oid} in binary format are not supported`);
}

function intervalText(value: Buffer): string {
  const days = value.readInt32BE(8);
  const months = value.readInt32BE(12);
  return `${months} months ${days} days ${value.readBigInt64BE()} microseconds`;
}
