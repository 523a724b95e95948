import { failure } from './failure.ts';

const dateFormats = "['%Y%m%d', '%m/%d/%Y', '%m-%d-%Y', '%Y/%m/%d', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y', '%d %b %Y']";
const timeFormats =
  "['%Y%m%d %H:%M:%S', '%Y%m%d %H%M%S', '%Y%m%d%H%M%S', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y', '%Y%m%d', '%b %d, %Y %H:%M:%S', '%d-%b-%Y %H:%M:%S', '%b %d, %Y']";

/** What casts of texts come down to; see `casts.ts`. */
export const castMacros: readonly string[] = [
  // DuckDB takes '1.5' for a whole number. What is first in the way is told with its place.
  `CREATE OR REPLACE MACRO redshift_digits(x, type) AS CASE WHEN regexp_full_match(x, '\\s*[-+]?\\d+\\s*') THEN trim(x)
    WHEN x IS NULL THEN NULL ELSE ${failure(
      'XX000',
      `'Invalid digit, Value ''' || coalesce(nullif(substr(x, length(regexp_extract(x, '^\\s*[-+]?\\d*')) + 1, 1), ''), ' ')
        || ''', Pos ' || length(regexp_extract(x, '^\\s*[-+]?\\d*')) || ', Type: ' || type`,
    )} END`,
  `CREATE OR REPLACE MACRO redshift_boolean(x) AS CASE
    WHEN lower(trim(x)) IN ('t', 'true', 'y', 'yes', '1') THEN true
    WHEN lower(trim(x)) IN ('f', 'false', 'n', 'no', '0') THEN false
    WHEN x IS NULL THEN NULL
    ELSE ${failure('22P02', `'invalid input syntax for type boolean: "' || x || '"'`)} END`,
  `CREATE OR REPLACE MACRO redshift_date(x) AS CASE WHEN x IS NULL THEN NULL ELSE
    coalesce(TRY_CAST(trim(x) AS DATE), CAST(TRY_CAST(trim(x) AS TIMESTAMP) AS DATE),
      CAST(try_strptime(trim(x), ${dateFormats}) AS DATE),
      ${failure('22007', `'invalid input syntax for type date: "' || x || '"'`)}) END`,
  `CREATE OR REPLACE MACRO redshift_timestamp(x) AS CASE WHEN x IS NULL THEN NULL ELSE
    coalesce(TRY_CAST(regexp_replace(trim(x), '([+-]\\d{2}(:?\\d{2})?|Z| UTC)$', '') AS TIMESTAMP),
      TRY_CAST(trim(x) AS TIMESTAMP), try_strptime(trim(x), ${timeFormats}),
      ${failure('22007', `'invalid input syntax for type timestamp: "' || x || '"'`)}) END`,
  `CREATE OR REPLACE MACRO redshift_timestamptz(x) AS CASE WHEN x IS NULL THEN NULL ELSE
    coalesce(TRY_CAST(trim(x) AS TIMESTAMPTZ), CAST(try_strptime(trim(x), ${timeFormats}) AS TIMESTAMPTZ),
      ${failure('22007', `'invalid input syntax for type timestamp with time zone: "' || x || '"'`)}) END`,
  // As many characters as fit into the bytes.
  `CREATE OR REPLACE MACRO redshift_left(x, bytes) AS CASE WHEN strlen(x) <= bytes THEN x
    WHEN strlen(x) = length(x) THEN left(x, bytes)
    ELSE left(x, list_max(list_filter(range(CAST(bytes AS BIGINT) + 1), lambda n: strlen(left(x, n)) <= bytes))) END`,
  `CREATE OR REPLACE MACRO redshift_assigned(x, bytes, type) AS CASE WHEN strlen(x) <= bytes THEN x
    WHEN x IS NULL THEN NULL
    WHEN strlen(rtrim(x, ' ')) <= bytes THEN left(x, bytes)
    ELSE ${failure('22001', `'value too long for type ' || type`)} END`,
  `CREATE OR REPLACE MACRO redshift_double_text(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN x = 'Infinity'::DOUBLE THEN 'Infinity'
    WHEN x = '-Infinity'::DOUBLE THEN '-Infinity' ELSE format('{:.15g}', CAST(x AS DOUBLE)) END`,
  `CREATE OR REPLACE MACRO redshift_real_text(x) AS CASE WHEN isnan(x) THEN 'NaN' ELSE format('{:.6g}', CAST(x AS DOUBLE)) END`,
  // years, months and days by name, hours as a clock shows them
  `CREATE OR REPLACE MACRO redshift_interval_text(x) AS coalesce(nullif(concat_ws(' ',
      CASE WHEN datepart('year', x) <> 0 THEN datepart('year', x) || CASE WHEN abs(datepart('year', x)) = 1 THEN ' year' ELSE ' years' END END,
      CASE WHEN datepart('month', x) <> 0 THEN datepart('month', x) || CASE WHEN abs(datepart('month', x)) = 1 THEN ' mon' ELSE ' mons' END END,
      CASE WHEN datepart('day', x) <> 0 THEN datepart('day', x) || CASE WHEN abs(datepart('day', x)) = 1 THEN ' day' ELSE ' days' END END,
      CASE WHEN datepart('hour', x) <> 0 OR datepart('minute', x) <> 0 OR datepart('microsecond', x) <> 0 THEN
        rtrim(rtrim(format('{}{:02d}:{:02d}:{:09.6f}',
          CASE WHEN datepart('hour', x) < 0 OR datepart('minute', x) < 0 OR datepart('microsecond', x) < 0 THEN '-' ELSE '' END,
          abs(datepart('hour', x)), abs(datepart('minute', x)), abs(datepart('microsecond', x)) / 1000000.0::DOUBLE), '0'), '.') END), ''),
      CASE WHEN x IS NOT NULL THEN '00:00:00' END)`,
];
