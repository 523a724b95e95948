import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';
import { type RedshiftType, type SimpleName, varbyte, varchar } from '../types/redshiftType.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
const simple: Readonly<Record<string, SimpleName>> = {
  SMALLINT: 'smallint',
  INT2: 'smallint',
  INTEGER: 'integer',
  INT: 'integer',
  INT4: 'integer',
  BIGINT: 'bigint',
  INT8: 'bigint',
  REAL: 'real',
  FLOAT4: 'real',
  DOUBLE: 'double precision',
  FLOAT8: 'double precision',
  BOOLEAN: 'boolean',
  BOOL: 'boolean',
  DATE: 'date',
  TIMETZ: 'timetz',
  TIMESTAMPTZ: 'timestamptz',
  DATETIME: 'timestamp',
  SUPER: 'super',
  NAME: 'name',
  OID: 'oid',
  REGCLASS: 'regclass',
  REGTYPE: 'regtype',
  REGPROC: 'regproc',
  XID: 'xid',
  UNKNOWN: 'unknown',
};

const refused: Readonly<Record<string, string>> = {
  GEOMETRY: 'geometry',
  GEOGRAPHY: 'geography',
  HLLSKETCH: 'hllsketch',
};

/**
 * A type, as in `CAST(x AS …)` and in column definitions.
 * @param unsized the length of a VARCHAR without one: 256 for columns, while in expressions it is what is cast
 * @throws RedshiftError 42704 for a name that is none
 */
export function parseType(stream: TokenStream, unsized = 65_535): RedshiftType {
  let type = parseElement(stream, unsized);
  while (stream.accept('[')) {
    if (stream.peek().kind === 'number') stream.advance();
    stream.expect(']');
    type = { name: 'array', element: type };
  }
  return type;
}

function parseElement(stream: TokenStream, unsized: number): RedshiftType {
  const schemaAt = stream.at;
  if (stream.is('PG_CATALOG', '.')) for (let parts = 0; parts < 2; parts += 1) stream.advance();
  const token = stream.peek();
  if (token.kind === 'quoted' && token.value === 'char') {
    stream.advance();
    return { name: 'char' };
  }
  if (token.kind !== 'word' && token.kind !== 'quoted') throw stream.mismatch();
  const word = stream.advance().value.toUpperCase();
  switch (word) {
    case 'CHARACTER':
    case 'NATIONAL':
    case 'CHAR':
    case 'NCHAR':
    case 'BPCHAR':
    case 'VARCHAR':
    case 'NVARCHAR':
      return parseText(stream, word, unsized);
    case 'TEXT':
      return varchar(unsized);
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC':
      return parseNumeric(stream);
    case 'FLOAT':
      return parseFloating(stream);
    case 'VARBYTE':
    case 'VARBINARY':
      return varbyte(lengthOf(stream, word, 64_000, 16_777_216));
    case 'BINARY':
      stream.expect('VARYING');
      return varbyte(lengthOf(stream, 'VARBYTE', 64_000, 16_777_216));
    case 'TIME':
    case 'TIMESTAMP':
      return parseMoment(stream, word);
    case 'INTERVAL':
      return parseInterval(stream);
    default:
      break;
  }
  if (word === 'DOUBLE') stream.accept('PRECISION');
  const name = simple[word];
  if (name) return { name };
  const known = refused[word];
  if (known) throw new RedshiftError('0A000', `type ${known} is not supported by the local warehouse`, token.at);
  throw new RedshiftError('42704', `type "${token.value.toLowerCase()}" does not exist`, schemaAt);
}

function parseText(stream: TokenStream, word: string, unsized: number): RedshiftType {
  if (word === 'NATIONAL' && !stream.accept('CHARACTER')) stream.expect('CHAR');
  const varying = word.endsWith('VARCHAR') || stream.accept('VARYING');
  const [missing, greatest] = varying ? [unsized, 65_535] : [word === 'BPCHAR' ? 256 : 1, 4096];
  if (stream.accept('(', 'MAX', ')')) return { name: varying ? 'character varying' : 'character', length: greatest };
  const length = lengthOf(stream, varying ? 'varchar' : 'char', missing, greatest);
  return { name: varying ? 'character varying' : 'character', length };
}

function lengthOf(stream: TokenStream, name: string, missing: number, greatest: number): number {
  const { at } = stream;
  const [length = missing] = numbers(stream);
  if (length < 1) throw new RedshiftError('22023', `length for type ${name.toLowerCase()} must be at least 1`, at);
  if (length > greatest) {
    throw new RedshiftError('22023', `length for type ${name.toLowerCase()} cannot exceed ${greatest}`, at);
  }
  return length;
}

function parseNumeric(stream: TokenStream): RedshiftType {
  const { at } = stream;
  const [precision = 18, scale = 0] = numbers(stream);
  if (precision < 1 || precision > 38) {
    throw new RedshiftError('22023', `NUMERIC precision ${precision} must be between 1 and 38`, at);
  }
  if (scale > precision || scale > 37) {
    throw new RedshiftError('22023', `NUMERIC scale ${scale} must be between 0 and precision ${precision}`, at);
  }
  return { name: 'numeric', precision, scale };
}

function parseFloating(stream: TokenStream): RedshiftType {
  const { at } = stream;
  const [bits = 53] = numbers(stream);
  if (bits < 1 || bits > 53)
    throw new RedshiftError('22023', 'precision for type float must be between 1 and 53 bits', at);
  return { name: bits < 25 ? 'real' : 'double precision' };
}

function parseMoment(stream: TokenStream, word: 'TIME' | 'TIMESTAMP'): RedshiftType {
  numbers(stream);
  const plain = word === 'TIME' ? 'time' : 'timestamp';
  if (stream.accept('WITH', 'TIME', 'ZONE')) return { name: `${plain}tz` };
  stream.accept('WITHOUT', 'TIME', 'ZONE');
  return { name: plain };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_interval_data_types.html */
function parseInterval(stream: TokenStream): RedshiftType {
  const from = stream.acceptOneOf('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND');
  if (stream.accept('TO')) stream.acceptOneOf('MONTH', 'HOUR', 'MINUTE', 'SECOND');
  numbers(stream);
  return { name: from === 'YEAR' || from === 'MONTH' ? 'interval year to month' : 'interval day to second' };
}

function numbers(stream: TokenStream): number[] {
  if (!stream.accept('(')) return [];
  const list = commaList(stream, () => stream.integer());
  stream.expect(')');
  return list;
}
