import type { FunctionTable } from './callWriter.ts';

/** https://trino.io/docs/current/functions/url.html */
export const urlTable: FunctionTable = [
  ['url_extract_protocol(varchar) varchar', "regexp_extract($1, '^([^:/?#]+):', 1)"],
  ['url_extract_host(varchar) varchar', "regexp_extract($1, '^[^:/?#]+://(?:[^/?#@]*@)?([^/?#:]*)', 1)"],
  [
    'url_extract_port(varchar) bigint',
    "TRY_CAST(regexp_extract($1, '^[^:/?#]+://(?:[^/?#@]*@)?[^/?#:]*:([0-9]+)', 1) AS BIGINT)",
  ],
  ['url_extract_path(varchar) varchar', "url_decode(regexp_extract($1, '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)', 1))"],
  ['url_extract_query(varchar) varchar', "regexp_extract($1, '^[^?#]*[?]([^#]*)', 1)"],
  ['url_extract_fragment(varchar) varchar', "regexp_extract($1, '#(.*)$', 1)"],
  ['url_extract_parameter(varchar, varchar) varchar', 'trino_url_parameter($1, $2)'],
  ['url_encode(varchar) varchar', "replace(url_encode($1), '%20', '+')"],
  ['url_decode(varchar) varchar', "url_decode(replace($1, '+', ' '))"],
];

export const urlMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_url_parameter(url, parameter) AS
    url_decode(replace(list_filter(
      list_transform(
        string_split(regexp_extract(url, '^[^?#]*[?]([^#]*)', 1), '&'),
        lambda pair: CASE WHEN split_part(pair, '=', 1) = parameter THEN substring(pair, length(parameter) + 2) END),
      lambda found: found IS NOT NULL)[1], '+', ' '))`,
];
