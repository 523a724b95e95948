/** Functions that Athena has and this engine has not. */
const names = new Set(
  `approx_most_frequent approx_set bar beta_cdf bing_tile bing_tile_at char2hexint checksum classify color
   convert_bytes cosine_distance cosine_similarity crc32 dot_product empty_approx_set entropy euclidean_distance
   evaluate_classifier_predictions features from_big_endian_32 from_big_endian_64 from_encoded_polyline from_geojson_geometry
   from_ieee754_32 from_ieee754_64 geometry_from_hadoop_shape great_circle_distance hash_counts hmac_md5 hmac_sha1
   hmac_sha256 hmac_sha512 index intersection_cardinality inverse_beta_cdf inverse_normal_cdf jaccard_index
   learn_classifier learn_libsvm_classifier learn_libsvm_regressor learn_regressor line_locate_point luhn_check
   make_set_digest merge merge_set_digest murmur3 normal_cdf numeric_histogram parse_data_size parse_duration
   parse_presto_data_size qdigest_agg quantile_at_value reduce_agg regress render rgb sha512 simplify_geometry soundex
   spatial_partitioning spatial_partitions spooky_hash_v2_32 spooky_hash_v2_64 t_cdf t_pdf tdigest_agg
   to_big_endian_32 to_big_endian_64 to_char to_date to_encoded_polyline to_geojson_geometry to_geometry
   to_ieee754_32 to_ieee754_64 to_spherical_geography to_timestamp value_at_quantile values_at_quantiles
   wilson_interval_lower wilson_interval_upper word_stem xxhash64`.split(/\s+/),
);

export function isUnsupported(name: string): boolean {
  return names.has(name) || name.startsWith('st_') || name.startsWith('bing_tile');
}
