import { varchar } from '../types/redshiftType.ts';
import { isText, textLength } from '../types/typeGroups.ts';
import { toText } from '../writing/casts.ts';
import { settled } from '../writing/coercion.ts';
import { failure } from '../writing/failure.ts';
import { rejectLookaround } from '../writing/patterns.ts';
import { written } from '../writing/written.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const textTable: FunctionTable = [
  ['ascii(text) int', 'CAST(ascii($1) AS INTEGER)'],
  ['btrim(text) text1', "trim($1, ' ')"],
  ['btrim(text, text) text1', 'trim($1, $2)'],
  ['ltrim(text) text1', "ltrim($1, ' ')"],
  ['ltrim(text, text) text1', 'ltrim($1, $2)'],
  ['rtrim(text) text1', "rtrim($1, ' ')"],
  ['rtrim(text, text) text1', 'rtrim($1, $2)'],
  ['char_length(text) int', 'CAST(length($1) AS INTEGER)'],
  ['character_length(text) int', 'CAST(length($1) AS INTEGER)'],
  ['len(text) int', 'CAST(length($1) AS INTEGER)'],
  ['len(varbyte) int', 'CAST(octet_length($1) AS INTEGER)'],
  ['length(text) int', 'CAST(length($1) AS INTEGER)'],
  ['length(varbyte) int', 'CAST(octet_length($1) AS INTEGER)'],
  ['textlen(text) int', 'CAST(length($1) AS INTEGER)'],
  ['octet_length(text) int', 'CAST(strlen($1) AS INTEGER)'],
  ['octet_length(varbyte) int', 'CAST(octet_length($1) AS INTEGER)'],
  ['charindex(text, text) int', 'CAST(strpos($2, $1) AS INTEGER)'],
  ['strpos(text, text) int', 'CAST(strpos($1, $2) AS INTEGER)'],
  ['chr(int) text10', 'chr(CAST($1 AS INTEGER))'],
  ['initcap(text) text1', 'redshift_initcap($1)'],
  ['left(text, int) text1', 'left($1, $2)'],
  ['left(varbyte, int) varbyte', 'unhex(left(hex($1), $2 * 2))'],
  ['right(text, int) text1', 'right($1, $2)'],
  ['lower(text) text1', 'lower($1)'],
  ['upper(text) text1', 'upper($1)'],
  ['lpad(text, int) text', "lpad($1, CAST(greatest($2, 0) AS INTEGER), ' ')"],
  ['lpad(text, int, text) text', 'lpad($1, CAST(greatest($2, 0) AS INTEGER), $3)'],
  ['rpad(text, int) text', "rpad($1, CAST(greatest($2, 0) AS INTEGER), ' ')"],
  ['rpad(text, int, text) text', 'rpad($1, CAST(greatest($2, 0) AS INTEGER), $3)'],
  ['repeat(text, int) text', 'repeat($1, $2)'],
  ['replicate(text, int) text', 'repeat($1, $2)'],
  ['replace(text, text, text) text', 'replace($1, $2, $3)'],
  ['reverse(text) text1', 'reverse($1)'],
  ['split_part(text, text, int) text1', 'redshift_split_part($1, $2, $3)'],
  ['strtol(text, int) bigint', 'redshift_strtol($1, $2)'],
  ['substring(text, int) text1', 'substr($1, greatest($2, 1))'],
  ['substring(text, int, int) text1', 'redshift_substring($1, $2, $3)'],
  ['substr(text, int) text1', 'substr($1, greatest($2, 1))'],
  ['substr(text, int, int) text1', 'redshift_substring($1, $2, $3)'],
  ['substring(varbyte, int) varbyte', 'unhex(substr(hex($1), greatest($2, 1) * 2 - 1))'],
  ['substring(varbyte, int, int) varbyte', 'unhex(redshift_substring(hex($1), $2 * 2 - 1, $3 * 2))'],
  ['translate(text, text, text) text1', 'translate($1, $2, $3)'],
  ['quote_ident(text) text', 'redshift_quote_ident($1)'],
  ['quote_literal(text) text', "('''' || replace(replace($1, '\\', '\\\\'), '''', '''''') || '''')"],
  ['md5(text) text32', 'md5($1)'],
  ['sha(text) text40', 'sha1($1)'],
  ['sha1(text) text40', 'sha1($1)'],
  ['func_sha1(text) text40', 'sha1($1)'],
  ['to_hex(int) text16', 'lower(hex($1))'],
  ['to_hex(varbyte) text', 'lower(hex($1))'],
  ['from_hex(text) varbyte', 'unhex($1)'],
  ['from_varbyte(varbyte, text) text', 'redshift_from_varbyte($1, $2)'],
  ['to_varbyte(text, text) varbyte', 'redshift_to_varbyte($1, $2)'],
  ['bttext_pattern_cmp(text, text) int', 'redshift_compare($1, $2)'],
  ['bpcharcmp(text, text) int', "redshift_compare(rtrim($1, ' '), rtrim($2, ' '))"],
  ['levenshtein(text, text) int', 'CAST(levenshtein($1, $2) AS INTEGER)'],
];

