import { fieldName } from '../types/duckDbType.ts';
import { arrayOf, bigint, mapOf, rowOf, varchar } from '../types/trinoType.ts';
import { toText } from '../writing/casts.ts';
import { written } from '../writing/written.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';

/** https://trino.io/docs/current/functions/array.html */
export const arrayTable: FunctionTable = [
  ['cardinality(array(T)) bigint', 'len($1)'],
  ['cardinality(map(K,V)) bigint', 'CAST(cardinality($1) AS BIGINT)'],
  ['element_at(array(T), bigint) T', 'trino_element($1, $2)'],
  ['element_at(map(K,V), K) V', '($1)[$2]'],
  ['contains(array(T), T) boolean', 'trino_contains($1, $2)'],
  ['contains_sequence(array(T), array(T)) boolean', 'trino_contains_sequence($1, $2)'],
  ['array_position(array(T), T) bigint', 'trino_array_position($1, $2)'],
  ['array_remove(array(T), T) array(T)', 'trino_array_remove($1, $2)'],
  ['array_distinct(array(T)) array(T)', 'trino_distinct($1)'],
  ['array_union(array(T), array(T)) array(T)', 'trino_distinct($1 || $2)'],
  ['array_intersect(array(T), array(T)) array(T)', 'trino_distinct(trino_common($1, $2))'],
  ['array_except(array(T), array(T)) array(T)', 'trino_distinct(trino_uncommon($1, $2))'],
  ['arrays_overlap(array(T), array(T)) boolean', 'list_has_any($1, $2)'],
  ['array_max(array(T)) T', 'CASE WHEN trino_has_null($1) THEN NULL ELSE list_max($1) END'],
  ['array_min(array(T)) T', 'CASE WHEN trino_has_null($1) THEN NULL ELSE list_min($1) END'],
  ['flatten(array(array(T))) array(T)', 'flatten($1)'],
  ['slice(array(T), bigint, bigint) array(T)', 'trino_slice($1, $2, $3)'],
  ['trim_array(array(T), bigint) array(T)', '($1)[1:len($1) - $2]'],
  ['repeat(T, bigint) array(T)', 'list_transform(generate_series(1, $2), lambda repeated: $1)'],
  ['ngrams(array(T), bigint) array(array(T))', 'trino_ngrams($1, $2)'],
  ['combinations(array(T), bigint) array(array(T))', 'trino_combinations($1, $2)'],
  ['shuffle(array(T)) array(T)', 'trino_shuffle($1)'],
  ['sequence(bigint, bigint) array(bigint)', 'trino_sequence(CAST($1 AS BIGINT), CAST($2 AS BIGINT))'],
  [
    'sequence(bigint, bigint, bigint) array(bigint)',
    'generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT))',
  ],
  ['sequence(date, date) array(date)', 'CAST(trino_day_sequence($1, $2) AS DATE[])'],
  ['sequence(date, date, interval day to second) array(date)', 'CAST(generate_series($1, $2, $3) AS DATE[])'],
  ['sequence(date, date, interval year to month) array(date)', 'CAST(generate_series($1, $2, $3) AS DATE[])'],
  ['sequence(timestamp, timestamp, interval day to second) array(timestamp)', 'generate_series($1, $2, $3)'],
  ['sequence(timestamp, timestamp, interval year to month) array(timestamp)', 'generate_series($1, $2, $3)'],
];

export const arrayFunctions: Readonly<Record<string, FunctionWriter>> = {
  /** Elements as texts; nulls are left out unless something stands for them. */
  array_join(call) {
    const [array, separator] = [call.arg(0), call.arg(1)];
    if (array.type && array.type.name !== 'array') throw call.unexpected('array_join(array(T), varchar)');
    const text = toText('joined', array.type?.element);
    const item = call.count > 2 ? `coalesce(${text}, ${call.arg(2).sql})` : text;
    const items = item === 'joined' ? array.sql : `list_transform(${array.sql}, lambda joined: ${item})`;
    return written(`array_to_string(${items}, ${separator.sql})`, varchar);
  },
  zip(call) {
    const arrays = call.call.args.map((_, index) => call.arg(index));
    const fields = arrays.map(({ type }) => ({ type: type?.name === 'array' ? type.element : undefined }));
    const named = fields.map((field, index) => `'${fieldName(field, index)}': struct_extract(zipped, ${index + 1})`);
    const zipped = `list_zip(${arrays.map(({ sql }) => sql).join(', ')})`;
    return written(`list_transform(${zipped}, lambda zipped: {${named.join(', ')}})`, arrayOf(rowOf(...fields)));
  },
  array_histogram(call) {
    const { sql, type } = call.arg(0);
    const element = type?.name === 'array' ? type.element : undefined;
    return written(`list_histogram(${sql})`, mapOf(element, bigint));
  },
  array_first(call) {
    const { sql, type } = call.arg(0);
    return written(`(${sql})[1]`, type?.name === 'array' ? type.element : undefined);
  },
  array_last(call) {
    const { sql, type } = call.arg(0);
    return written(`(${sql})[-1]`, type?.name === 'array' ? type.element : undefined);
  },
};
