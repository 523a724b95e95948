/** Positions in PostgreSQL's write-ahead log: https://www.postgresql.org/docs/current/datatype-pg-lsn.html */

/** @param text such as `0/16B3748` */
export function readLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function writeLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}