/** An expression that DuckDB reads, from a literal or from what is computed. */
function patternOf(call: Parameters<FunctionWriter>[0], parameters: string | undefined): string {
  const pattern = call.literal(1);
  if (pattern !== undefined) rejectLookaround(pattern, call.at);
  const sql = call.as(1, varchar());
  return parameters?.includes('i') ? `('(?i)' || ${sql})` : sql;
}

function from(call: Parameters<FunctionWriter>[0], index: number): string {
  return call.count > index
    ? `substr(${call.as(0, varchar())}, ${call.as(index, { name: 'bigint' })})`
    : call.as(0, varchar());
}

export const textFunctions: Readonly<Record<string, FunctionWriter>> = {
  concat(call) {
    if (call.count !== 2) throw call.unexpected();
    const parts = call.all().map((part) => settled(part, call.writer));
    if (parts.some(({ type }) => type.name === 'boolean' || type.name === 'array')) throw call.unexpected();
    const length = parts.reduce((sum, { type }) => sum + textLength(type), 0);
    return written(
      `(${parts.map(({ sql, type }) => toText(sql, type)).join(' || ')})`,
      varchar(Math.min(65_535, length)),
    );
  },
  sha2(call) {
    const bits = call.call.args[1];
    const size = bits?.kind === 'number' ? Number(bits.text) : undefined;
    if (call.count !== 2) throw call.unexpected();
    if (size !== 0 && size !== 256)
      throw call.fail('0A000', 'sha2 is supported by the local warehouse with 256 bits only');
    return written(`sha256(${call.as(0, varchar())})`, varchar(64));
  },
  regexp_count(call) {
    if (call.count < 2) throw call.unexpected();
    const parameters = call.literal(3);
    const sql = `len(regexp_extract_all(${from(call, 2)}, ${patternOf(call, parameters)}))`;
    return written(`CAST(${sql} AS INTEGER)`, { name: 'integer' });
  },
  regexp_substr(call) {
    if (call.count < 2) throw call.unexpected();
    const parameters = call.literal(4);
    const occurrence = call.count > 3 ? call.as(3, { name: 'bigint' }) : '1';
    const group = parameters?.includes('e') ? '1' : '0';
    const all = `regexp_extract_all(${from(call, 2)}, ${patternOf(call, parameters)}, ${group})`;
    const source = call.as(0, varchar());
    const sql = `CASE WHEN ${source} IS NOT NULL THEN coalesce(${all}[${occurrence}], '') END`;
    return written(sql, varchar(textLength(settled(call.arg(0), call.writer).type)));
  },
  regexp_instr(call) {
    if (call.count < 2) throw call.unexpected();
    const parameters = call.literal(5);
    const place = call.count > 2 ? call.as(2, { name: 'bigint' }) : '1';
    const occurrence = call.count > 3 ? call.as(3, { name: 'bigint' }) : '1';
    const after = call.count > 4 ? call.as(4, { name: 'bigint' }) : '0';
    const args = [from(call, 2), patternOf(call, parameters), place, occurrence, after];
    return written(`CAST(redshift_regexp_instr(${args.join(', ')}) AS INTEGER)`, { name: 'integer' });
  },
  regexp_replace(call) {
    if (call.count < 2) throw call.unexpected();
    const parameters = call.literal(4);
    const replacement = call.count > 2 ? call.as(2, varchar()) : "''";
    const backward = `regexp_replace(${replacement}, '\\$([0-9])', '\\\\\\1', 'g')`;
    const by = call.literal(2)?.includes('$') === false || call.count < 3 ? replacement : backward;
    const options = parameters?.includes('i') ? "'gi'" : "'g'";
    const replaced = `regexp_replace(${from(call, 3)}, ${patternOf(call, undefined)}, ${by}, ${options})`;
    const head = call.count > 3 ? `left(${call.as(0, varchar())}, ${call.as(3, { name: 'bigint' })} - 1) || ` : '';
    return written(`(${head}${replaced})`, varchar());
  },
  /** Text comparisons are by bytes; a collation says nothing more here. */
  collate(call) {
    const { type } = call.arg(0);
    if (call.literal(1)?.toLowerCase() !== 'case_sensitive' || !isText(type)) {
      throw call.fail('0A000', 'collation case_insensitive is not supported by the local warehouse; compare lower(…)');
    }
    return call.arg(0);
  },
};

