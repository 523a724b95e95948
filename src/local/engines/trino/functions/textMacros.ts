import { failure } from '../writing/failure.ts';

/** What texts need beyond DuckDB's own functions. */
export const textMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_substr
    (s, start) AS CASE WHEN start = 0 OR -start > length(s) THEN '' ELSE substring(s, start) END,
    (s, start, count) AS CASE WHEN start = 0 OR -start > length(s) OR count <= 0 THEN ''
      ELSE substring(s, start, count) END`,
  `CREATE OR REPLACE MACRO trino_strpos(s, part, instance) AS
    CASE WHEN s IS NULL OR part IS NULL OR instance IS NULL THEN NULL
      WHEN instance > 0 AND len(string_split(s, part)) > instance
      THEN length(array_to_string(string_split(s, part)[1:instance], part)) + 1
      WHEN instance < 0 AND len(string_split(s, part)) > -instance
      THEN length(array_to_string(string_split(s, part)[1:len(string_split(s, part)) + instance], part)) + 1
      ELSE 0 END`,
  `CREATE OR REPLACE MACRO trino_split(s, part, most) AS
    CASE WHEN len(string_split(s, part)) <= most THEN string_split(s, part)
      ELSE list_append(string_split(s, part)[1:most - 1], array_to_string(string_split(s, part)[most:], part)) END`,
  `CREATE OR REPLACE MACRO trino_split_part(s, part, place) AS
    string_split(s, part)[CASE WHEN place > 0 THEN place
      WHEN place IS NULL THEN NULL
      ELSE ${failure('INVALID_FUNCTION_ARGUMENT', "'Index must be greater than zero'")} END]`,
  `CREATE OR REPLACE MACRO trino_split_to_map(s, entries, pair) AS
    map_from_entries(list_transform(string_split(s, entries), lambda entry: {
      'key': split_part(entry, pair, 1), 'value': split_part(entry, pair, 2)}))`,
  `CREATE OR REPLACE MACRO trino_digits(s) AS
    CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '[+-]?[0-9]+') THEN s ELSE concat('@text:', s) END`,
  `CREATE OR REPLACE MACRO trino_double_exponent(whole, fraction, exponent) AS
    CASE WHEN ltrim(whole, '0') <> '' THEN length(ltrim(whole, '0')) - 1
      ELSE length(ltrim(fraction, '0')) - length(fraction) - 1 END
    + coalesce(TRY_CAST(replace(exponent, '+', '') AS INTEGER), 0)`,
  `CREATE OR REPLACE MACRO trino_scientific(s, digits) AS
    concat(left(digits, 1), '.', CASE WHEN length(digits) > 1 THEN substring(digits, 2) ELSE '0' END, 'E',
      trino_double_exponent(split_part(split_part(s, 'e', 1), '.', 1), split_part(split_part(s, 'e', 1), '.', 2),
        split_part(s, 'e', 2)))`,
  `CREATE OR REPLACE MACRO trino_double_text(x) AS
    CASE WHEN x IS NULL THEN NULL
      WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
      ELSE concat(CASE WHEN x < 0 THEN '-' ELSE '' END, trino_scientific(CAST(abs(x) AS VARCHAR),
        trim(replace(split_part(CAST(abs(x) AS VARCHAR), 'e', 1), '.', ''), '0'))) END`,
  `CREATE OR REPLACE MACRO trino_interval_text(i) AS
    format('{}{} {:02d}:{:02d}:{:02d}.{:03d}', CASE WHEN epoch_ms(i) < 0 THEN '-' ELSE '' END,
      abs(epoch_ms(i)) // 86400000, abs(epoch_ms(i)) // 3600000 % 24, abs(epoch_ms(i)) // 60000 % 60,
      abs(epoch_ms(i)) // 1000 % 60, abs(epoch_ms(i)) % 1000)`,
  `CREATE OR REPLACE MACRO trino_months(i) AS datepart('year', i) * 12 + datepart('month', i)`,
  `CREATE OR REPLACE MACRO trino_months_text(i) AS
    format('{}{}-{}', CASE WHEN trino_months(i) < 0 THEN '-' ELSE '' END,
      abs(trino_months(i)) // 12, abs(trino_months(i)) % 12)`,
  // DuckDB writes a decimal without digits before its point as '.5'.
  `CREATE OR REPLACE MACRO trino_fraction_text(d) AS regexp_replace(CAST(d AS VARCHAR), '^(-?)\\.', '\\10.')`,
];
