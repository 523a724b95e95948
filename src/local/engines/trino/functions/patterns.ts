import { quoteText } from '../../../../core/sqlQuoting.ts';
import { bigint, varchar } from '../types/trinoType.ts';
import { written } from '../writing/written.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';

/** https://trino.io/docs/current/functions/regexp.html */
export const patternTable: FunctionTable = [
  ['regexp_like(varchar, varchar) boolean', 'regexp_matches($1, $2)'],
  ['regexp_extract(varchar, varchar) varchar', 'trino_regexp_extract($1, $2, 0)'],
  ['regexp_extract(varchar, varchar, bigint) varchar', 'trino_regexp_extract($1, $2, $3)'],
  ['regexp_extract_all(varchar, varchar) array(varchar)', 'regexp_extract_all($1, $2)'],
  ['regexp_extract_all(varchar, varchar, bigint) array(varchar)', 'regexp_extract_all($1, $2, $3)'],
  ['regexp_split(varchar, varchar) array(varchar)', 'regexp_split_to_array($1, $2)'],
  ['regexp_count(varchar, varchar) bigint', 'CAST(len(regexp_extract_all($1, $2)) AS BIGINT)'],
];

export const patternMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_regexp_extract(s, pattern, place) AS
    CASE WHEN regexp_matches(s, pattern) THEN regexp_extract(s, pattern, place) END`,
];

export const patternFunctions: Readonly<Record<string, FunctionWriter>> = {
  /** Trino writes `$1` and `\$` in a replacement, DuckDB `\1` and `$`. */
  regexp_replace(call) {
    if (call.count < 2 || call.count > 3) throw call.unexpected('regexp_replace(varchar, varchar, varchar)');
    const [text, pattern] = [call.arg(0), call.arg(1)];
    if (call.count === 2) return written(`regexp_replace(${text.sql}, ${pattern.sql}, '', 'g')`, varchar);
    if (call.call.args[2]?.kind === 'lambda') {
      throw call.fail('NOT_SUPPORTED', 'regexp_replace with a lambda is not supported by the local engine');
    }
    const literal = call.literal(2);
    const replacement =
      literal === undefined
        ? `regexp_replace(${call.arg(2).sql}, '[$]([0-9])', '\\\\\\1', 'g')`
        : quoteText(duckDbReplacement(literal));
    return written(`regexp_replace(${text.sql}, ${pattern.sql}, ${replacement}, 'g')`, varchar);
  },
  regexp_position(call) {
    const [text, pattern] = [call.arg(0), call.arg(1)];
    const start = call.count > 2 ? call.arg(2).sql : '1';
    const rest = `substring(${text.sql}, ${start})`;
    const before = `length(regexp_extract(${rest}, concat('^((?s:.*?))(?:', ${pattern.sql}, ')'), 1))`;
    return written(
      `CASE WHEN ${text.sql} IS NULL THEN NULL WHEN regexp_matches(${rest}, ${pattern.sql}) THEN ${before} + ${start} ELSE -1 END`,
      bigint,
    );
  },
};

function duckDbReplacement(text: string): string {
  return text.replaceAll(/\\([\s\S])|\$(\d)|\$\{\w+\}|\\/g, (whole, quotedCharacter?: string, group?: string) => {
    if (group !== undefined) return `\\${group}`;
    if (quotedCharacter === '\\') return '\\\\';
    return quotedCharacter ?? whole;
  });
}
