/** What reads a table's files: https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html */
import type { FileFormat } from '../../../engines/athena/engineApi.ts';
import { QueryFailure } from '../queryFailure.ts';
import type { GlueStorage } from './glueShapes.ts';

type Parameters = Readonly<Record<string, string>>;

/** @param parameters those of the table @throws QueryFailure for a format that cannot be read here */
export function formatOf(storage: GlueStorage, parameters: Parameters, table: string): FileFormat {
  const library = storage.SerdeInfo?.SerializationLibrary ?? '';
  const serde: Parameters = { ...storage.SerdeInfo?.Parameters };
  const name = library.split('.').at(-1) ?? '';
  const skipLines = Number(parameters['skip.header.line.count'] ?? serde['skip.header.line.count'] ?? 0) || 0;
  if (parameters.table_type?.toUpperCase() === 'ICEBERG') throw unsupported('ICEBERG tables', table);
  switch (name) {
    case 'LazySimpleSerDe':
      return delimited(serde, skipLines);
    case 'OpenCSVSerde':
      return {
        kind: 'quoted',
        separator: serde.separatorChar || ',',
        quote: serde.quoteChar || '"',
        escape: serde.escapeChar || '\\',
        skipLines,
      };
    case 'JsonSerDe':
      return {
        kind: 'json',
        caseSensitive: serde['case.insensitive']?.toLowerCase() === 'false',
        ignoreMalformed: serde['ignore.malformed.json']?.toLowerCase() === 'true',
        dotsInKeys: serde['dots.in.keys']?.toLowerCase() === 'true',
        keys: mappings(serde),
      };
    case 'ParquetHiveSerDe':
      return { kind: 'parquet' };
    default:
      if (library === '' && /parquet/i.test(storage.InputFormat ?? '')) return { kind: 'parquet' };
      throw unsupported(library || 'a table without a SerDe', table);
  }
}

function unsupported(what: string, table: string): QueryFailure {
  return new QueryFailure('unsupported', `NOT_SUPPORTED: The local endpoint does not read ${what} (${table})`);
}

function delimited(serde: Parameters, skipLines: number): FileFormat {
  const field = serde['field.delim'] ?? serde['serialization.format'];
  const given = [
    field === undefined ? '\u0001' : delimiterOf(field),
    delimiterOf(serde['collection.delim'] ?? serde['colelction.delim'] ?? '\u0002'),
    delimiterOf(serde['mapkey.delim'] ?? '\u0003'),
  ];
  const escaper = serde['escape.delim'];
  return {
    kind: 'delimited',
    delimiters: [...given, '\u0004', '\u0005', '\u0006', '\u0007', '\b'],
    ...(escaper ? { escape: escaper } : {}),
    nullText: serde['serialization.null.format'] ?? '\\N',
    skipLines,
  };
}

/** Hive takes a number for the character of that code: `serialization.format = 1` is Ctrl-A. */
function delimiterOf(text: string): string {
  if (/^\d{1,3}$/.test(text) && Number(text) < 128) return String.fromCharCode(Number(text));
  return text.replace(/^\\t$/, '\t').replace(/^\\u([0-9a-fA-F]{4})$/, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
}

/** `mapping.<column>` = key. */
function mappings(serde: Parameters): Record<string, string> {
  const entries = Object.entries(serde).filter(([name]) => name.startsWith('mapping.'));
  return Object.fromEntries(entries.map(([name, key]) => [name.slice('mapping.'.length).toLowerCase(), key]));
}
