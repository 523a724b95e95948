import { failure } from '../writing/failure.ts';

const zero = failure('DIVISION_BY_ZERO', "'/ by zero'");

/** What numbers need beyond DuckDB's own functions: DuckDB gives null where Trino fails, and fails where it gives NaN. */
export const numberMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_divide_whole(a, b) AS CASE WHEN b = 0 THEN ${zero} ELSE a // b END`,
  `CREATE OR REPLACE MACRO trino_divide
    (a BIGINT, b BIGINT) AS CASE WHEN b = 0 THEN ${zero} ELSE a // b END,
    (a DOUBLE, b DOUBLE) AS a / b`,
  `CREATE OR REPLACE MACRO trino_modulo(a, b) AS CASE WHEN b = 0 THEN ${zero} ELSE a % b END`,
  `CREATE OR REPLACE MACRO trino_quotient(a, b) AS
    CASE WHEN b = 0 THEN ${zero}
      ELSE a // b + CASE WHEN abs(a % b) >= abs(b) - abs(a % b) THEN sign(a) * sign(b) ELSE 0 END END`,
  `CREATE OR REPLACE MACRO trino_round(x, places) AS round(x, places)`,
  `CREATE OR REPLACE MACRO trino_trunc(x, places) AS trunc(x * pow(10, places)) / pow(10, places)`,
  // DuckDB's cube root of 27 is 3.0000000000000004.
  `CREATE OR REPLACE MACRO trino_cbrt(x) AS CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END`,
  `CREATE OR REPLACE MACRO trino_sqrt(x) AS CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(abs(x)) END`,
  `CREATE OR REPLACE MACRO trino_above_zero(x) AS CASE WHEN x > 0 THEN x END`,
  `CREATE OR REPLACE MACRO trino_logarithm(result, x) AS
    CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE result END`,
  `CREATE OR REPLACE MACRO trino_bit_count(x, bits) AS
    bit_count(CASE WHEN bits = 64 THEN CAST(x AS BIGINT) ELSE CAST(x AS BIGINT) & ((1::BIGINT << CAST(bits AS INTEGER)) - 1) END)`,
  `CREATE OR REPLACE MACRO trino_to_base(x, radix) AS
    CASE WHEN x < 0 THEN '-' ELSE '' END || lower(to_base(abs(x), radix))`,
  `CREATE OR REPLACE MACRO trino_from_base(s, radix) AS
    CASE WHEN starts_with(s, '-') THEN -1 ELSE 1 END * CAST(list_sum(list_transform(
      string_split(reverse(ltrim(lower(s), '-+')), ''),
      lambda digit, place: (strpos('0123456789abcdefghijklmnopqrstuvwxyz', digit) - 1) * CAST(pow(radix, place - 1) AS HUGEINT)
    )) AS BIGINT)`,
  `CREATE OR REPLACE MACRO trino_width_bucket(x, low, high, buckets) AS
    CAST(CASE WHEN x < low THEN 0 WHEN x >= high THEN buckets + 1
      ELSE floor((x - low) / (high - low) * buckets) + 1 END AS BIGINT)`,
];
