/** Where files of a table lie: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html */
import type { TargetSettings } from '../endpoints/targetSettings.ts';

/** The key under which all files of a table lie, with its slash. */
export function tableFolder(settings: TargetSettings, schema: string, table: string): string {
  const folder = settings.BucketFolder ? `${settings.BucketFolder}/` : '';
  return `${folder}${schema}/${table}/`;
}

/** `LOAD00000001`, counted from 1 in hexadecimal digits. */
export function loadFileName(number: number): string {
  return `LOAD${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

const part = (date: Date) => {
  const text = date.toISOString();
  return {
    YYYY: text.slice(0, 4),
    MM: text.slice(5, 7),
    DD: text.slice(8, 10),
    HH: text.slice(11, 13),
    rest: text.slice(11, 23).replace(/[:.]/g, ''),
  };
};

/** `20261121-233000123`, of a moment in UTC. */
export function changeFileName(at: Date): string {
  const { YYYY, MM, DD, rest } = part(at);
  return `${YYYY}${MM}${DD}-${rest}`;
}

const separators = { SLASH: '/', UNDERSCORE: '_', DASH: '-', NONE: '' } as const;
const sequences = {
  YYYYMMDD: ['YYYY', 'MM', 'DD'],
  YYYYMMDDHH: ['YYYY', 'MM', 'DD', 'HH'],
  YYYYMM: ['YYYY', 'MM'],
  MMYYYYDD: ['MM', 'YYYY', 'DD'],
  DDMMYYYY: ['DD', 'MM', 'YYYY'],
} as const;

/** The folder of a commit's date with its slash, such as `2026/11/21/`; empty unless it is asked for. */
export function datePartition(settings: TargetSettings, at: Date): string {
  if (!settings.DatePartitionEnabled) return '';
  const parts = part(at);
  const texts = sequences[settings.DatePartitionSequence].map((name) => parts[name]);
  return `${texts.join(separators[settings.DatePartitionDelimiter])}/`;
}

/** `2026-11-21 23:30:00.123456`, as DMS writes moments into the column of TimestampColumnName. */
export function momentText(micros: bigint): string {
  const text = new Date(Number(micros / 1000n)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}${String(micros % 1000n).padStart(3, '0')}`;
}
