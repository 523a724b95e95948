const onAws = 'Run it against a Redshift connection on AWS.';

/** Functions that Redshift has and the local warehouse has not, and what to do instead. */
const refused: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/^(?:st_|h3_|geometrytype$|addbbox$|dropbbox$|supportsbbox$)/, onAws],
  [/^hll_/, 'Use APPROXIMATE COUNT(DISTINCT …), or COUNT(DISTINCT …).'],
  [/^(?:fnv_hash|farmfingerprint64|farmhash64|murmur3_32_hash|crc32|checksum)$/, 'Use MD5 or SHA2.'],
  [/^(?:soundex|difference)$/, onAws],
  [/^(?:ml_|explain_model)/, onAws],
  [
    /^(?:get_number_attributes|lower_attribute_names|upper_attribute_names|array_except|array_intersection|array_distinct|array_position|array_contains|array_exists|array_remove|array_union|array_sort)$/,
    onAws,
  ],
  [/^(?:octetindex|getbit|text_to_numeric_alt|to_time|default_iam_role|set_config)$/, onAws],
  [/^(?:change_query_priority|change_session_priority|change_user_priority|reboot_cluster|mv_refresh)/, onAws],
];

/** What to do instead of calling a function that the local warehouse has not; `undefined` where Redshift has none either. */
export function refusedFunction(name: string): string | undefined {
  return refused.find(([pattern]) => pattern.test(name))?.[1];
}