export const textMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_initcap(x) AS array_to_string(list_transform(range(1, length(x) + 1), lambda i:
    CASE WHEN i > 1 AND regexp_matches(substr(x, i - 1, 1), '[\\p{L}\\p{N}]') THEN lower(substr(x, i, 1))
      ELSE upper(substr(x, i, 1)) END), '')`,
  `CREATE OR REPLACE MACRO redshift_substring(x, place, size) AS CASE WHEN size < 0
    THEN ${failure('22011', "'negative substring length not allowed'")}
    ELSE substr(x, greatest(place, 1), greatest(place + size - greatest(place, 1), 0)) END`,
  `CREATE OR REPLACE MACRO redshift_split_part(x, delimiter, place) AS CASE WHEN place < 1
    THEN ${failure('22023', "'field position must be greater than zero'")}
    WHEN delimiter = '' THEN CASE WHEN place = 1 THEN x ELSE '' END ELSE split_part(x, delimiter, place) END`,
  `CREATE OR REPLACE MACRO redshift_digit(c) AS strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(c)) - 1`,
  `CREATE OR REPLACE MACRO redshift_strtol(x, base) AS CAST(CASE WHEN starts_with(trim(x), '-') THEN -1 ELSE 1 END
    * list_reduce(list_prepend(0::HUGEINT, list_transform(
        string_split(regexp_replace(regexp_replace(trim(x), '^[-+]', ''), CASE WHEN base = 16 THEN '^0[xX]' ELSE '^$' END, ''), ''),
        lambda c: CAST(CASE WHEN redshift_digit(c) BETWEEN 0 AND base - 1 THEN redshift_digit(c)
          ELSE ${failure('22023', `'The input ' || x || ' is not valid to be converted to base ' || base`)} END AS HUGEINT))),
      lambda total, digit: total * base + digit) AS BIGINT)`,
  `CREATE OR REPLACE MACRO redshift_quote_ident(x) AS CASE WHEN regexp_full_match(x, '[a-z_][a-z0-9_$]*') THEN x
    ELSE '"' || replace(x, '"', '""') || '"' END`,
  `CREATE OR REPLACE MACRO redshift_compare(a, b) AS CASE WHEN a = b THEN 0 WHEN a < b THEN -1 WHEN a > b THEN 1 END`,
  // The lengths of what is before the match: pieces between matches, and the matches before it.
  `CREATE OR REPLACE MACRO redshift_regexp_instr(x, pattern, place, occurrence, after) AS
    CASE WHEN x IS NULL THEN NULL WHEN len(regexp_extract_all(x, pattern)) < occurrence THEN 0 ELSE place
      + coalesce(list_sum(list_transform(list_slice(string_split_regex(x, pattern), 1, occurrence), lambda s: length(s))), 0)
      + coalesce(list_sum(list_transform(list_slice(regexp_extract_all(x, pattern), 1, occurrence - 1), lambda s: length(s))), 0)
      + CASE WHEN after = 1 THEN length(regexp_extract_all(x, pattern)[occurrence]) ELSE 0 END END`,
  `CREATE OR REPLACE MACRO redshift_from_varbyte(x, format) AS CASE lower(format) WHEN 'hex' THEN lower(hex(x))
    WHEN 'utf8' THEN decode(x) WHEN 'utf-8' THEN decode(x) WHEN 'base64' THEN base64(x)
    ELSE ${failure('22023', `'format ' || format || ' is not supported'`)} END`,
  `CREATE OR REPLACE MACRO redshift_to_varbyte(x, format) AS CASE lower(format) WHEN 'hex' THEN unhex(x)
    WHEN 'utf8' THEN encode(x) WHEN 'utf-8' THEN encode(x) WHEN 'base64' THEN from_base64(x)
    ELSE ${failure('22023', `'format ' || format || ' is not supported'`)} END`,
];
