import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Authorization, CopyOption, Unload } from '../loading.ts';
import { readAuthorization } from './authorization.ts';
import { type OptionValue, readNameList, readOption } from './copyOptions.ts';
import { asString, nameText } from './parts.ts';

const options: Readonly<Record<string, OptionValue>> = {
  ADDQUOTES: 'none',
  ALLOWOVERWRITE: 'none',
  CLEANPATH: 'none',
  ENCRYPTED: 'none',
  ESCAPE: 'none',
  EXTENSION: 'string',
  FIXEDWIDTH: 'string',
  KMS_KEY_ID: 'string',
  MASTER_SYMMETRIC_KEY: 'string',
  NULL: 'string',
  PARALLEL: 'words?',
};

type Format = Unload['format'];

/** What follows `UNLOAD`. https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
export function readUnload(stream: TokenStream): Unload {
  stream.expect('(');
  const token = stream.peek();
  const query = stream.string();
  stream.expect(')', 'TO');
  const to = stream.string();
  const known = new Map<string, CopyOption>();
  let authorization: Authorization = {};
  let parts: Partial<Unload> = {};
  let format: Format = 'text';
  while (stream.peek().kind !== 'end') {
    const { at } = stream;
    const found = readFormat(stream);
    if (found) format = found;
    else if (stream.accept('DELIMITER')) parts = { ...parts, delimiter: asString(stream) };
    else if (stream.accept('REGION')) parts = { ...parts, region: asString(stream) };
    else if (stream.accept('HEADER')) parts = { ...parts, header: true };
    else if (stream.accept('MANIFEST')) parts = { ...parts, manifest: true, manifestVerbose: stream.accept('VERBOSE') };
    else if (stream.isOneOf('GZIP', 'BZIP2', 'ZSTD')) {
      parts = { ...parts, compression: stream.advance().value as NonNullable<Unload['compression']> };
    } else if (stream.accept('PARTITION', 'BY')) {
      const columns = readNameList(stream, () => nameText(stream));
      parts = { ...parts, partitionBy: { columns, include: stream.accept('INCLUDE') } };
    } else if (stream.isOneOf('MAXFILESIZE', 'ROWGROUPSIZE')) {
      const name = stream.advance().value;
      known.set(name, { name, values: sizeOf(stream), at });
    } else {
      const who = readAuthorization(stream);
      const option = who ? undefined : readOption(stream, options);
      if (who) authorization = { ...authorization, ...who };
      else if (option) known.set(option.name, option);
      else throw stream.mismatch();
    }
  }
  return {
    kind: 'unload',
    query,
    queryAt: token.at + (token.text.length - token.text.replace(/^(?:\$\w*\$|[eE]?')/, '').length),
    to,
    authorization,
    format,
    manifest: false,
    manifestVerbose: false,
    header: false,
    options: known,
    ...parts,
  };
}

function readFormat(stream: TokenStream): Format | undefined {
  if (stream.accept('FORMAT')) {
    stream.accept('AS');
    const format = readFormat(stream);
    if (!format) throw stream.mismatch();
    return format;
  }
  return stream.acceptOneOf('CSV', 'JSON', 'PARQUET')?.toLowerCase() as Format | undefined;
}

/** `5 MB`, `1.5 GB`: the number and its unit, which is MB where none is said. */
function sizeOf(stream: TokenStream): (string | number)[] {
  stream.accept('AS');
  if (stream.peek().kind !== 'number') throw stream.mismatch();
  const size = Number(stream.advance().value);
  return [size, stream.acceptOneOf('MB', 'GB') ?? 'MB'];
}
