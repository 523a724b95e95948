import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Authorization, Copy, CopyFormat, CopyOption } from '../loading.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import { readAuthorization } from './authorization.ts';
import { type OptionValue, readNameList, readOption } from './copyOptions.ts';
import { asString, nameText } from './parts.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_COPY-alphabetical-parm-list.html */
const options: Readonly<Record<string, OptionValue>> = {
  ACCEPTANYDATE: 'none',
  ACCEPTINVCHARS: 'string?',
  BLANKSASNULL: 'none',
  COMPROWS: 'number',
  COMPUPDATE: 'words?',
  DATEFORMAT: 'string',
  EMPTYASNULL: 'none',
  ENCODING: 'word',
  ENCRYPTED: 'none',
  ESCAPE: 'none',
  EXPLICIT_IDS: 'none',
  FILLRECORD: 'none',
  IGNOREALLERRORS: 'none',
  IGNOREBLANKLINES: 'none',
  IGNOREHEADER: 'number',
  MASTER_SYMMETRIC_KEY: 'string',
  MAXERROR: 'number',
  NOLOAD: 'none',
  NULL: 'string',
  READRATIO: 'number',
  REMOVEQUOTES: 'none',
  ROUNDEC: 'none',
  SERIALIZETOJSON: 'none',
  SSH: 'none',
  STATUPDATE: 'words?',
  TIMEFORMAT: 'string',
  TRIMBLANKS: 'none',
  TRUNCATECOLUMNS: 'none',
};

/** What follows `COPY`. https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export function readCopy(stream: TokenStream): Copy {
  const table = readRelationName(stream);
  const columns = stream.is('(') ? readNameList(stream, () => nameText(stream)) : undefined;
  stream.expect('FROM');
  const from = stream.string();
  const known = new Map<string, CopyOption>();
  let authorization: Authorization = {};
  let format: CopyFormat | undefined;
  let delimiter: string | undefined;
  let compression: Copy['compression'];
  let manifest = false;
  let region: string | undefined;
  while (stream.peek().kind !== 'end') {
    const { at } = stream;
    if (stream.is('JOB')) throw notSupported('COPY JOB', at);
    const found = readFormat(stream);
    if (found) {
      if (format) throw conflicting(format.kind, found.kind, at);
      format = found;
      continue;
    }
    if (stream.accept('DELIMITER')) delimiter = asString(stream);
    else if (stream.accept('REGION')) region = asString(stream);
    else if (stream.accept('MANIFEST')) manifest = true;
    else if (stream.isOneOf('GZIP', 'BZIP2', 'LZOP', 'ZSTD')) {
      compression = stream.advance().value as NonNullable<Copy['compression']>;
    } else {
      const who = readAuthorization(stream);
      const option = who ? undefined : readOption(stream, options);
      if (who) authorization = { ...authorization, ...who };
      else if (option) known.set(option.name, option);
      else throw stream.mismatch();
    }
  }
  return {
    kind: 'copy',
    table,
    from,
    authorization,
    format: format ?? { kind: 'text' },
    manifest,
    options: known,
    ...(columns && { columns }),
    ...(delimiter !== undefined && { delimiter }),
    ...(compression && { compression }),
    ...(region !== undefined && { region }),
  };
}

function readFormat(stream: TokenStream): CopyFormat | undefined {
  if (stream.accept('FORMAT')) {
    stream.accept('AS');
    const format = readFormat(stream);
    if (!format) throw stream.mismatch();
    return format;
  }
  if (stream.accept('CSV')) return { kind: 'csv', ...(stream.accept('QUOTE') && { quote: asString(stream) }) };
  if (stream.accept('JSON')) return { kind: 'json', paths: pathsOf(stream) };
  if (stream.accept('AVRO')) return { kind: 'avro', paths: pathsOf(stream) };
  if (stream.accept('FIXEDWIDTH')) return { kind: 'fixed-width', specification: asString(stream) };
  if (stream.accept('PARQUET')) return { kind: 'parquet' };
  if (stream.accept('ORC')) return { kind: 'orc' };
  if (stream.accept('SHAPEFILE')) throw notSupported('COPY of shapefiles', stream.at);
  return undefined;
}

function pathsOf(stream: TokenStream): string {
  stream.accept('AS');
  return stream.peek().kind === 'string' ? stream.string() : 'auto';
}

function conflicting(first: string, second: string, at: number): RedshiftError {
  return new RedshiftError('42601', `${second.toUpperCase()} is not compatible with ${first.toUpperCase()}`, at);
}
