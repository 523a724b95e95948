/** What is wrong with a file, out of what DuckDB says about it. */

/** Up to here DuckDB speaks of the file, and then of the options of its SQL. */
const advice = /\n\s*(?:Possible [fs]|LINE \d+:)/;

/**
 * A sentence or two about the file, which is named as its reader knows it. Undefined when the text is about no file.
 * @param names of the files on this machine → as they are shown
 */
export function fileFault(text: string, names: ReadonlyMap<string, string>): string | undefined {
  if (!aboutFiles.test(text)) return undefined;
  const [, line, reason] = /CSV Error on Line: (\d+)\n(?:Original Line: .*\n)?(.*)/.exec(text) ?? [];
  const dump = /\n\s*file = (.*)/.exec(text)?.[1];
  if (line !== undefined && reason !== undefined) return shown(`${dump ?? 'the file'}, line ${line}: ${reason}`, names);
  const said = /Error when sniffing file/.test(text)
    ? 'It has no rows of separated values.'
    : (text.split(advice)[0] ?? text).replace(/^[A-Za-z ]*Error: /, '').trim();
  const named = shown(said, names);
  const [only] = names.values();
  return named !== said || names.size !== 1 || said.includes(only ?? '') ? named : `${only}: ${said}`;
}

const aboutFiles =
  /No magic bytes|footer|Parquet|TProtocol|Thrift|decompress|GZIP|zstd|snappy|CSV Error|sniffing|JSON|Malformed|encod|Invalid Input Error/i;

function shown(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [file, name] of names)
    result = result.replaceAll(`'${file}'`, name).replaceAll(`"${file}"`, name).replaceAll(file, name);
  return result;
}
