import type { Relation } from './engineApi.ts';

/**
 * DuckDB's errors about files and resources in Athena's words: files by their S3 URIs, no advice on SQL options. Errors
 * of readers here are worded already, and only lose DuckDB's name for them. Undefined for errors of the query itself.
 */
export function readableError(error: unknown, relations: readonly Relation[]): Error | undefined {
  const text = withUris(error instanceof Error ? error.message : String(error), relations);
  const worded = /(?:^|: )(HIVE_[A-Z_]+: [\s\S]*)$/.exec(text)?.[1];
  if (worded !== undefined) return new Error(worded);
  const csv = csvFault(text);
  if (csv !== undefined) return new Error(`HIVE_BAD_DATA: ${csv}`);
  const plain = (text.split(/\n\s*(?:Possible [fs]|LINE \d+:)/)[0] ?? text).trim();
  if (/^Out of Memory Error/.test(plain)) {
    return new Error(`Query exhausted resources at this scale factor: ${plain}`);
  }
  if (/s3:\/\//.test(plain) && fileTrouble.test(plain)) {
    const [, what = plain] = /^[A-Za-z ]+ Error: ([\s\S]*)$/.exec(plain) ?? [];
    return new Error(`HIVE_BAD_DATA: ${what}`);
  }
  return undefined;
}

/** The line and the reason, out of a page about how DuckDB reads the file. */
function csvFault(text: string): string | undefined {
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  const uri = /\n\s*file = (s3:.*)/.exec(text)?.[1];
  if (line === undefined || uri === undefined) return undefined;
  const [, reason = ''] = /CSV Error on Line: \d+\n(?:Original Line: .*\n)?(.*)/.exec(text) ?? [];
  return `${uri}, line ${line}: ${reason}`;
}

const fileTrouble =
  /magic bytes|parquet|footer|thrift|TProtocol|gzip|decompress|snappy|zstd|CSV Error|unicode|utf-?8|file = /i;

function withUris(text: string, relations: readonly Relation[]): string {
  let result = text;
  for (const relation of relations) {
    if (relation.kind !== 'table') continue;
    for (const { files } of relation.source.scans) {
      for (const { file, uri } of files) if (result.includes(file)) result = result.replaceAll(file, uri);
    }
  }
  return result;
}
