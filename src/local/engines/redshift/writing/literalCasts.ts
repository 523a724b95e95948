import { quoteText } from '../../../../core/sqlQuoting.ts';
import { RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { readMoment } from '../types/momentText.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { intervalSql } from './intervals.ts';

/**
 * A literal in quotes as a value of a type; `undefined` where the text has to be cast as any other.
 * @throws RedshiftError 22P02, 22007 in the words of the leader, which reads literals before anything is run
 */
export function literalAs(text: string, type: RedshiftType, at: number): string | undefined {
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
      if (!/^\s*[-+]?\d+\s*$/.test(text)) throw invalid(type, text, at);
      return undefined;
    case 'numeric':
    case 'real':
    case 'double precision':
      if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$|^\s*[-+]?(?:nan|inf(?:inity)?)\s*$/i.test(text)) {
        throw invalid(type, text, at);
      }
      return undefined;
    case 'boolean':
      return booleanLiteral(text, at);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return momentLiteral(text, type, at);
    case 'interval year to month':
    case 'interval day to second':
      return intervalSql(text, at).sql;
    case 'array':
      return arrayLiteral(text, type, at);
    default:
      return undefined;
  }
}

/** `{a,"b c"}`. */
function arrayLiteral(text: string, type: RedshiftType & { readonly name: 'array' }, at: number): string {
  const inside = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (inside === undefined) throw new RedshiftError('22P02', `malformed array literal: "${text}"`, at);
  const items = inside.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  const element = duckDbType(type.element);
  return `[${items.map((item) => `CAST(${quoteText(item.trim().replace(/^"(.*)"$/s, '$1'))} AS ${element})`).join(', ')}]`;
}

function invalid(type: RedshiftType, text: string, at: number): RedshiftError {
  const name = type.name === 'boolean' ? 'type boolean' : plainTypeText(type);
  return new RedshiftError('22P02', `invalid input syntax for ${name}: "${text}"`, at);
}

function booleanLiteral(text: string, at: number): string {
  const word = text.trim().toLowerCase();
  if (['t', 'true', 'y', 'yes', '1', 'on'].includes(word)) return 'true';
  if (['f', 'false', 'n', 'no', '0', 'off'].includes(word)) return 'false';
  throw invalid({ name: 'boolean' }, text, at);
}

function momentLiteral(text: string, type: RedshiftType, at: number): string {
  const word = text.trim().toLowerCase();
  if (word === 'now') return `CAST(now() AS ${duckDbNames[type.name]})`;
  if (['today', 'tomorrow', 'yesterday'].includes(word)) {
    const days = { today: 0, tomorrow: 1, yesterday: -1 }[word as 'today'];
    return `CAST((current_date + ${days}) AS ${duckDbNames[type.name]})`;
  }
  const moment = readMoment(text);
  const { date, time, zone } = moment ?? {};
  const fits = type.name.startsWith('time') && !type.name.startsWith('timestamp') ? time : date;
  if (!fits) {
    const name = plainTypeText(type);
    throw new RedshiftError('22007', `invalid input syntax for type ${name}: "${text}"`, at);
  }
  switch (type.name) {
    case 'date':
      return `DATE ${quoteText(date!)}`;
    case 'time':
      return `TIME ${quoteText(time!)}`;
    case 'timetz':
      return `TIMETZ ${quoteText(`${utcTime(time!, zone)}+00`)}`;
    case 'timestamp':
      return `TIMESTAMP ${quoteText(`${date!} ${time ?? '00:00:00'}`)}`;
    default: {
      const plain = `TIMESTAMP ${quoteText(`${date!} ${time ?? '00:00:00'}`)}`;
      if (zone === undefined) return `CAST(${plain} AS TIMESTAMPTZ)`;
      if (/^[+-]/.test(zone)) return `TIMESTAMPTZ ${quoteText(`${date!} ${time ?? '00:00:00'}${zone}`)}`;
      return `timezone(${quoteText(zoneName(zone))}, ${plain})`;
    }
  }
}

/** A time of day in a zone as clocks in UTC show it. */
function utcTime(time: string, zone: string | undefined): string {
  const offset = /^Etc\/GMT([+-]\d+)$/.exec(zoneName(zone ?? 'UTC'));
  const numeric = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '');
  const west = numeric
    ? (numeric[1] === '-' ? 1 : -1) * (Number(numeric[2]) * 60 + Number(numeric[3] ?? 0))
    : Number(offset?.[1] ?? 0) * 60;
  const [hours = '0', minutes = '0', seconds = '00'] = time.split(':');
  const total = (Number(hours) * 60 + Number(minutes) + west + 1440) % 1440;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(total / 60))}:${two(total % 60)}:${seconds}`;
}

const duckDbNames: Readonly<Record<string, string>> = {
  date: 'DATE',
  time: 'TIME',
  timetz: 'TIMETZ',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
};

/** Abbreviations that DuckDB's zones lack or take for something else, as PostgreSQL has them: without summer time. */
const zones: Readonly<Record<string, string>> = {
  Z: 'UTC',
  EST: 'Etc/GMT+5',
  EDT: 'Etc/GMT+4',
  CST: 'Etc/GMT+6',
  CDT: 'Etc/GMT+5',
  MST: 'Etc/GMT+7',
  MDT: 'Etc/GMT+6',
  PST: 'Etc/GMT+8',
  PDT: 'Etc/GMT+7',
  AKST: 'Etc/GMT+9',
  HST: 'Etc/GMT+10',
  CET: 'Etc/GMT-1',
  CEST: 'Etc/GMT-2',
  EET: 'Etc/GMT-2',
  WET: 'UTC',
  BST: 'Etc/GMT-1',
  JST: 'Etc/GMT-9',
  KST: 'Etc/GMT-9',
  MSK: 'Etc/GMT-3',
  SGT: 'Etc/GMT-8',
  AEST: 'Etc/GMT-10',
};

/**
 * A zone as DuckDB names it. PostgreSQL's `UTC-3` and `GMT+5` count hours to the west, as `Etc/GMT` does.
 * https://docs.aws.amazon.com/redshift/latest/dg/CONVERT_TIMEZONE.html
 */
export function zoneName(zone: string): string {
  const text = zone.trim();
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?00)?$/i.exec(text);
  if (!offset) return zones[text.toUpperCase()] ?? text;
  if (Number(offset[2]) === 0) return 'UTC';
  return `Etc/GMT${offset[1]}${Number(offset[2])}`;
}
