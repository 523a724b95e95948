import { arithmetic } from '../writing/operators.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';

const blank = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)";

/** https://trino.io/docs/current/functions/string.html */
export const textTable: FunctionTable = [
  ['lower(varchar) varchar', 'lower($1)'],
  ['upper(varchar) varchar', 'upper($1)'],
  ['length(varchar) bigint', 'length($1)'],
  ['length(varbinary) bigint', 'octet_length($1)'],
  ['character_length(varchar) bigint', 'length($1)'],
  ['char_length(varchar) bigint', 'length($1)'],
  ['chr(bigint) varchar', 'chr(CAST($1 AS INTEGER))'],
  ['codepoint(varchar) integer', 'unicode($1)'],
  ['trim(varchar) varchar', `trim($1, ${blank})`],
  ['trim(varchar, varchar) varchar', 'trim($1, $2)'],
  ['ltrim(varchar) varchar', `ltrim($1, ${blank})`],
  ['ltrim(varchar, varchar) varchar', 'ltrim($1, $2)'],
  ['rtrim(varchar) varchar', `rtrim($1, ${blank})`],
  ['rtrim(varchar, varchar) varchar', 'rtrim($1, $2)'],
  ['replace(varchar, varchar) varchar', "replace($1, $2, '')"],
  ['replace(varchar, varchar, varchar) varchar', 'replace($1, $2, $3)'],
  ['reverse(varchar) varchar', 'reverse($1)'],
  ['reverse(array(T)) array(T)', 'list_reverse($1)'],
  ['lpad(varchar, bigint, varchar) varchar', 'lpad($1, CAST($2 AS INTEGER), $3)'],
  ['rpad(varchar, bigint, varchar) varchar', 'rpad($1, CAST($2 AS INTEGER), $3)'],
  ['strpos(varchar, varchar) bigint', 'strpos($1, $2)'],
  ['strpos(varchar, varchar, bigint) bigint', 'trino_strpos($1, $2, $3)'],
  ['starts_with(varchar, varchar) boolean', 'starts_with($1, $2)'],
  ['ends_with(varchar, varchar) boolean', 'ends_with($1, $2)'],
  ['substr(varchar, bigint) varchar', 'trino_substr($1, $2)'],
  ['substr(varchar, bigint, bigint) varchar', 'trino_substr($1, $2, $3)'],
  ['substring(varchar, bigint) varchar', 'trino_substr($1, $2)'],
  ['substring(varchar, bigint, bigint) varchar', 'trino_substr($1, $2, $3)'],
  ['split(varchar, varchar) array(varchar)', 'string_split($1, $2)'],
  ['split(varchar, varchar, bigint) array(varchar)', 'trino_split($1, $2, $3)'],
  ['split_part(varchar, varchar, bigint) varchar', 'trino_split_part($1, $2, $3)'],
  ['split_to_map(varchar, varchar, varchar) map(varchar, varchar)', 'trino_split_to_map($1, $2, $3)'],
  ['levenshtein_distance(varchar, varchar) bigint', 'levenshtein($1, $2)'],
  ['hamming_distance(varchar, varchar) bigint', 'hamming($1, $2)'],
  ['translate(varchar, varchar, varchar) varchar', 'translate($1, $2, $3)'],
  ['normalize(varchar) varchar', 'nfc_normalize($1)'],
  ['concat_ws(varchar, array(varchar)) varchar', 'array_to_string($2, $1)'],
  ['concat_ws(varchar, varchar…) varchar', 'concat_ws($*)'],
];

export const textFunctions: Readonly<Record<string, FunctionWriter>> = {
  /** Null when any part is, for texts, arrays and bytes alike. */
  concat(call) {
    if (call.count < 2)
      throw call.fail('INVALID_FUNCTION_ARGUMENT', 'There must be two or more concatenation arguments');
    const parts = call.call.args.map((_, index) => call.arg(index));
    return parts.reduce((left, right) => arithmetic('||', left, right, call.call.at));
  },
};
