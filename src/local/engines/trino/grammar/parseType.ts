import { commaList } from '../../sql/lists.ts';
import { queryError } from '../athenaSyntaxError.ts';
import { nameOf, readName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { arrayOf, mapOf, type RowField, type SimpleName, type TrinoType } from '../types/trinoType.ts';

const simple: Readonly<Record<string, SimpleName>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  INT: 'integer',
  BIGINT: 'bigint',
  REAL: 'real',
  DOUBLE: 'double',
  VARBINARY: 'varbinary',
  DATE: 'date',
  JSON: 'json',
  UUID: 'uuid',
  IPADDRESS: 'ipaddress',
};

/** A type, as in `CAST(x AS …)`. @throws AthenaSyntaxError, TYPE_NOT_FOUND for a name that is no type of Trino's */
export function parseType(stream: TokenStream): TrinoType {
  let type = parsePrimaryType(stream);
  while (stream.acceptQuietly('ARRAY')) type = arrayOf(type);
  return type;
}

function parsePrimaryType(stream: TokenStream): TrinoType {
  const { kind, value, at } = stream.peek();
  if (kind !== 'word') throw stream.mismatch('<type>');
  const [first, text] = [value, stream.peek().text];
  stream.advance();
  switch (first) {
    case 'ARRAY':
      return bracketed(stream, () => arrayOf(parseType(stream)));
    case 'MAP':
      return bracketed(stream, () => {
        const key = parseType(stream);
        stream.expect(',');
        return mapOf(key, parseType(stream));
      });
    case 'ROW':
      return bracketed(stream, () => ({ name: 'row', fields: commaList(stream, () => parseField(stream)) }));
    case 'VARCHAR':
    case 'CHAR': {
      const length = parseNumbers(stream)[0];
      if (first === 'CHAR') return { name: 'char', length: length ?? 1 };
      return length === undefined ? { name: 'varchar' } : { name: 'varchar', length };
    }
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC': {
      const [precision = 38, scale = 0] = parseNumbers(stream);
      if (precision < 1 || precision > 38) {
        throw queryError('TYPE_NOT_FOUND', at, `DECIMAL precision must be in range [1, 38]: ${precision}`);
      }
      return { name: 'decimal', precision, scale };
    }
    case 'TIME':
    case 'TIMESTAMP':
      return parseTime(stream, first);
    case 'INTERVAL':
      return parseInterval(stream);
    default:
      break;
  }
  if (first === 'DOUBLE') stream.acceptQuietly('PRECISION');
  const name = simple[first];
  if (!name) throw queryError('TYPE_NOT_FOUND', at, `Unknown type: ${text.toLowerCase()}`);
  return { name };
}

function bracketed(stream: TokenStream, inner: () => TrinoType): TrinoType {
  const close = stream.acceptQuietly('<') ? '>' : ')';
  if (close === ')') stream.expect('(');
  const type = inner();
  stream.expect(close);
  return type;
}

function parseField(stream: TokenStream): RowField {
  const [first, second] = [stream.peek(), stream.peek(1)];
  const endsType =
    [',', ')', '>', '(', '<'].includes(second.value) || (second.value === 'ARRAY' && first.kind === 'word');
  const precise = ['DOUBLE', 'TIME', 'TIMESTAMP'].includes(first.value) && ['PRECISION', 'WITH'].includes(second.value);
  if (first.kind !== 'quoted' && (endsType || precise)) {
    if (first.value !== 'INTERVAL') return { type: parseType(stream) };
  }
  return { name: nameOf(readName(stream)), type: parseType(stream) };
}

function parseNumbers(stream: TokenStream): number[] {
  if (!stream.accept('(')) return [];
  const numbers = commaList(stream, () => {
    if (stream.peek().kind !== 'number') throw stream.mismatch('<integer>', '<type>');
    return Number(stream.advance().value);
  });
  stream.expect(')');
  return numbers;
}

function parseTime(stream: TokenStream, name: 'TIME' | 'TIMESTAMP'): TrinoType {
  parseNumbers(stream);
  if (stream.acceptQuietly('WITH')) {
    stream.expect('TIME', 'ZONE');
    return { name: name === 'TIME' ? 'time' : 'timestamp with time zone' };
  }
  if (stream.acceptQuietly('WITHOUT')) stream.expect('TIME', 'ZONE');
  return { name: name === 'TIME' ? 'time' : 'timestamp' };
}

function parseInterval(stream: TokenStream): TrinoType {
  if (stream.accept('DAY')) {
    stream.expect('TO', 'SECOND');
    return { name: 'interval day to second' };
  }
  stream.expect('YEAR', 'TO', 'MONTH');
  return { name: 'interval year to month' };
}
